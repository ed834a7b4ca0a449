package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/charge"
	domain "github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

type balanceItem struct {
	Currency                                        string
	Sales, Refunded, Disputed, Transferred, Balance int64
}

func (w *world) balance(sellerID string) []balanceItem {
	w.t.Helper()
	res := w.Send(http.MethodGet, route+"/balance", nil, servicetest.As(buyer(sellerID)))
	require.Equal(w.t, http.StatusOK, res.Status)
	var list struct{ Items []balanceItem }
	res.Into(&list)
	return list.Items
}

type payoutItem struct {
	OrderID, Title, Currency, Status string
	Amount, Refunded                 int64
	TransferredAt                    *time.Time
}

type payoutList struct {
	Items      []payoutItem
	NextCursor *string
}

func (w *world) payouts(sellerID, query string) payoutList {
	w.t.Helper()
	res := w.Send(http.MethodGet, route+"/payouts"+query, nil, servicetest.As(buyer(sellerID)))
	require.Equal(w.t, http.StatusOK, res.Status, "%s", res.Body)
	var list payoutList
	res.Into(&list)
	return list
}

// TestSellersBalance sells an order with a fee, which the seller does not get.
func TestSellersBalance(t *testing.T) {
	w := mustWorld(t)
	o := w.someOrder()
	o.Fee, o.Total = 250, 5250
	w.mustTell(contracts.OrderCreated, o)
	seller := o.Ticket.SellerID
	require.Empty(t, w.balance(seller))
	require.Equal(t, http.StatusSeeOther, w.stripe.Pay(w.mustOpen(o).CheckoutURL, stripetest.CardPays))
	w.until(o, "authorized")
	require.Empty(t, w.balance(seller))
	require.Empty(t, w.payouts(seller, "").Items)

	w.mustTell(contracts.OrderCompleted, becomes(o, contracts.StatusComplete))
	w.until(o, "captured")
	require.Equal(t, []balanceItem{{Currency: "usd", Sales: 5000, Balance: 5000}}, w.balance(seller))
	require.Eventually(t, func() bool { return w.payouts(seller, "").Items[0].Status == "waiting" }, 10*time.Second, 10*time.Millisecond)
	require.Equal(t, payoutList{Items: []payoutItem{
		{OrderID: o.ID, Title: o.Ticket.Title, Currency: "usd", Status: "waiting", Amount: 5000},
	}}, w.payouts(seller, ""))
	require.Empty(t, w.balance(o.BuyerID))
	require.Empty(t, w.payouts(id.New(), "").Items)
	for _, path := range []string{"/balance", "/payouts"} {
		require.Equal(t, http.StatusUnauthorized, w.Send(http.MethodGet, route+path, nil).Status)
		first := w.Send(http.MethodGet, route+path, nil, servicetest.As(buyer(seller)))
		same := w.Send(http.MethodGet, route+path, nil, servicetest.As(buyer(seller)), servicetest.Header("If-None-Match", first.Header.Get("ETag")))
		require.Equal(t, http.StatusNotModified, same.Status)
	}
}

// plant keeps a captured payment of 1,000.
func (w *world) plant(sellerID string, at time.Time) string {
	w.t.Helper()
	s := domain.State{
		ID: id.New(), OrderID: id.New(), BuyerID: id.New(), SellerID: sellerID, Title: "Concert", Quantity: 1, UnitPrice: 1000, Amount: 1000,
		Currency: "usd", Status: domain.Captured, IntentID: "pi_" + id.New(), Version: 3, CreatedAt: at, UpdatedAt: at,
	}
	_, err := writer.Do(w.t.Context(), w.Writer, store.Keys(s.OrderID), func(tx *writer.Tx) (struct{}, error) {
		return struct{}{}, store.SavePayment(tx, domain.Restore(s))
	})
	require.NoError(w.t, err)
	return s.OrderID
}

