package stripelive

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"

	"github.com/saheedt/pass/services/payments/internal/charge"
)

// contested is money that was taken and that the bank wants back.
func (s *stand) contested(t *testing.T) (charge.State, charge.Dispute) {
	t.Helper()
	taken := s.taken(t, disputed)
	found := s.dispute(t, taken, "needs_response")
	require.Equal(t, taken.Amount, found.Amount)
	require.Equal(t, "fraudulent", found.Reason)
	require.False(t, found.DueBy.IsZero())
	require.True(t, found.Withdrawn())
	require.False(t, found.Over())
	return taken, found
}

// dispute waits until the charge's only dispute has the status.
func (s *stand) dispute(t *testing.T, taken charge.State, status string) charge.Dispute {
	t.Helper()
	var found charge.Dispute
	require.Eventually(t, func() bool {
		truth, err := s.Inquire(t.Context(), taken)
		if err != nil || len(truth.Disputes) != 1 {
			return false
		}
		found = truth.Disputes[0]
		return found.Status == status
	}, patience, s.tick, "the dispute did not become %s", status)
	return found
}

func lostDispute(t *testing.T, s *stand) {
	taken, found := s.contested(t)
	_, err := s.others.Disputes.Close(found.ID, &stripe.DisputeParams{})
	require.NoError(t, err)
	require.True(t, s.dispute(t, taken, charge.DisputeLost).Over())
}

func wonDispute(t *testing.T, s *stand) {
	taken, found := s.contested(t)
	_, err := s.others.Disputes.Update(found.ID, &stripe.DisputeParams{
		Evidence: &stripe.DisputeEvidenceParams{UncategorizedText: stripe.String("winning_evidence")}, Submit: stripe.Bool(true),
	})
	require.NoError(t, err)
	require.False(t, s.dispute(t, taken, charge.DisputeWon).Withdrawn())
}
