// Package payment holds the rules of a payment: the saga between a buyer's
// card, which Stripe speaks for, and an order, which the orders service
// decides. The card is authorised first, the order is completed second, the
// money is taken last.
//
// A payment is a value. Its transitions are pure: they take what was learned
// and the time, and return the payment as it is then. Whatever is late,
// doubled or out of order leaves it as it was.
package payment

import (
	"errors"
	"time"
)

// Status is what a payment is to the outside.
type Status string

// A payment is open until the card is authorised, and ends captured, voided
// or failed.
const (
	Open       Status = "open"
	Authorized Status = "authorized"
	Captured   Status = "captured"
	Voided     Status = "voided"
	Failed     Status = "failed"
	// Refunded is what a captured payment is shown as when all went back.
	Refunded Status = "refunded"
)

// Pending is what has been decided and has yet to be done at Stripe.
type Pending string

// Nothing is pending, or the money has to be taken, or the authorisation or
// the session has to be given back: because the order is gone (Void) or
// because the capture was refused (Fail).
const (
	Nothing Pending = ""
	Capture Pending = "capture"
	Void    Pending = "void"
	Fail    Pending = "fail"
)

// Reasons of voided and failed payments.
const (
	ReasonOrderCancelled = "order_cancelled"
	ReasonCaptureRefused = "capture_refused"
)

var (
	// ErrOrderClosed is returned when the order can't be paid any more.
	ErrOrderClosed = errors.New("the order can't be paid any more")
	// ErrStale is returned for a session that was made for an earlier attempt.
	ErrStale = errors.New("made for an earlier attempt")
)

// Session is Stripe's checkout page for one attempt. ID and URL are empty
// until Stripe made it; URL is emptied when it can no longer be paid.
type Session struct {
	ID        string    `json:"id,omitempty"`
	URL       string    `json:"url,omitempty"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// State is a payment as it is kept. UnitPrice, Fee and Amount are in the
// currency's minor unit; Amount is all that the buyer pays, with Fee, the
// platform's part of it.
type State struct {
	ID        string    `json:"id"`
	OrderID   string    `json:"orderId"`
	BuyerID   string    `json:"buyerId"`
	SellerID  string    `json:"sellerId,omitempty"` // empty: from before orders were asked for it
	Title     string    `json:"title"`
	Quantity  int       `json:"quantity"`
	UnitPrice int64     `json:"unitPrice"`
	Fee       int64     `json:"fee,omitempty"` // the platform's part of Amount
	Amount    int64     `json:"amount"`
	Currency  string    `json:"currency"`
	Status    Status    `json:"status"`
	Pending   Pending   `json:"pending,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Attempt   int       `json:"attempt"` // counts the sessions; part of their idempotency keys
	Session   Session   `json:"session"`
	IntentID  string    `json:"intentId,omitempty"`
	ChargeID  string    `json:"chargeId,omitempty"` // once captured
	Declined  Declined  `json:"declined,omitzero"`  // the last card, while the session is open
	Tries     int       `json:"tries"`              // counts the calls for the pending step that did not bring it on
	Answers   int       `json:"answers"`            // counts those that Stripe answered; part of the step's idempotency key
	DueAt     time.Time `json:"dueAt"`              // when to look at it again; zero: never
	Returned  int64     `json:"returned,omitempty"` // how much of Amount the buyer has back
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// Payment is the payment of one order.
type Payment struct{ state State }

// New begins the payment of o, with its first session yet to be made. It
// returns ErrOrderClosed if o can't be paid at now.
func New(id string, o Order, now time.Time) (Payment, error) {
	if !o.payable(now) {
		return Payment{}, ErrOrderClosed
	}
	return Payment{State{
		ID: id, OrderID: o.ID, BuyerID: o.BuyerID, SellerID: o.SellerID,
		Title: o.Title, Quantity: o.Quantity, UnitPrice: o.UnitPrice, Fee: o.Fee, Amount: o.Total, Currency: o.Currency,
		Status: Open, Attempt: 1, Session: Session{ExpiresAt: sessionEnd(o, now)},
		CreatedAt: now, UpdatedAt: now,
	}}, nil
}

// Restore gives back the payment that State was taken from.
func Restore(s State) Payment { return Payment{s} }

// State is the payment as it is now.
func (p Payment) State() State { return p.state }

// Settled says whether the payment has come to its end.
func (p Payment) Settled() bool {
	switch p.state.Status {
	case Captured, Voided, Failed:
		return true
	}
	return false
}

// Shown is the status that others see.
func (s State) Shown() Status {
	if s.Status == Captured && s.Returned > 0 && s.Returned >= s.Amount {
		return Refunded
	}
	return s.Status
}

// Followed gives a captured payment its next version, after something
// happened to the money that was taken: returned is what the buyer has back.
func (p Payment) Followed(returned int64, now time.Time) Payment {
	if p.state.Status != Captured {
		return p
	}
	p.state.Returned = returned
	p.state.Version++
	p.state.UpdatedAt = now
	return p
}

// Payable says whether the buyer can pay on the session's page.
func (p Payment) Payable() bool {
	return p.state.Status == Open && p.state.Pending == Nothing && p.state.Session.URL != ""
}

// Announced says whether the payment was ever told to anyone: it is once its
// first session exists.
func (p Payment) Announced() bool { return p.state.Version > 0 }

// become moves to a status that the outside sees, with the next version.
func (p Payment) become(s Status, now time.Time) Payment {
	p.state.Status = s
	p.state.Version++
	p.state.UpdatedAt = now
	p.state.Tries, p.state.Answers = 0, 0
	p.state.DueAt = time.Time{}
	return p
}

// owe records what has to be done next, at once.
func (p Payment) owe(what Pending, now time.Time) Payment {
	p.state.Pending = what
	p.state.UpdatedAt = now
	p.state.Tries, p.state.Answers = 0, 0
	p.state.DueAt = now
	return p
}

// end is a status nothing follows.
func (p Payment) end(s Status, reason string, now time.Time) Payment {
	p = p.become(s, now)
	p.state.Pending = Nothing
	p.state.Reason = reason
	p.state.Session.URL = ""
	return p
}
