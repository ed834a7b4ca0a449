// Package charge holds the rules of money that was taken: what of it goes
// back to the buyer, what the buyer's bank disputes, and what the seller gets.
//
// A charge begins when its payment is captured. It is a value. Its transitions
// are pure: they take what was decided or learned and the time, and return the
// charge as it is then. Whatever is late, doubled or out of order leaves it as
// it was.
package charge

import (
	"reflect"
	"slices"
	"time"
)

// Terms are what a charge begins with. Amounts are in the currency's minor
// unit; Fee is the platform's part of Amount, the rest is the seller's.
type Terms struct {
	PaymentID  string    `json:"paymentId"`
	OrderID    string    `json:"orderId"`
	SellerID   string    `json:"sellerId,omitempty"` // empty for those captured before sellers were kept
	Amount     int64     `json:"amount"`
	Fee        int64     `json:"fee,omitempty"`
	Currency   string    `json:"currency"`
	IntentID   string    `json:"intentId"`
	ChargeID   string    `json:"chargeId,omitempty"` // empty until Stripe told
	CapturedAt time.Time `json:"capturedAt"`
}

// State is a charge as it is kept.
type State struct {
	Terms
	Refunds  []Refund  `json:"refunds,omitempty"`  // in the order in which they became known
	Disputes []Dispute `json:"disputes,omitempty"` // the newest last
	Transfer Transfer  `json:"transfer,omitzero"`
	LookAt   time.Time `json:"lookAt,omitzero"` // when to ask Stripe what is true; zero: when something happens
	Looks    int64     `json:"looks,omitempty"` // counts the answers
	Tries    int       `json:"tries,omitempty"` // counts the looks since then that got none
}

// Charge is the money that was taken for one order.
type Charge struct{ state State }

// New is the charge of a payment that was captured just now. The seller's part
// is due.
func New(t Terms) Charge {
	c := Charge{State{Terms: t}}
	if t.SellerID != "" {
		c.state.Transfer.DueAt = t.CapturedAt
	}
	return c
}

// Restore gives back the charge that State was taken from.
func Restore(s State) Charge { return Charge{s} }

// State is the charge as it is now. Its lists are shared: who changes them
// makes copies.
func (c Charge) State() State { return c.state }

// Same says whether nothing differs between the two.
func (c Charge) Same(other Charge) bool { return reflect.DeepEqual(c.state, other.state) }

// own gives the charge lists that may be changed.
func (c Charge) own() Charge {
	c.state.Refunds = slices.Clone(c.state.Refunds)
	c.state.Disputes = slices.Clone(c.state.Disputes)
	return c
}

// Refunded is how much of Amount went back or is on its way, and how much of
// that the platform gave up of its fee.
func (s State) Refunded() (amount, fee int64) {
	for _, r := range s.Refunds {
		if r.Gone() {
			amount, fee = amount+r.Amount, fee+r.Fee
		}
	}
	return amount, fee
}

// Returned is how much of Amount the buyer has back for sure.
func (s State) Returned() (amount int64) {
	for _, r := range s.Refunds {
		if r.Status == Succeeded {
			amount += r.Amount
		}
	}
	return amount
}

// Left is how much of Amount can still be given back.
func (s State) Left() int64 {
	gone, _ := s.Refunded()
	return s.Amount - gone
}
