package charge

import "time"

// Transfer is the seller's part of the charge on its way to them.
type Transfer struct {
	DueAt time.Time `json:"dueAt,omitzero"` // when something has to be done; zero: never
}

// nextTransfer is what the seller's part needs at now.
func (c Charge) nextTransfer(time.Time) Action { return Rest }
