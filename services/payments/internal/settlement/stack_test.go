package settlement_test

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/settlement"
	"github.com/saheedt/pass/services/payments/internal/store"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

func TestMain(m *testing.M) { stripetest.Main(m) }

// nowhere takes no webhooks: tests bring them when they want.
const nowhere = "http://127.0.0.1:9/"

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// broker remembers what was published, each event once.
type broker struct {
	mu     sync.Mutex
	events []contracts.Event
}

func (b *broker) Publish(_ context.Context, event contracts.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.ContainsFunc(b.events, func(e contracts.Event) bool { return e.ID == event.ID }) {
		b.events = append(b.events, event)
	}
	return nil
}

// types lists the kinds of the events in the order of their versions.
func (b *broker) types(t *testing.T) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	payments := slices.DeleteFunc(slices.Clone(b.events), func(e contracts.Event) bool { return e.Type == contracts.SellerUpdated })
	types := make([]string, len(payments))
	for _, e := range payments {
		p, err := contracts.DataAs[contracts.Payment](e)
		require.NoError(t, err)
		require.LessOrEqual(t, int(p.Version), len(types), "versions have no gaps")
		types[p.Version-1] = e.Type
	}
	return types
}

func (b *broker) told(eventType string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.ContainsFunc(b.events, func(e contracts.Event) bool { return e.Type == eventType })
}

// stack is payments without HTTP: one order, its own Stripe, documents in
// memory. Its clock can be put forward.
type stack struct {
	*settlement.Settlement
	t      *testing.T
	stripe *stripetest.Stripe
	memory *statetest.Memory
	broker *broker
	writer *writer.Writer
	ahead  atomic.Int64
	order  payment.Order
	paid   bool
	card   string // the buyer's

	instance string
	clock    *stack        // whose clock this one goes by
	patience time.Duration // how long a change may take
	delay    time.Duration // of transfers
}

func mustStack(t *testing.T) *stack {
	t.Helper()
	s := &stack{t: t, stripe: stripetest.Start(t, nowhere), memory: statetest.NewMemory(), broker: &broker{}, card: stripetest.CardPays, instance: "first", patience: time.Second}
	s.order, s.clock = someOrder(), s
	s.boot()
	require.NoError(t, s.Follow(t.Context(), s.order))
	return s
}

func someOrder() payment.Order {
	return payment.Order{
		ID: id.New(), BuyerID: id.New(), SellerID: id.New(), Title: "$100 voucher 🎟", Quantity: 2, UnitPrice: 2500, Fee: 150, Total: 5150,
		Currency: "usd", Standing: payment.Waiting, ExpiresAt: time.Now().Add(time.Hour), Version: 1,
	}
}

// boot starts a process on the documents that are there.
func (s *stack) boot() {
	s.t.Helper()
	w := writer.New(s.memory, s.broker, writer.Options{Instance: s.instance, Log: quiet, Timeout: s.patience, Lease: time.Minute})
	require.NoError(s.t, w.Start(s.t.Context()))
	s.t.Cleanup(func() { s.halt(w) })
	s.writer = w
	client := checkout.New(checkout.Options{Key: stripetest.Key, URL: s.stripe.URL, SiteURL: "http://localhost:3000", Log: quiet})
	s.Settlement = settlement.New(settlement.Options{
		Writer: w, Reader: state.NewReader(s.memory), Log: quiet, Every: 20 * time.Millisecond,
		Clock:  func() time.Time { return time.Now().Add(time.Duration(s.clock.ahead.Load())) },
		Stripe: client, Charges: client, Connect: client, Transfers: client, PayoutDelay: s.delay,
	})
}

func (s *stack) halt(w *writer.Writer) {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_ = w.Close(ctx)
}

// run lets the workers and the periodic look work until the test ends.
func (s *stack) run() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); s.Run(ctx) }()
	s.t.Cleanup(func() { cancel(); <-done })
}

// open is what POST does.
func (s *stack) open() (payment.Payment, bool, error) {
	ctx := s.t.Context()
	page, err := s.Begin(ctx, s.order.ID)
	if err != nil {
		return payment.Payment{}, false, err
	}
	type outcome struct {
		p       payment.Payment
		created bool
	}
	now := s.Now()
	out, err := writer.Do(ctx, s.writer, store.Keys(s.order.ID), func(tx *writer.Tx) (outcome, error) {
		p, created, err := s.Record(tx, s.order.ID, page, now)
		return outcome{p, created}, err
	})
	return out.p, out.created, err
}

func (s *stack) mustOpen() payment.State {
	s.t.Helper()
	p, _, err := s.open()
	require.NoError(s.t, err)
	require.True(s.t, p.Payable())
	return p.State()
}

// mustPay opens the payment and pays it at Stripe, which nobody has told us.
func (s *stack) mustPay() payment.State {
	s.t.Helper()
	p := s.mustOpen()
	require.Equal(s.t, 303, s.stripe.Pay(p.Session.URL, s.card))
	return p
}

// mustAuthorize has us know of the payment too.
func (s *stack) mustAuthorize() payment.State {
	s.t.Helper()
	p := s.mustPay()
	s.webhook(p, "evt_1")
	s.settle()
	require.Equal(s.t, payment.Authorized, s.state().Status)
	return p
}

// webhook brings Stripe's word that something happened to the session.
func (s *stack) webhook(p payment.State, eventID string) {
	s.t.Helper()
	outcome, err := s.Notice(s.t.Context(), checkout.Notice{EventID: eventID, SessionID: p.Session.ID})
	require.NoError(s.t, err)
	require.Equal(s.t, settlement.Taken, outcome)
}

// notice is Stripe's word about the order's intent.
func notice(eventID, orderID string) checkout.Notice {
	return checkout.Notice{EventID: eventID, OrderID: orderID}
}

// becomes brings the next version of the order.
func (s *stack) becomes(standing payment.Standing) {
	s.t.Helper()
	s.order.Version++
	s.order.Standing = standing
	require.NoError(s.t, s.Follow(s.t.Context(), s.order))
}

func (s *stack) settle() {
	s.t.Helper()
	require.NoError(s.t, s.Settle(s.t.Context(), s.order.ID))
}

// later puts the clock forward.
func (s *stack) later(d time.Duration) { s.ahead.Add(int64(d)) }

func (s *stack) state() payment.State {
	s.t.Helper()
	p, _, err := store.Read(s.t.Context(), state.NewReader(s.memory), s.order.ID)
	require.NoError(s.t, err)
	if p == nil {
		return payment.State{}
	}
	return p.State()
}

// told waits until exactly these events were published.
func (s *stack) told(types ...string) {
	s.t.Helper()
	require.Eventually(s.t, func() bool { return s.writer.Pending() == 0 }, 5*time.Second, 5*time.Millisecond)
	require.Equal(s.t, append([]string{}, types...), s.broker.types(s.t))
}

// intent is the only payment intent there is.
func (s *stack) intent() stripetest.Intent {
	s.t.Helper()
	intents := s.stripe.Intents()
	require.Len(s.t, intents, 1)
	return intents[0]
}

// second is another instance on the same documents.
func (s *stack) second() *stack {
	s.t.Helper()
	other := &stack{t: s.t, stripe: s.stripe, memory: s.memory, broker: s.broker, order: s.order, instance: "second", clock: s, patience: time.Second}
	other.boot()
	return other
}
