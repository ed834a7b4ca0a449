package settlement_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/payments/internal/audit"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

var errDead = errors.New("the process is dead")

// fuse kills a process at its nth write to the store or request to Stripe:
// either just before that, or when it was done and the answer is on its way.
// From then on the process reaches nobody.
type fuse struct {
	left  atomic.Int64
	after bool
}

func newFuse(n int, after bool) *fuse {
	f := &fuse{after: after}
	f.left.Store(int64(n) + 1)
	return f
}

func (f *fuse) blown() bool { return f.left.Load() <= 0 }

// passes tells whether what comes now still happens, and whether its answer
// is heard.
func (f *fuse) passes() (done, heard bool) {
	left := f.left.Add(-1)
	return left > 0 || left == 0 && f.after, left > 0
}

func (f *fuse) attach(s *stack) {
	s.memory.Before = func(_ context.Context, op string) error {
		if f.blown() {
			return errDead
		}
		return nil
	}
	s.memory.Commits = func([]state.Op) (bool, error) {
		done, heard := f.passes()
		if !heard {
			return done, errDead
		}
		return true, nil
	}
	var heard atomic.Bool
	s.stripe.Both(func(*http.Request) *stripetest.Fault {
		done, ok := f.passes()
		heard.Store(ok)
		if !done {
			return &stripetest.Fault{}
		}
		return nil
	}, func(*http.Request) *stripetest.Fault {
		if !heard.Load() {
			return &stripetest.Fault{}
		}
		return nil
	})
}

func heal(s *stack) {
	s.memory.Before, s.memory.Commits = nil, nil
	s.stripe.Heal()
}

// scenario is what the world does: it is called again and again, and does the
// next thing that is to be done.
type scenario func(s *stack)

// completes is a buyer who pays and an order that is completed for it.
func completes(s *stack) {
	s.buy()
	if s.broker.told(contracts.PaymentAuthorized) {
		s.order.Standing, s.order.Version = payment.Complete, 2
		_ = s.Follow(context.Background(), s.order)
	}
}

// cancels is a buyer who pays for an order that is gone by then.
func cancels(s *stack) {
	s.buy()
	if s.broker.told(contracts.PaymentAuthorized) {
		s.order.Standing, s.order.Version = payment.Cancelled, 2
		_ = s.Follow(context.Background(), s.order)
	}
}

// races is an order that is cancelled once the buyer has paid and before
// anybody tells us.
func races(s *stack) {
	s.paid = s.paid || s.visit()
	if s.paid {
		s.order.Standing, s.order.Version = payment.Cancelled, 2
		_ = s.Follow(context.Background(), s.order)
	}
}

// buy pays, and has Stripe tell us.
func (s *stack) buy() {
	if s.paid = s.paid || s.visit(); s.paid {
		_, _ = s.Notice(context.Background(), notice("evt_paid", s.order.ID))
	}
}

// visit asks for a page and pays on it, and says whether that worked.
func (s *stack) visit() bool {
	p, _, err := s.open()
	return err == nil && p.Payable() && s.stripe.Pay(p.State().Session.URL, stripetest.CardPays) == http.StatusSeeOther
}

// TestKilledAtAnyStep kills the process at each of its steps in turn, starts
// another on what is left, and looks at the money.
func TestKilledAtAnyStep(t *testing.T) {
	for name, c := range map[string]struct {
		world  scenario
		status payment.Status
		intent string
	}{
		"complete":  {completes, payment.Captured, "succeeded"},
		"cancelled": {cancels, payment.Voided, "canceled"},
		"raced":     {races, payment.Voided, "canceled"},
	} {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/answer heard %v", name, !after), func(t *testing.T) {
				s := mustStack(t)
				s.patience = 100 * time.Millisecond
				for n := 0; killAt(s, n, after, c.world, c.status, c.intent); n++ {
				}
			})
		}
	}
}

