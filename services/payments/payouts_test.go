package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/ledger"
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

// plant keeps a captured payment of 1,000 with what else moved.
func (w *world) plant(sellerID string, at time.Time, entries ...ledger.Entry) string {
	w.t.Helper()
	s := domain.State{
		ID: id.New(), OrderID: id.New(), BuyerID: id.New(), SellerID: sellerID, Title: "Concert", Quantity: 1, UnitPrice: 1000, Amount: 1000,
		Currency: "usd", Status: domain.Captured, IntentID: "pi_" + id.New(), Version: 3, CreatedAt: at, UpdatedAt: at,
	}
	_, err := writer.Do(w.t.Context(), w.Writer, store.Keys(s.OrderID), func(tx *writer.Tx) (struct{}, error) {
		if err := store.SavePayment(tx, domain.Restore(s)); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, store.Post(tx, sellerID, s.OrderID, entries...)
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
	for want, entries := range map[string]func(m ledger.Move) []ledger.Entry{
		"waiting":     func(ledger.Move) []ledger.Entry { return nil },
		"transferred": func(m ledger.Move) []ledger.Entry { return []ledger.Entry{m.Transferred("tr", 1000)} },
		"partly_reversed": func(m ledger.Move) []ledger.Entry {
			return []ledger.Entry{m.Transferred("tr", 1000), m.TransferReversed("trr", 300)}
		},
		"reversed": func(m ledger.Move) []ledger.Entry {
			return append(m.Refunded("r", 1000, 0), m.Transferred("tr", 1000), m.TransferReversed("trr", 1000))
		},
	} {
		t.Run(want, func(t *testing.T) {
			seller := id.New()
			w.plant(seller, now, entries(ledger.Move{SellerID: seller, Currency: "usd", At: now})...)
			item := w.payouts(seller, "").Items[0]
			require.Equal(t, want, item.Status)
			require.Equal(t, int64(1000), item.Amount)
			require.Equal(t, want != "waiting", item.TransferredAt != nil)
		})
	}
	t.Run("refunded before it was transferred", func(t *testing.T) {
		seller := id.New()
		w.plant(seller, now, ledger.Move{SellerID: seller, Currency: "usd", At: now}.Refunded("r", 1000, 0)...)
		item := w.payouts(seller, "").Items[0]
		require.Equal(t, "reversed 1000", fmt.Sprint(item.Status, " ", item.Refunded))
	})
}
