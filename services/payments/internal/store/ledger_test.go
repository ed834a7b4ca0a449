package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// sold brings a payment of 5,000, 200 of it the platform's, to its capture.
func sold(t *testing.T, b bench, sellerID string) payment.State {
	t.Helper()
	p, o := somePayment(t, time.Now().UTC().Truncate(time.Microsecond))
	s := p.State()
	s.SellerID, s.Fee = sellerID, 200
	p = payment.Restore(s)
	require.NoError(t, save(t.Context(), b.a, p))
	require.Nil(t, entries(t, b, o.ID))

	paid := payment.Truth{SessionID: s.Session.ID, Session: payment.SessionComplete, IntentID: "pi_" + o.ID, Intent: payment.IntentAuthorized}
	p = p.Observe(paid, payment.Waiting, time.Now().UTC())
	require.NoError(t, save(t.Context(), b.a, p))
	require.Equal(t, []string{"authorized"}, entries(t, b, o.ID))
	p = p.Follow(payment.Complete, time.Now().UTC())
	require.NoError(t, save(t.Context(), b.b, p))
	require.Equal(t, []string{"authorized"}, entries(t, b, o.ID))
	paid.Intent = payment.IntentCaptured
	p = p.Observe(paid, payment.Complete, time.Now().UTC())
	require.NoError(t, save(t.Context(), b.b, p))
	return p.State()
}

// entries lists the ids of the order's entries.
func entries(t *testing.T, b bench, orderID string) []string {
	t.Helper()
	l, err := state.Read[ledger.Ledger](t.Context(), b.reader, store.LedgerKey(orderID))
	require.NoError(t, err)
	if l == nil {
		return nil
	}
	var ids []string
	for _, e := range l.Entries {
		require.NoError(t, e.Check())
		ids = append(ids, e.ID)
	}
	return ids
}

func post(ctx context.Context, w *writer.Writer, sellerID, orderID string, entries ...ledger.Entry) error {
	_, err := writer.Do(ctx, w, nil, func(tx *writer.Tx) (struct{}, error) {
		return struct{}{}, store.Post(tx, sellerID, orderID, entries...)
	})
	return err
}

func balance(t *testing.T, b bench, sellerID string) map[string]ledger.Tally {
	t.Helper()
	tallies, err := store.Balance(t.Context(), b.reader, sellerID)
	require.NoError(t, err)
	return tallies
}

func (b bench) ledger(t *testing.T) {
	seller := id.New()
	s := sold(t, b, seller)
	require.Equal(t, []string{"authorized", "captured", "fee"}, entries(t, b, s.OrderID))
	require.Equal(t, map[string]ledger.Tally{"usd": {Sales: 4800}}, balance(t, b, seller))

	p, o := somePayment(t, time.Now().UTC())
	paid := payment.Truth{SessionID: p.State().Session.ID, Session: payment.SessionComplete, IntentID: "pi_" + o.ID, Intent: payment.IntentAuthorized}
	p = p.Observe(paid, payment.Cancelled, time.Now().UTC())
	require.NoError(t, save(t.Context(), b.a, p))
	paid.Intent = payment.IntentCancelled
	p = p.Observe(paid, payment.Cancelled, time.Now().UTC())
	require.NoError(t, save(t.Context(), b.a, p))
	require.Equal(t, []string{"authorized", "voided"}, entries(t, b, o.ID))

	p, o = somePayment(t, time.Now().UTC())
	over := payment.Truth{SessionID: p.State().Session.ID, Session: payment.SessionExpired}
	require.NoError(t, save(t.Context(), b.a, p.Follow(payment.Cancelled, time.Now()).Observe(over, payment.Cancelled, time.Now())))
	require.Nil(t, entries(t, b, o.ID), "nothing was ever on a card")
}

func (b bench) postedTwice(t *testing.T) {
	seller := id.New()
	s := sold(t, b, seller)
	m := ledger.Move{SellerID: seller, Currency: "usd", Ref: "re_1", At: time.Now()}
	for range 2 {
		require.NoError(t, post(t.Context(), b.a, seller, s.OrderID, m.Refunded("r1", 2500, 100)...))
		require.NoError(t, post(t.Context(), b.b, seller, s.OrderID, m.Transferred("tr_1", 2400)))
		require.NoError(t, save(t.Context(), b.b, payment.Restore(s)))
	}
	require.Equal(t, []string{"authorized", "captured", "fee", "refunded/r1", "fee_refunded/r1", "transferred/tr_1"}, entries(t, b, s.OrderID))
	require.Equal(t, map[string]ledger.Tally{"usd": {Sales: 4800, Refunded: 2400, Transferred: 2400}}, balance(t, b, seller))

	bad := m.Transferred("tr_2", 1)
	bad.Lines[0].Amount++
	require.ErrorIs(t, post(t.Context(), b.a, seller, s.OrderID, m.Transferred("tr_3", 1), bad), ledger.ErrUnbalanced)
	require.Len(t, entries(t, b, s.OrderID), 6)
}

// oldPayment was captured before payments kept a ledger, and is refunded now.
func (b bench) oldPayment(t *testing.T) {
	p, o := somePayment(t, time.Now().UTC())
	s := p.State()
	s.Status, s.IntentID = payment.Captured, "pi_old"
	_, err := writer.Do(t.Context(), b.a, nil, func(tx *writer.Tx) (struct{}, error) {
		writer.Put(tx, store.PaymentKey(o.ID), &s)
		return struct{}{}, nil
	})
	require.NoError(t, err)
	seller := id.New()
	m := ledger.Move{SellerID: seller, Currency: "usd", At: time.Now()}
	require.NoError(t, post(t.Context(), b.a, seller, o.ID, m.Refunded("r1", 1000, 0)...))
	require.Equal(t, []string{"authorized", "captured", "refunded/r1"}, entries(t, b, o.ID))
	require.Equal(t, map[string]ledger.Tally{"usd": {Sales: 5000, Refunded: 1000}}, balance(t, b, seller))
}

// sellerRace has two instances post to one seller's many orders, each movement
// twice.
func (b bench) sellerRace(t *testing.T) {
	const orders = 100
	seller := id.New()
	ids := make([]string, orders)
	for i := range ids {
		ids[i] = id.New()
	}
	var all sync.WaitGroup
	for _, w := range []*writer.Writer{b.a, b.b} {
		for i, orderID := range ids {
			all.Go(func() {
				m := ledger.Move{SellerID: seller, Currency: "usd", At: time.Now()}
				if err := post(context.Background(), w, seller, orderID, m.Captured(int64(1000+i)), m.Transferred(fmt.Sprint(i), 10)); err != nil {
					t.Errorf("post: %v", err)
				}
			})
		}
	}
	all.Wait()
	require.Equal(t, map[string]ledger.Tally{"usd": {Sales: orders*1000 + orders*(orders-1)/2, Transferred: 10 * orders}}, balance(t, b, seller))
}
