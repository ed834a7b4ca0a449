package api

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/conditional"
	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/page"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// balanceView is what a seller's sales come to in one currency.
type balanceView struct {
	Currency    string `json:"currency"`
	Sales       int64  `json:"sales"`
	Refunded    int64  `json:"refunded"`
	Disputed    int64  `json:"disputed"`
	Transferred int64  `json:"transferred"`
	Balance     int64  `json:"balance"`
}

// payoutView is a sale on its way to the seller.
type payoutView struct {
	OrderID       string     `json:"orderId"`
	Title         string     `json:"title"`
	Amount        int64      `json:"amount"`
	Currency      string     `json:"currency"`
	Status        string     `json:"status"`
	TransferredAt *time.Time `json:"transferredAt,omitempty"`
	Refunded      int64      `json:"refunded"`
	CreatedAt     time.Time  `json:"createdAt"`
}

// balance shows sellers what their sales come to.
func (a *API) balance(c *fiber.Ctx) error {
	tallies, err := store.Balance(c.UserContext(), a.Reader, session.Must(c).ID)
	if err != nil {
		return err
	}
	items := make([]balanceView, 0, len(tallies))
	for _, currency := range slices.Sorted(maps.Keys(tallies)) {
		t := tallies[currency]
		items = append(items, balanceView{currency, t.Sales, t.Refunded, t.Disputed, t.Transferred, t.Balance()})
	}
	return conditional.Hashed(c, conditional.Person, struct {
		Items []balanceView `json:"items"`
	}{items})
}

// payoutPosition is where a list of payouts goes on.
type payoutPosition struct {
	Next []int `json:"next"`
}

// payouts shows sellers what became of the money of each sale.
func (a *API) payouts(c *fiber.Ctx) error {
	seller := session.Must(c).ID
	scope := "payouts of " + seller
	query := form.Query(c)
	from := payoutPosition{}
	limit, _ := a.Cursors.Read(query, scope, &from)
	if err := query.Err(); err != nil {
		return err
	}
	sales, next, err := store.Sales(c.UserContext(), a.Reader, seller, from.Next, limit)
	if errors.Is(err, store.ErrPosition) {
		query.Reject("cursor", "is not a cursor of this list")
		return query.Err()
	}
	if err != nil {
		return err
	}
	views := make([]payoutView, len(sales))
	for i, sale := range sales {
		views[i] = payoutOf(sale)
	}
	cursor := ""
	if next != nil {
		cursor = a.Cursors.Next(scope, payoutPosition{next})
	}
	return conditional.Hashed(c, conditional.Person, page.Of(views, cursor))
}

// payoutOf shows a sale. One from before there were charges waits.
func payoutOf(s store.Record) payoutView {
	tally := s.Ledger.Tallies()[s.Payment.Currency]
	v := payoutView{
		OrderID: s.Payment.OrderID, Title: s.Payment.Title, Amount: tally.Sales, Currency: s.Payment.Currency,
		Status: string(charge.PayoutWaiting), Refunded: tally.Refunded, CreatedAt: s.Payment.CreatedAt,
	}
	if s.Charge == nil {
		return v
	}
	status, _, since := s.Charge.Payout()
	v.Status, v.CreatedAt = string(status), s.Charge.CapturedAt
	if !since.IsZero() {
		v.TransferredAt = &since
	}
	return v
}
