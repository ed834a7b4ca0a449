package charge

import "time"

// Payout is how far the seller's part has come, for the seller.
type Payout string

// A part is due at its time, or waits for the seller's account (or for the
// end of a dispute), or was transferred; then some or all of it may have been
// taken back.
const (
	Scheduled      Payout = "scheduled"
	PayoutWaiting  Payout = "waiting"
	Transferred    Payout = "transferred"
	PartlyReversed Payout = "partly_reversed"
	Reversed       Payout = "reversed"
)

// Payout is how far the seller's part has come: how much of it they have, or
// will have when nothing was transferred yet; and since when, zero if they
// don't.
func (s State) Payout() (status Payout, amount int64, since time.Time) {
	out, back := s.Transfer.Sent()
	for _, m := range s.Transfer.Moves {
		if m.Made() && !m.Back {
			since = m.At
		}
	}
	switch {
	case out == 0 && s.Share() == 0:
		return Reversed, 0, since
	case out == 0 && (s.Transfer.Waiting || s.Transfer.Refusals > 0 || s.held()):
		return PayoutWaiting, s.Share(), since
	case out == 0:
		return Scheduled, s.Share(), since
	case back == out:
		return Reversed, 0, since
	case back > 0:
		return PartlyReversed, out - back, since
	}
	return Transferred, out, since
}
