package listing

import "time"

// Hold says what an order does with its units.
type Hold string

// An order holds its units until it is paid or cancelled.
const (
	HoldNone Hold = "none"
	HoldOpen Hold = "held"
	HoldSold Hold = "sold"
)

// Claim is what one order takes of a listing, at one version of the order.
// Quantity leaves out the units that were refunded and are on sale again.
// The zero Claim is that of an order nobody has heard of yet.
type Claim struct {
	Version  int64
	Quantity int
	Hold     Hold
}

func (c Claim) held() int {
	if c.Hold == HoldOpen {
		return c.Quantity
	}
	return 0
}

func (c Claim) sold() int {
	if c.Hold == HoldSold {
		return c.Quantity
	}
	return 0
}

// Supersedes tells whether c is news to somebody who knows of the order what
// old says.
func (c Claim) Supersedes(old Claim) bool { return c.Version > old.Version }

// Settle counts what became of one order, given what the counts know of it so
// far, and reports whether the terms changed by it. They do when more is
// taken than offered: the quantity was lowered before the order was heard of,
// and units that somebody holds are never taken away, so the quantity is
// raised to what is taken.
func (l *Listing) Settle(before, after Claim, now time.Time) (raised bool) {
	l.state.Held += after.held() - before.held()
	l.state.Sold += after.sold() - before.sold()
	if l.Taken() <= l.state.Quantity {
		l.state.Revision++
		return false
	}
	l.state.Quantity = l.Taken()
	l.change(now)
	return true
}
