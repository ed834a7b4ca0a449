package settlement_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// mustCapture has the money of the order.
func (s *stack) mustCapture() payment.State {
	s.t.Helper()
	s.mustAuthorize()
	s.becomes(payment.Complete)
	s.settle()
	require.Equal(s.t, payment.Captured, s.state().Status)
	return s.state()
}

// decide has orders decide a refund, and gives its id.
func (s *stack) decide(amount int64) string {
	s.t.Helper()
	d := decision(amount)
	s.order.Refunds = append(s.order.Refunds, d)
	s.becomes(payment.Complete)
	return d.ID
}

func decision(amount int64) charge.Decision {
	return charge.Decision{ID: id.New(), Units: 1, Amount: amount, By: "seller", CreatedAt: time.Now().UTC().Truncate(time.Microsecond)}
}

// settleCharge does what the charge needs now.
func (s *stack) settleCharge() {
	s.t.Helper()
	require.NoError(s.t, s.Settle(s.t.Context(), store.ChargeName(s.order.ID)))
}

func (s *stack) charge() charge.State {
	s.t.Helper()
	c, err := store.ReadCharge(s.t.Context(), state.NewReader(s.memory), s.order.ID)
	require.NoError(s.t, err)
	require.NotNil(s.t, c)
	return c.State()
}

// refund is the charge's refund with the id.
func (s *stack) refund(refundID string) charge.Refund {
	s.t.Helper()
	r, known := charge.Restore(s.charge()).Refund(refundID)
	require.True(s.t, known)
	return r
}

func TestRefundsOfAnOrder(t *testing.T) {
	s := mustStack(t)
	s.mustCapture()
	part := s.decide(2000)
	s.settleCharge()
	require.Equal(t, charge.Succeeded, s.refund(part).Status)
	require.Equal(t, payment.Captured, s.state().Shown())
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentCaptured,
		contracts.PaymentRefunded, contracts.PaymentRefunded)

	rest := s.decide(3150)
	s.settleCharge()
	require.Equal(t, charge.Succeeded, s.refund(rest).Status)
	require.Equal(t, payment.Refunded, s.state().Shown())
	require.Zero(t, s.charge().Left())
}
