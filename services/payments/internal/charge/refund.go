package charge

import (
	"slices"
	"time"

	"github.com/saheedt/pass/services/internal/money"
)

// Status is what became of a refund.
type Status string

// A refund is decided, given back, or refused for good. One that was given
// back may still fail days later, when the card's bank sends it back.
const (
	Pending   Status = "pending"
	Succeeded Status = "succeeded"
	Failed    Status = "failed"
)

// ByPlatform marks refunds that nobody decided on the site: they were made in
// Stripe's dashboard, or give back money that was taken without an order.
const ByPlatform = "platform"

// Why refunds fail, beside Stripe's own words.
const (
	FailureNothingLeft = "charge_already_refunded"
	FailureDisputed    = "charge_disputed"
	FailureCanceled    = "canceled"
)

// Decision is that money has to go back. Fee is the part of Amount that the
// platform gives up, the rest is the seller's.
type Decision struct {
	ID        string    `json:"id"`
	Units     int       `json:"units,omitempty"`
	Amount    int64     `json:"amount"`
	Fee       int64     `json:"fee,omitempty"`
	By        string    `json:"by"`
	Restock   bool      `json:"restock,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	CreatedAt time.Time `json:"createdAt"`
}

// Refund is a decision and what became of it.
type Refund struct {
	Decision
	Status   Status    `json:"status"`
	StripeID string    `json:"stripeId,omitempty"` // empty until Stripe made it
	Failure  string    `json:"failure,omitempty"`  // why it failed, or was refused last
	Tries    int       `json:"tries,omitempty"`    // counts the calls that did not bring it on
	Answers  int       `json:"answers,omitempty"`  // counts what needs another idempotency key: it is part of it
	Refusals int       `json:"refusals,omitempty"` // counts Stripe's refusals of this amount
	Doubt    bool      `json:"doubt,omitempty"`    // Stripe may have made it: look before asking again
	DueAt    time.Time `json:"dueAt,omitzero"`     // when to ask Stripe for it; zero: never
}

// Gone says whether the money left: it is on its way or there.
func (r Refund) Gone() bool { return r.StripeID != "" && r.Status != Failed }

// Wanted says whether Stripe has yet to make the refund.
func (r Refund) Wanted() bool { return r.StripeID == "" && r.Status == Pending }

// Decide takes up decisions that the charge does not know yet: they are due
// at once.
func (c Charge) Decide(decisions []Decision, now time.Time) Charge {
	for _, d := range decisions {
		if _, known := c.Refund(d.ID); known || d.Amount <= 0 {
			continue
		}
		c = c.own()
		c.state.Refunds = append(c.state.Refunds, Refund{Decision: d, Status: Pending, DueAt: now})
	}
	return c
}

// GiveAllBack decides, once, that what is left goes back. The decision has the
// payment's id.
func (c Charge) GiveAllBack(reason string, now time.Time) Charge {
	left := c.state.Left()
	return c.Decide([]Decision{{
		ID: c.state.PaymentID, Amount: left, Fee: c.state.feePart(left), By: ByPlatform, Reason: reason, CreatedAt: now,
	}}, now)
}

// Refund gives the refund with the id.
func (c Charge) Refund(id string) (Refund, bool) {
	i := c.find(func(r Refund) bool { return r.ID == id })
	if i < 0 {
		return Refund{}, false
	}
	return c.state.Refunds[i], true
}

func (c Charge) find(is func(Refund) bool) int { return slices.IndexFunc(c.state.Refunds, is) }

// feePart is the part of the amount that the platform gives up: its share of
// it, rounded, and never so that more than the fee or more than the seller's
// part of the charge went back in the end.
func (s State) feePart(amount int64) int64 {
	gone, fee := s.Refunded()
	feeLeft := s.Fee - fee
	sellerLeft := s.Amount - s.Fee - (gone - fee)
	part := max(money.Share(s.Fee, amount, s.Amount, s.Currency), amount-sellerLeft)
	return max(0, min(part, feeLeft, amount))
}
