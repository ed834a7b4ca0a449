package stripelive

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
)

// giveBack is a decision of ours.
func giveBack(amount int64) charge.Refund {
	return charge.Refund{Decision: charge.Decision{ID: id.New(), Amount: amount}}
}

func refunds(t *testing.T, s *stand) {
	taken := s.taken(t, visa)
	first := giveBack(2578)
	made, err := s.Refund(t.Context(), taken, first)
	require.NoError(t, err)
	require.Equal(t, charge.Succeeded, made.Status)
	again, err := s.Refund(t.Context(), taken, first)
	require.NoError(t, err)
	require.Equal(t, made.ID, again.ID, "the same decision is carried out once")

	dashboard, err := s.others.Refunds.New(&stripe.RefundParams{
		PaymentIntent: stripe.String(taken.IntentID), Amount: stripe.Int64(1000),
	})
	require.NoError(t, err)
	tooMuch := giveBack(1579)
	_, err = s.Refund(t.Context(), taken, tooMuch)
	require.ErrorIs(t, err, checkout.ErrRefused)
	rest := giveBack(1578)
	_, err = s.Refund(t.Context(), taken, rest)
	require.NoError(t, err)
	_, err = s.Refund(t.Context(), taken, giveBack(1))
	require.ErrorIs(t, err, checkout.ErrRefused)
	require.Equal(t, string(stripe.ErrorCodeChargeAlreadyRefunded), checkout.Code(err))

	truth, err := s.Inquire(t.Context(), taken)
	require.NoError(t, err)
	require.Equal(t, taken.ChargeID, truth.ChargeID)
	require.Empty(t, truth.Disputes)
	decisions := map[string]int64{}
	for _, r := range truth.Refunds {
		decisions[r.DecisionID] = r.Amount
		require.Equal(t, charge.Succeeded, r.Status)
		require.Equal(t, r.DecisionID == "", r.ID == dashboard.ID)
	}
	require.Equal(t, map[string]int64{first.ID: 2578, "": 1000, rest.ID: 1578}, decisions)
}

// failingRefund waits until the bank sends the money back to us.
func failingRefund(t *testing.T, s *stand) {
	taken := s.taken(t, refundFails)
	decision := giveBack(2578)
	made, err := s.Refund(t.Context(), taken, decision)
	require.NoError(t, err)
	var last charge.Made
	require.Eventually(t, func() bool {
		truth, err := s.Inquire(t.Context(), taken)
		if err != nil || len(truth.Refunds) != 1 {
			return false
		}
		last = truth.Refunds[0]
		return last.Status == charge.Failed
	}, patience, s.tick)
	require.Equal(t, made.ID, last.ID)
	require.Equal(t, decision.ID, last.DecisionID)
	require.NotEmpty(t, last.Failure)
}
