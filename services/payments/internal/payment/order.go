package payment

import (
	"time"

	"github.com/saheedt/pass/services/payments/internal/charge"
)

// Standing is what an order means for its payment.
type Standing string

// An order waits for money, has been given its units, or is gone.
const (
	Waiting   Standing = "waiting"
	Complete  Standing = "complete"
	Cancelled Standing = "cancelled"
)

// Order is payments' copy of an order, as far as a payment needs it.
// UnitPrice, Fee and Total are in the currency's minor unit; Total is what the
// buyer pays, with Fee, the platform's part of it.
type Order struct {
	ID        string    `json:"id"`
	BuyerID   string    `json:"buyerId"`
	SellerID  string    `json:"sellerId,omitempty"`
	Title     string    `json:"title"`
	Quantity  int       `json:"quantity"`
	UnitPrice int64     `json:"unitPrice"`
	Fee       int64     `json:"fee,omitempty"`
	Total     int64     `json:"total"`
	Currency  string    `json:"currency"`
	Standing  Standing  `json:"standing"`
	ExpiresAt time.Time `json:"expiresAt"` // the hold's end
	Version   int64     `json:"version"`
	// Refunds are those that somebody at orders decided.
	Refunds []charge.Decision `json:"refunds,omitempty"`
}

// Newer says whether o replaces the copy that is there; old is nil when there
// is none. Late, doubled and reordered news do not.
func (o Order) Newer(old *Order) bool {
	return old == nil || o.Version > old.Version
}

// payable says whether a buyer can still begin to pay at now.
func (o Order) payable(now time.Time) bool {
	return o.Standing == Waiting && now.Before(o.ExpiresAt)
}
