package audit_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/audit"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/settlement"
	"github.com/saheedt/pass/services/payments/internal/store"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

func TestMain(m *testing.M) { stripetest.Main(m) }

type nobody struct{}

func (nobody) Publish(context.Context, contracts.Event) error { return nil }

// shop is payments at work, with a Stripe of its own and documents in memory.
type shop struct {
	t      *testing.T
	stripe *stripetest.Stripe
	memory *statetest.Memory
	writer *writer.Writer
	settle *settlement.Settlement
	seller string
}

func mustShop(t *testing.T) *shop {
	t.Helper()
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	s := &shop{t: t, stripe: stripetest.Start(t, "http://127.0.0.1:9/"), memory: statetest.NewMemory(), seller: id.New()}
	s.writer = writer.New(s.memory, nobody{}, writer.Options{Log: quiet})
	require.NoError(t, s.writer.Start(t.Context()))
	t.Cleanup(func() { _ = s.writer.Close(context.Background()) })
	client := checkout.New(checkout.Options{Key: stripetest.Key, URL: s.stripe.URL, SiteURL: "http://localhost:3000", Log: quiet})
	s.settle = settlement.New(settlement.Options{
		Writer: s.writer, Reader: state.NewReader(s.memory), Log: quiet, Every: time.Second, Clock: time.Now, Stripe: client, Charges: client, Connect: client, Transfers: client,
	})
	return s
}

// held has a buyer's card authorised for an order.
func (s *shop) held() payment.Order {
	s.t.Helper()
	ctx := s.t.Context()
	o := payment.Order{
		ID: id.New(), BuyerID: id.New(), SellerID: s.seller, Title: "Concert", Quantity: 2, UnitPrice: 2500, Fee: 150, Total: 5150,
		Currency: "usd", Standing: payment.Waiting, ExpiresAt: time.Now().Add(time.Hour), Version: 1,
	}
	require.NoError(s.t, s.settle.Follow(ctx, o))
	page, err := s.settle.Begin(ctx, o.ID)
	require.NoError(s.t, err)
	now := s.settle.Now()
	_, err = writer.Do(ctx, s.writer, store.Keys(o.ID), func(tx *writer.Tx) (struct{}, error) {
		_, _, err := s.settle.Record(tx, o.ID, page, now)
		return struct{}{}, err
	})
	require.NoError(s.t, err)
	require.Equal(s.t, 303, s.stripe.Pay(page.URL, stripetest.CardPays))
	require.NoError(s.t, s.settle.Ask(ctx, o.ID))
	require.Equal(s.t, payment.Authorized, s.payment(o).Status)
	return o
}

// becomes brings the next version of the order, and what follows from it.
func (s *shop) becomes(o payment.Order, standing payment.Standing) payment.Order {
	s.t.Helper()
	o.Standing = standing
	o.Version++
	require.NoError(s.t, s.settle.Follow(s.t.Context(), o))
	require.NoError(s.t, s.settle.Settle(s.t.Context(), o.ID))
	return o
}

// sold is an order whose money was taken.
func (s *shop) sold() payment.Order {
	s.t.Helper()
	o := s.becomes(s.held(), payment.Complete)
	require.Equal(s.t, payment.Captured, s.payment(o).Status)
	return o
}

// refunded is an order of which some money went back.
func (s *shop) refunded(amount, fee int64) payment.Order {
	s.t.Helper()
	o := s.sold()
	o.Refunds = append(o.Refunds, charge.Decision{ID: id.New(), Units: 1, Amount: amount, Fee: fee, By: "seller", CreatedAt: s.settle.Now()})
	o = s.becomes(o, payment.Complete)
	require.NoError(s.t, s.settle.Settle(s.t.Context(), store.ChargeName(o.ID)))
	require.Equal(s.t, amount, s.charge(o).Returned())
	return o
}

// opens an account at Stripe for the seller, to which money can be sent.
func (s *shop) opens() {
	s.t.Helper()
	ctx := s.t.Context()
	_, url, _, err := s.settle.Onboard(ctx, s.seller, "")
	require.NoError(s.t, err)
	require.Equal(s.t, 303, s.stripe.Onboard(url, "complete"))
	require.NoError(s.t, s.settle.AskAccount(ctx, s.seller))
	require.NoError(s.t, s.settle.Settle(ctx, store.AccountDue(s.seller)))
	a, err := store.ReadAccount(ctx, state.NewReader(s.memory), s.seller)
	require.NoError(s.t, err)
	require.True(s.t, a.Payouts())
}

// sends the seller's share of an order to their account.
func (s *shop) sends(o payment.Order) {
	s.t.Helper()
	require.NoError(s.t, s.settle.Settle(s.t.Context(), store.ChargeName(o.ID)))
}

// hears of something that happened to the order's money at Stripe.
func (s *shop) hears(o payment.Order) {
	s.t.Helper()
	ctx := s.t.Context()
	_, err := s.settle.Notice(ctx, checkout.Notice{EventID: "evt_" + id.New(), Object: "charge", IntentID: s.payment(o).IntentID, OrderID: o.ID, Taken: true})
	require.NoError(s.t, err)
	require.NoError(s.t, s.settle.Settle(ctx, store.ChargeName(o.ID)))
}

func (s *shop) charge(o payment.Order) charge.State {
	s.t.Helper()
	c, err := store.ReadCharge(s.t.Context(), state.NewReader(s.memory), o.ID)
	require.NoError(s.t, err)
	return c.State()
}

func (s *shop) payment(o payment.Order) payment.State {
	s.t.Helper()
	p, _, err := store.Read(s.t.Context(), state.NewReader(s.memory), o.ID)
	require.NoError(s.t, err)
	return p.State()
}

// tamper changes a document from outside.
func (s *shop) tamper(key string, change func(doc map[string]any)) {
	s.t.Helper()
	items, err := s.memory.Get(s.t.Context(), []string{key})
	require.NoError(s.t, err)
	require.Contains(s.t, items, key)
	var doc map[string]any
	require.NoError(s.t, json.Unmarshal(items[key].Value, &doc))
	change(doc)
	op := state.Op{Key: key, Delete: len(doc) == 0}
	op.Value, err = json.Marshal(doc)
	require.NoError(s.t, err)
	require.NoError(s.t, s.memory.Transact(s.t.Context(), []state.Op{op}))
}

// lose removes a document from outside.
func (s *shop) lose(key string) {
	s.t.Helper()
	s.tamper(key, func(doc map[string]any) { clear(doc) })
}

func (s *shop) audit(grace time.Duration) audit.Report {
	s.t.Helper()
	report, err := audit.Run(s.t.Context(), audit.Options{
		Reader: state.NewReader(s.memory), Stripe: audit.NewClient(stripetest.Key, s.stripe.URL), Clock: time.Now, Grace: grace,
	})
	require.NoError(s.t, err)
	require.False(s.t, report.Incomplete)
	return report
}