// TestPayoutsPageByPage lists more sales than a document holds.
func TestPayoutsPageByPage(t *testing.T) {
	w := mustWorld(t)
	const sales = 2500
	seller, now := id.New(), w.Clock()
	var want []string
	for i := range sales {
		want = append(want, w.plant(seller, now.Add(time.Duration(i)*time.Millisecond)))
	}
	var got []string
	query := "?limit=99"
	for range sales {
		page := w.payouts(seller, query)
		for _, item := range page.Items {
			got = append(got, item.OrderID)
		}
		if page.NextCursor == nil {
			break
		}
		require.Len(t, page.Items, 99)
		query = "?limit=99&cursor=" + *page.NextCursor
	}
	require.Len(t, got, sales)
	for i := range got {
		require.Equal(t, want[sales-1-i], got[i], "sale %d from the newest", i)
	}
	require.Equal(t, []balanceItem{{Currency: "usd", Sales: sales * 1000, Balance: sales * 1000}}, w.balance(seller))
	stranger := w.Send(http.MethodGet, route+"/payouts"+query, nil, servicetest.As(buyer(id.New())))
	require.Equal(t, []string{"cursor"}, stranger.Problem().Fields())
}

func TestWhatBecameOfPayouts(t *testing.T) {
	w := mustWorld(t)
	now := w.Clock()
	sent := charge.Move{N: 1, Amount: 1000, AccountID: "acct_1", StripeID: "tr_1", At: now}
	back := func(amount int64) charge.Move {
		return charge.Move{N: 2, Amount: amount, Back: true, Of: "tr_1", StripeID: "trr_1", At: now}
	}
	gone := charge.Refund{Decision: charge.Decision{ID: "r", Amount: 1000}, Status: charge.Succeeded, StripeID: "re_1"}
	for name, c := range map[string]struct {
		change  func(s *charge.State)
		status  string
		balance balanceItem
	}{
		"waiting":         {func(s *charge.State) { s.Transfer.Waiting = true }, "waiting", balanceItem{"usd", 1000, 0, 0, 0, 1000}},
		"scheduled":       {func(*charge.State) {}, "scheduled", balanceItem{"usd", 1000, 0, 0, 0, 1000}},
		"transferred":     {func(s *charge.State) { s.Transfer.Moves = []charge.Move{sent} }, "transferred", balanceItem{"usd", 1000, 0, 0, 1000, 0}},
		"partly reversed": {func(s *charge.State) { s.Transfer.Moves = []charge.Move{sent, back(300)} }, "partly_reversed", balanceItem{"usd", 1000, 0, 0, 700, 300}},
		"reversed": {func(s *charge.State) {
			s.Refunds, s.Transfer.Moves = []charge.Refund{gone}, []charge.Move{sent, back(1000)}
		}, "reversed", balanceItem{"usd", 1000, 1000, 0, 0, 0}},
		"refunded before": {func(s *charge.State) { s.Refunds = []charge.Refund{gone} }, "reversed", balanceItem{"usd", 1000, 1000, 0, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			seller := id.New()
			s := charge.New(charge.Terms{OrderID: w.plant(seller, now), SellerID: seller, Amount: 1000, Currency: "usd", CapturedAt: now}).State()
			s.Transfer.DueAt = now.Add(time.Hour) // nobody brings it on meanwhile
			c.change(&s)
			_, err := writer.Do(t.Context(), w.Writer, nil, func(tx *writer.Tx) (struct{}, error) {
				return struct{}{}, store.SaveCharge(tx, charge.Restore(s), now)
			})
			require.NoError(t, err)
			item := w.payouts(seller, "").Items[0]
			require.Equal(t, c.status, item.Status)
			require.Equal(t, []int64{1000, c.balance.Refunded}, []int64{item.Amount, item.Refunded})
			require.Equal(t, len(s.Transfer.Moves) > 0, item.TransferredAt != nil)
			require.Equal(t, []balanceItem{c.balance}, w.balance(seller))
		})
	}
	seller := id.New()
	w.plant(seller, now)
	require.Equal(t, "waiting", w.payouts(seller, "").Items[0].Status, "from before there were charges")
}