// killAt plays the scenario with a new order; false when it ended before the
// nth step.
func killAt(s *stack, n int, after bool, world scenario, status payment.Status, intent string) bool {
	s.memory, s.broker, s.paid = statetest.NewMemory(), &broker{}, false
	s.order = someOrder()
	s.boot()
	require.NoError(s.t, s.Follow(s.t.Context(), s.order))
	f := newFuse(n, after)
	f.attach(s)
	for try := 0; try < 4 && !f.blown(); try++ {
		world(s)
		_ = s.Settle(context.Background(), s.order.ID)
	}
	killed := f.blown()
	heal(s)
	s.halt(s.writer)
	s.boot()
	for try := 0; s.state().Status != status; try++ {
		require.Less(s.t, try, 20, "killed at step %d: %+v", n, s.state())
		world(s)
		s.later(2 * time.Minute)
		s.sweep()
		time.Sleep(2 * time.Millisecond) // for the relay
	}
	s.check(n, status, intent)
	s.halt(s.writer)
	return killed
}

// sweep is what the periodic look does.
func (s *stack) sweep() {
	due, err := store.Due(context.Background(), state.NewReader(s.memory), s.Now())
	require.NoError(s.t, err)
	for _, orderID := range due {
		require.NoError(s.t, s.Settle(context.Background(), orderID))
	}
}

// check looks at the money of this order from Stripe's side.
func (s *stack) check(n int, status payment.Status, intent string) {
	s.t.Helper()
	found := 0
	for _, i := range s.stripe.Intents() {
		if i.Metadata["order_id"] != s.order.ID || i.Authorizations == 0 {
			continue
		}
		found++
		require.Equal(s.t, intent, i.Status, "killed at step %d", n)
		require.LessOrEqual(s.t, i.Captures, 1, "killed at step %d", n)
	}
	require.Equal(s.t, 1, found, "killed at step %d: the card was authorised once", n)
	require.Eventually(s.t, func() bool { return s.writer.Pending() == 0 }, 5*time.Second, 2*time.Millisecond)
	types := s.broker.types(s.t)
	require.Equal(s.t, "payment."+string(status), types[len(types)-1], "killed at step %d", n)
	require.Zero(s.t, s.state().DueAt)
	s.checkBooks(n, status)
}

// checkBooks holds the ledger and the seller's balance against what became of
// the payment.
func (s *stack) checkBooks(n int, status payment.Status) {
	s.t.Helper()
	reader := state.NewReader(s.memory)
	books, err := state.Read[ledger.Ledger](context.Background(), reader, store.LedgerKey(s.order.ID))
	require.NoError(s.t, err)
	require.NotNil(s.t, books, "killed at step %d", n)
	kinds := []ledger.Kind{ledger.Authorized, ledger.Voided}
	sold := map[string]ledger.Tally{}
	if status == payment.Captured {
		kinds = []ledger.Kind{ledger.Authorized, ledger.Captured, ledger.Fee}
		sold[s.order.Currency] = ledger.Tally{Sales: s.order.Total - s.order.Fee}
	}
	require.Len(s.t, books.Entries, len(kinds), "killed at step %d", n)
	for i, e := range books.Entries {
		require.Equal(s.t, kinds[i], e.Kind, "killed at step %d", n)
	}
	s.audit(n)
	balance, err := store.Balance(context.Background(), reader, s.order.SellerID)
	require.NoError(s.t, err)
	require.Equal(s.t, sold, balance, "killed at step %d", n)
}

// audit holds the books of this order against its documents and Stripe.
func (s *stack) audit(n int) {
	s.t.Helper()
	report, err := audit.Order(context.Background(), audit.Options{
		Reader: state.NewReader(s.memory), Stripe: audit.NewClient(stripetest.Key, s.stripe.URL), Clock: time.Now,
	}, s.order.ID)
	require.NoError(s.t, err)
	require.Empty(s.t, report.Differences, "killed at step %d", n)
	require.Empty(s.t, report.UnderWay, "killed at step %d", n)
}
