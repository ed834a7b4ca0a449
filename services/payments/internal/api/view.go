package api

import (
	"time"

	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

// view is a payment as clients see it.
type view struct {
	ID          string    `json:"id"`
	OrderID     string    `json:"orderId"`
	Status      string    `json:"status"`
	Amount      int64     `json:"amount"`
	Fee         int64     `json:"fee"`
	Refunded    int64     `json:"refunded"`
	Refunds     []refund  `json:"refunds"`
	Dispute     *dispute  `json:"dispute,omitempty"`
	Currency    string    `json:"currency"`
	CheckoutURL string    `json:"checkoutUrl,omitempty"`
	Declined    *declined `json:"declined,omitempty"`
	CreatedAt   time.Time `json:"createdAt"`
	Version     int64     `json:"version"`
}

// refund is money that goes back, or was to go back.
type refund struct {
	ID        string    `json:"id"`
	Amount    int64     `json:"amount"`
	Status    string    `json:"status"`
	CreatedAt time.Time `json:"createdAt"`
}

// dispute is the buyer's bank asking for the money back. Status and Reason
// are Stripe's words.
type dispute struct {
	Amount    int64     `json:"amount"`
	Status    string    `json:"status"`
	Reason    string    `json:"reason"`
	CreatedAt time.Time `json:"createdAt"`
}

// declined says why the last card was refused. Message is Stripe's, for
// people.
type declined struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// viewOf shows a payment; c is nil until the money was taken.
func viewOf(p payment.Payment, c *charge.Charge) view {
	s := p.State()
	v := view{
		ID: s.ID, OrderID: s.OrderID, Status: string(s.Shown()), Amount: s.Amount, Fee: s.Fee, Refunded: s.Returned,
		Refunds: []refund{}, Currency: s.Currency, CreatedAt: s.CreatedAt, Version: s.Version,
	}
	if p.Payable() {
		v.CheckoutURL = s.Session.URL
		if s.Declined != (payment.Declined{}) {
			v.Declined = &declined{s.Declined.Code, s.Declined.Message}
		}
	}
	if c == nil {
		return v
	}
	taken := c.State()
	for _, r := range taken.Refunds {
		v.Refunds = append(v.Refunds, refund{r.ID, r.Amount, string(r.Status), r.CreatedAt})
	}
	if d, disputed := taken.Dispute(); disputed {
		v.Dispute = &dispute{d.Amount, d.Status, d.Reason, d.CreatedAt}
	}
	return v
}
