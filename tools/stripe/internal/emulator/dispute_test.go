package emulator_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

// mustDispute waits for the dispute that the card brings after the capture.
func (r *rig) mustDispute(intent string) *stripe.Dispute {
	r.tb.Helper()
	var found *stripe.Dispute
	require.Eventually(r.tb, func() bool {
		list := r.stripe.Disputes.List(&stripe.DisputeListParams{PaymentIntent: &intent})
		if list.Next() {
			found = list.Dispute()
		}
		return found != nil
	}, 10*time.Second, 20*time.Millisecond)
	return found
}

func TestDisputedPaymentLosesItsMoneyAtOnce(t *testing.T) {
	r := mustRig(t)
	intent := r.mustCaptureWith("order-1", "4000000000000259")
	dispute := r.mustDispute(intent.ID)
	assert.Equal(t, stripe.DisputeStatusNeedsResponse, dispute.Status)
	assert.Equal(t, stripe.DisputeReasonFraudulent, dispute.Reason)
	assert.Equal(t, int64(5000), dispute.Amount)
	assert.NotZero(t, dispute.EvidenceDetails.DueBy)
	assert.False(t, dispute.IsChargeRefundable)
	require.Len(t, dispute.BalanceTransactions, 1)
	assert.Equal(t, int64(-5000), dispute.BalanceTransactions[0].Amount)
	charge := mustCharge(t, r, intent)
	assert.True(t, charge.Disputed)
	_, err := r.stripe.Refunds.New(&stripe.RefundParams{PaymentIntent: &intent.ID})
	assert.EqualValues(t, "charge_disputed", refusal(t, err).Code)
	r.mustReceive(t, stripe.EventTypeChargeDisputeCreated, stripe.EventTypeChargeDisputeFundsWithdrawn)

	closed, err := r.stripe.Disputes.Close(dispute.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, stripe.DisputeStatusLost, closed.Status)
	_, err = r.stripe.Disputes.Close(dispute.ID, nil)
	assert.Contains(t, refusal(t, err).Msg, "already closed")
	r.mustReceive(t, stripe.EventTypeChargeDisputeClosed)
	assert.Empty(t, r.of(stripe.EventTypeChargeDisputeFundsReinstated))
}

func TestDisputeIsDecidedFromOutside(t *testing.T) {
	r := mustRig(t)
	intent := r.mustCapture("order-1")
	status, body := r.control("disputes", `{"payment_intent": "`+intent.ID+`", "reason": "product_not_received", "amount": 2000}`)
	require.Equal(t, http.StatusOK, status, body)
	dispute := r.mustDispute(intent.ID)
	assert.Equal(t, int64(2000), dispute.Amount)
	status, _ = r.control("disputes/"+dispute.ID+"/close", `{"status": "forgotten"}`)
	assert.Equal(t, http.StatusBadRequest, status)
	status, body = r.control("disputes/"+dispute.ID+"/close", `{"status": "won"}`)
	require.Equal(t, http.StatusOK, status, body)
	r.mustReceive(t, stripe.EventTypeChargeDisputeClosed, stripe.EventTypeChargeDisputeFundsReinstated)
	won, err := r.stripe.Disputes.Get(dispute.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, stripe.DisputeStatusWon, won.Status)
	assert.Len(t, won.BalanceTransactions, 2)
	_, err = r.stripe.Refunds.New(&stripe.RefundParams{PaymentIntent: &intent.ID})
	assert.NoError(t, err, "what was won can be refunded")
	status, _ = r.control("disputes", `{"payment_intent": "`+intent.ID+`"}`)
	assert.Equal(t, http.StatusBadRequest, status, "one dispute for each charge")
}

func TestEvidenceDecidesADispute(t *testing.T) {
	for evidence, want := range map[string]stripe.DisputeStatus{"winning_evidence": stripe.DisputeStatusWon, "losing_evidence": stripe.DisputeStatusLost} {
		r := mustRig(t)
		dispute := r.mustDispute(r.mustCaptureWith("order-1", "4000000000002685").ID)
		draft, err := r.stripe.Disputes.Update(dispute.ID, &stripe.DisputeParams{
			Evidence: &stripe.DisputeEvidenceParams{ProductDescription: stripe.String("A ticket")}, Submit: stripe.Bool(false),
		})
		require.NoError(t, err)
		assert.Equal(t, stripe.DisputeStatusNeedsResponse, draft.Status)
		sent, err := r.stripe.Disputes.Update(dispute.ID, &stripe.DisputeParams{Evidence: &stripe.DisputeEvidenceParams{UncategorizedText: &evidence}})
		require.NoError(t, err)
		assert.Equal(t, stripe.DisputeStatusUnderReview, sent.Status)
		assert.Equal(t, int64(1), sent.EvidenceDetails.SubmissionCount)
		r.mustReceive(t, stripe.EventTypeChargeDisputeUpdated, stripe.EventTypeChargeDisputeClosed)
		closed, err := r.stripe.Disputes.Get(dispute.ID, nil)
		require.NoError(t, err)
		assert.Equal(t, want, closed.Status)
		_, err = r.stripe.Disputes.Update(dispute.ID, &stripe.DisputeParams{Evidence: &stripe.DisputeEvidenceParams{UncategorizedText: &evidence}})
		assert.Contains(t, refusal(t, err).Msg, "evidence can't be changed")
	}
}

func TestInquiryMovesNoMoney(t *testing.T) {
	r := mustRig(t)
	intent := r.mustCaptureWith("order-1", "4000000000001976")
	dispute := r.mustDispute(intent.ID)
	assert.Equal(t, stripe.DisputeStatusWarningNeedsResponse, dispute.Status)
	assert.True(t, dispute.IsChargeRefundable)
	assert.Empty(t, dispute.BalanceTransactions)
	_, err := r.stripe.Refunds.New(&stripe.RefundParams{PaymentIntent: &intent.ID})
	assert.NoError(t, err)
	r.control("disputes/"+dispute.ID+"/close", `{"status": "warning_closed"}`)
	r.mustReceive(t, stripe.EventTypeChargeDisputeClosed)
	assert.Empty(t, r.of(stripe.EventTypeChargeDisputeFundsWithdrawn))
	byCharge := r.stripe.Disputes.List(&stripe.DisputeListParams{Charge: &intent.LatestCharge.ID})
	require.True(t, byCharge.Next(), byCharge.Err())
	assert.Equal(t, stripe.DisputeStatusWarningClosed, byCharge.Dispute().Status)
}
