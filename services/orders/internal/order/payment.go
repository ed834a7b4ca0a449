package order

import "time"

// Payment is what an order needs to know of a payment at one version. Amount
// is in the currency's minor unit.
type Payment struct {
	ID       string
	Version  int64
	Amount   int64
	Currency string
	Refunds  []Refund // all that payments knows of
	Dispute  *Dispute
}

// Await notes that the buyer is on the way to pay. The error is ErrStale when
// that is not news.
func (o Order) Await(p Payment, at time.Time) (Order, Effect, error) {
	if o.s.Status != Created || o.answered(p) {
		return o, Keep, ErrStale
	}
	return o.note(p).become(AwaitingPayment, at), Keep, nil
}

// Authorized answers a payment whose money may be taken: an open order is
// complete, late or not, because it still has its units; one that is cancelled
// says so again, in a new version. A payment over another sum than the order's
// cancels an open order, as not paid. The error is ErrStale when this was
// answered before, and ErrComplete when another payment completed the order.
func (o Order) Authorized(p Payment, at time.Time) (Order, Effect, error) {
	switch {
	case o.answered(p):
		return o, Keep, ErrStale
	case o.s.Status == Complete && o.s.Payment != nil && o.s.Payment.ID != p.ID:
		return o, Keep, ErrComplete
	case o.Open() && !o.Pays(p):
		return o.note(p).cancel(PaymentFailed, at), Release, nil
	case o.Open():
		return o.note(p).become(Complete, at), Sell, nil
	default:
		return o.note(p).become(o.s.Status, at), Keep, nil
	}
}

// Failed cancels an order whose money can't be had, complete or not; then what
// was to be given back of it is not. The error
// is ErrStale when this was answered before or the order is cancelled, and
// ErrComplete when another payment completed the order.
func (o Order) Failed(p Payment, at time.Time) (Order, Effect, error) {
	switch {
	case o.answered(p) || o.s.Status == Cancelled:
		return o, Keep, ErrStale
	case o.Open():
		return o.note(p).cancel(PaymentFailed, at), Release, nil
	case o.s.Payment != nil && o.s.Payment.ID != p.ID:
		return o, Keep, ErrComplete
	default:
		return o.note(p).abandonRefunds().cancel(PaymentFailed, at), TakeBack, nil
	}
}

// Pays reports whether the payment is over the order's sum.
func (o Order) Pays(p Payment) bool { return p.Amount == o.Total() && p.Currency == o.s.Currency }

// answered reports whether the order has taken note of this version of the
// payment, or of a newer one.
func (o Order) answered(p Payment) bool {
	return o.s.Payment != nil && o.s.Payment.ID == p.ID && o.s.Payment.Version >= p.Version
}

func (o Order) note(p Payment) Order {
	noted := Answered{ID: p.ID, Version: p.Version}
	if o.s.Payment != nil && o.s.Payment.ID == p.ID {
		noted.Followed = o.s.Payment.Followed
	}
	o.s.Payment = &noted
	return o
}
