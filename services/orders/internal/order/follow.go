package order

import (
	"slices"
	"strings"
	"time"
)

// Dispute is a buyer's bank that asks for the money back. Status and Reason
// are Stripe's words.
type Dispute struct {
	ID        string    `json:"id"`
	Amount    int64     `json:"amount"`
	Status    string    `json:"status"`
	Reason    string    `json:"reason"`
	CreatedAt time.Time `json:"createdAt"`
}

// holds says whether the bank has the money, or an answer to wait for: neither
// in an inquiry, which costs nothing and which a refund ends, nor when the
// dispute was won.
func (d *Dispute) holds() bool {
	return d != nil && d.Status != "won" && !strings.HasPrefix(d.Status, "warning_")
}

// Follow takes over what a version of the payment says of refunds and of a
// dispute. When it says nothing new, the order only remembers that version,
// and keeps its own. The error is ErrStale for a version that is not newer
// than the last, or an order that is not complete, and ErrComplete when another
// payment completed the order.
func (o Order) Follow(p Payment, at time.Time) (Order, Effect, error) {
	switch {
	case o.s.Status != Complete:
		return o, Keep, ErrStale
	case o.s.Payment == nil || o.s.Payment.ID != p.ID:
		return o, Keep, ErrComplete
	case o.s.Payment.Followed >= p.Version:
		return o, Keep, ErrStale
	}
	known := o.s
	answered := *o.s.Payment
	answered.Followed = p.Version
	o.s.Payment = &answered
	o.s.Refunds = merged(known.Refunds, p.Refunds)
	if p.Dispute != nil {
		dispute := *p.Dispute
		o.s.Dispute = &dispute
	}
	if slices.Equal(known.Refunds, o.s.Refunds) && sameDispute(known.Dispute, o.s.Dispute) {
		return o, Keep, nil
	}
	return o.become(Complete, at), Keep, nil
}

// merged are the known refunds as payments tells of them, and those that
// payments alone knows: made by whoever runs the site, of money only.
func merged(known, told []Refund) []Refund {
	all := slices.Clone(known)
	for _, r := range told {
		n := slices.IndexFunc(all, func(k Refund) bool { return k.ID == r.ID })
		if n < 0 {
			all = append(all, r)
			continue
		}
		all[n].Status, all[n].Amount, all[n].Fee = r.Status, r.Amount, r.Fee
		if all[n].Reason == "" {
			all[n].Reason = r.Reason
		}
	}
	return all
}

func sameDispute(a, b *Dispute) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.ID == b.ID && a.Amount == b.Amount && a.Status == b.Status && a.Reason == b.Reason && a.CreatedAt.Equal(b.CreatedAt)
}

// abandonRefunds lets the refunds that wait for money which never comes fail.
func (o Order) abandonRefunds() Order {
	o.s.Refunds = slices.Clone(o.s.Refunds)
	for n := range o.s.Refunds {
		if o.s.Refunds[n].Status == Pending {
			o.s.Refunds[n].Status = Failed
		}
	}
	return o
}
