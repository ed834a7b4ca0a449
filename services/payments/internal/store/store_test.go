package store_test

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
)

type nobody struct{}

func (nobody) Publish(context.Context, contracts.Event) error { return nil }

// TestStore runs the suite on documents in memory and on a real sidecar.
func TestStore(t *testing.T) {
	t.Run("memory", func(t *testing.T) { suite(t, statetest.NewMemory()) })
	t.Run("sidecar", func(t *testing.T) { suite(t, sidecartest.StateStore(t, "payments")) })
}

func suite(t *testing.T, documents state.Store) {
	b := bench{t, state.NewReader(documents), mustWriter(t, documents, "a"), mustWriter(t, documents, "b")}
	t.Run("a payment comes back as it was saved", b.comesBack)
	t.Run("payments are found by Stripe's ids", b.owners)
	t.Run("payments are listed while they are due", b.due)
	t.Run("charges and parked events are listed while they are due", b.names)
	t.Run("a webhook is taken once", b.webhooks)
	t.Run("instances lose no update of each other", b.race)
	t.Run("an account is found by Stripe's id", b.accounts)
	t.Run("what waits for a seller goes on once", b.waits)
	t.Run("what a payment moves is in its ledger", b.ledger)
	t.Run("entries posted twice change nothing", b.postedTwice)
	t.Run("a payment from before there was a ledger gets one", b.oldPayment)
	t.Run("instances post to one seller side by side", b.sellerRace)
}

type bench struct {
	t      *testing.T
	reader *state.Reader
	a, b   *writer.Writer
}

func mustWriter(t *testing.T, documents state.Store, instance string) *writer.Writer {
	t.Helper()
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	w := writer.New(documents, nobody{}, writer.Options{Instance: instance, Log: quiet})
	require.NoError(t, w.Start(t.Context()))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = w.Close(ctx)
	})
	return w
}

func somePayment(t *testing.T, now time.Time) (payment.Payment, payment.Order) {
	t.Helper()
	o := payment.Order{
		ID: id.New(), BuyerID: id.New(), Title: "$100 voucher 🎟", Quantity: 2, UnitPrice: 2500, Total: 5000,
		Currency: "usd", Standing: payment.Waiting, ExpiresAt: now.Add(time.Hour), Version: 1,
	}
	p, err := payment.New(id.New(), o, now)
	require.NoError(t, err)
	p, err = p.Opened(1, "cs_"+o.ID, "https://checkout", now)
	require.NoError(t, err)
	return p, o
}

func save(ctx context.Context, w *writer.Writer, p payment.Payment) error {
	_, err := writer.Do(ctx, w, store.Keys(p.State().OrderID), func(tx *writer.Tx) (struct{}, error) {
		return struct{}{}, store.SavePayment(tx, p)
	})
	return err
}

func (b bench) comesBack(t *testing.T) {
	p, o := somePayment(t, time.Now().UTC().Truncate(time.Microsecond))
	require.NoError(t, save(t.Context(), b.a, p))
	_, err := writer.Do(t.Context(), b.a, nil, func(tx *writer.Tx) (struct{}, error) {
		store.SaveOrder(tx, o)
		return struct{}{}, nil
	})
	require.NoError(t, err)
	readPayment, readOrder, err := store.Read(t.Context(), b.reader, o.ID)
	require.NoError(t, err)
	require.Equal(t, p.State(), readPayment.State())
	require.Equal(t, o.Title, readOrder.Title)

	nothing, none, err := store.Read(t.Context(), b.reader, id.New())
	require.NoError(t, err)
	require.Nil(t, nothing)
	require.Nil(t, none)
}

func (b bench) owners(t *testing.T) {
	p, o := somePayment(t, time.Now())
	session := p.State().Session.ID
	p = p.Observe(payment.Truth{SessionID: session, Session: payment.SessionComplete, IntentID: "pi_" + o.ID, Intent: payment.IntentAuthorized},
		payment.Waiting, time.Now())
	require.NoError(t, save(t.Context(), b.a, p))
	for ids, want := range map[[2]string]string{
		{session, ""}: o.ID, {"", "pi_" + o.ID}: o.ID, {"cs_other", "pi_" + o.ID}: o.ID, {"", ""}: "", {"cs_other", "pi_other"}: "",
	} {
		got, err := writer.Do(t.Context(), b.b, nil, func(tx *writer.Tx) (string, error) { return store.Owner(tx, ids[0], ids[1]) })
		require.NoError(t, err)
		require.Equal(t, want, got, "%v", ids)
	}
}

func (b bench) due(t *testing.T) {
	now := time.Now()
	p, o := somePayment(t, now)
	require.NoError(t, save(t.Context(), b.a, p))
	listed := func(at time.Time) bool {
		t.Helper()
		orders, err := store.Due(t.Context(), b.reader, at)
		require.NoError(t, err)
		for _, orderID := range orders {
			if orderID == o.ID {
				return true
			}
		}
		return false
	}
	require.False(t, listed(now))
	require.True(t, listed(now.Add(time.Minute)))

	voiding := p.Follow(payment.Cancelled, now)
	require.NoError(t, save(t.Context(), b.b, voiding))
	require.True(t, listed(now))

	over := payment.Truth{SessionID: p.State().Session.ID, Session: payment.SessionExpired}
	require.NoError(t, save(t.Context(), b.a, voiding.Observe(over, payment.Cancelled, now)))
	require.False(t, listed(now.Add(time.Hour)))
}

func (b bench) webhooks(t *testing.T) {
	for i, w := range []*writer.Writer{b.a, b.a, b.b} {
		fresh, err := writer.Do(t.Context(), w, nil, func(tx *writer.Tx) (bool, error) {
			return store.TakeWebhook(tx, "evt_1", time.Now())
		})
		require.NoError(t, err)
		require.Equal(t, i == 0, fresh)
	}
}

// race has two instances tell orders of authorisations again and again: each
// time is a version.
func (b bench) race(t *testing.T) {
	p, o := somePayment(t, time.Now())
	p = p.Observe(payment.Truth{SessionID: p.State().Session.ID, Session: payment.SessionComplete, IntentID: "pi_race", Intent: payment.IntentAuthorized},
		payment.Waiting, time.Now())
	require.NoError(t, save(t.Context(), b.a, p))
	const each = 10
	var all sync.WaitGroup
	for _, w := range []*writer.Writer{b.a, b.b} {
		for range each {
			all.Go(func() {
				now := time.Now()
				_, err := writer.Do(context.Background(), w, store.Keys(o.ID), func(tx *writer.Tx) (struct{}, error) {
					p, err := store.Payment(tx, o.ID)
					if err != nil {
						return struct{}{}, err
					}
					return struct{}{}, store.SavePayment(tx, p.Reminded(now))
				})
				if err != nil {
					t.Errorf("reminded: %v", err)
				}
			})
		}
	}
	all.Wait()
	read, _, err := store.Read(t.Context(), b.reader, o.ID)
	require.NoError(t, err)
	require.Equal(t, p.State().Version+2*each, read.State().Version)
}
