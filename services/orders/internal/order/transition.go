package order

import "time"

// Effect is what a transition does to the order's units.
type Effect int

// The effects of transitions.
const (
	Keep     Effect = iota // nothing changes
	Release                // held units become free
	Sell                   // held units become sold
	TakeBack               // sold units become free
)

// CancelByBuyer cancels an open order for its buyer. The errors are
// ErrComplete, and ErrStale when it is cancelled already.
func (o Order) CancelByBuyer(at time.Time) (Order, Effect, error) {
	if o.s.Status == Complete {
		return o, Keep, ErrComplete
	}
	if !o.Open() {
		return o, Keep, ErrStale
	}
	return o.cancel(Buyer, at), Release, nil
}

// Expire cancels an open order whose hold has ended. The errors are ErrNotDue
// before that, and ErrStale for an order that is not open.
func (o Order) Expire(at time.Time) (Order, Effect, error) {
	if !o.Open() {
		return o, Keep, ErrStale
	}
	if at.Before(o.s.ExpiresAt) {
		return o, Keep, ErrNotDue
	}
	return o.cancel(Expired, at), Release, nil
}

func (o Order) cancel(why Reason, at time.Time) Order {
	o.s.Reason = why
	return o.become(Cancelled, at)
}

func (o Order) become(status Status, at time.Time) Order {
	if status == Complete && !o.Sold() {
		o.s.SoldAt = &at
	}
	o.s.Status = status
	o.s.UpdatedAt = at
	o.s.Version++
	return o
}
