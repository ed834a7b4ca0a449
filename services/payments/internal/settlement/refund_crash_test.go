package settlement_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

// TestKilledAtAnyStepOfARefund kills the process at each of its steps in turn,
// from the order that is complete on, starts another on what is left, and looks
// at the money and the books.
func TestKilledAtAnyStepOfARefund(t *testing.T) {
	for _, after := range []bool{false, true} {
		t.Run(fmt.Sprintf("answer heard %v", !after), func(t *testing.T) {
			s := mustStack(t)
			s.patience = 100 * time.Millisecond
			for n := 0; refundKilledAt(s, n, after); n++ {
			}
		})
	}
}

// refundKilledAt plays a sale and two refunds of it; false when they ended
// before the nth step.
func refundKilledAt(s *stack, n int, after bool) bool {
	s.memory, s.broker, s.paid = statetest.NewMemory(), &broker{}, false
	s.order = someOrder()
	s.boot()
	require.NoError(s.t, s.Follow(s.t.Context(), s.order))
	s.mustPay()
	s.order.Standing, s.order.Version = payment.Complete, 3
	s.order.Refunds = []charge.Decision{decision(2000), decision(3150)}
	s.order.Refunds[1].Fee = 150
	f := newFuse(n, after)
	f.attach(s)
	s.playRefunds()
	killed := f.blown()
	heal(s)
	s.halt(s.writer)
	s.boot()
	for try := 0; s.state().Shown() != payment.Refunded; try++ {
		require.Less(s.t, try, 20, "killed at step %d: %+v", n, s.state())
		s.playRefunds()
		s.later(2 * time.Minute)
		s.sweep()
	}
	s.settleCharge()
	s.checkRefunds(n)
	s.halt(s.writer)
	return killed
}

// playRefunds is what the world does: again and again, until all is done.
func (s *stack) playRefunds() {
	ctx := context.Background()
	_, _ = s.Notice(ctx, notice("evt_paid", s.order.ID))
	for range 2 {
		_ = s.Follow(ctx, s.order)
		_ = s.Settle(ctx, s.order.ID)
		_ = s.Settle(ctx, s.chargeName())
	}
}

// checkRefunds looks at the money of this order from Stripe's side, at what
// was told, and at the books.
func (s *stack) checkRefunds(n int) {
	s.t.Helper()
	want := map[string]int64{}
	for _, d := range s.order.Refunds {
		want[d.ID] = d.Amount
	}
	require.Equal(s.t, want, s.given(), "killed at step %d", n)
	s.owes(map[string]int64{})
	require.Len(s.t, s.charge().Refunds, len(want))
	require.Eventually(s.t, func() bool { return s.writer.Pending() == 0 }, 5*time.Second, 2*time.Millisecond)
	types := s.broker.types(s.t)
	require.Equal(s.t, contracts.PaymentRefunded, types[len(types)-1], "killed at step %d", n)
	require.Zero(s.t, s.state().DueAt)
	require.True(s.t, charge.Restore(s.charge()).DueAt().IsZero(), "killed at step %d: %+v", n, s.charge())
	entries := map[string]bool{}
	for _, e := range s.ledger().Entries {
		require.False(s.t, entries[e.ID], "killed at step %d: %s twice", n, e.ID)
		entries[e.ID] = true
	}
}
