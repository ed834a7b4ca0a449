package emulator_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

func (r *rig) mustBecome(refund string, status stripe.RefundStatus) *stripe.Refund {
	r.tb.Helper()
	var found *stripe.Refund
	require.Eventually(r.tb, func() bool {
		var err error
		found, err = r.stripe.Refunds.Get(refund, nil)
		return err == nil && found.Status == status
	}, 10*time.Second, 20*time.Millisecond)
	return found
}

func TestRefundThatFailsLater(t *testing.T) {
	r := mustRig(t)
	intent := r.mustCaptureWith("order-1", "4000000000005126")
	refund, err := r.stripe.Refunds.New(&stripe.RefundParams{PaymentIntent: &intent.ID, Amount: stripe.Int64(2000), Metadata: map[string]string{"refund_id": "r1"}})
	require.NoError(t, err)
	assert.Equal(t, stripe.RefundStatusSucceeded, refund.Status, "it looks good at first")
	failed := r.mustBecome(refund.ID, stripe.RefundStatusFailed)
	assert.Equal(t, stripe.RefundFailureReasonExpiredOrCanceledCard, failed.FailureReason)
	require.NotNil(t, failed.FailureBalanceTransaction)
	charge := mustCharge(t, r, intent)
	assert.Zero(t, charge.AmountRefunded)
	r.mustReceive(t, stripe.EventTypeChargeRefunded, stripe.EventTypeChargeRefundUpdated)
	var seen struct {
		AmountRefunded int64 `json:"amount_refunded"`
		RefundsFailed  int   `json:"refunds_failed"`
	}
	r.inspect("/emulator/payment_intents/"+intent.ID, &seen)
	assert.Zero(t, seen.AmountRefunded)
	assert.Equal(t, 1, seen.RefundsFailed)
	entries := r.stripe.BalanceTransactions.List(&stripe.BalanceTransactionListParams{Source: &refund.ID})
	var sum int64
	for entries.Next() {
		sum += entries.BalanceTransaction().Net
	}
	require.NoError(t, entries.Err())
	assert.Zero(t, sum, "what failed is on the balance again")
}

func TestBalanceTellsWhereMoneyWent(t *testing.T) {
	r := mustRig(t)
	intent := r.mustCapture("order-1")
	sent, err := r.stripe.Transfers.New(transfer(r.mustSeller().ID, intent.LatestCharge.ID, 4000))
	require.NoError(t, err)
	_, err = r.stripe.TransferReversals.New(&stripe.TransferReversalParams{ID: &sent.ID, Amount: stripe.Int64(1000)})
	require.NoError(t, err)
	refund := &stripe.RefundParams{PaymentIntent: &intent.ID, Amount: stripe.Int64(1500)}
	refund.AddExpand("balance_transaction")
	given, err := r.stripe.Refunds.New(refund)
	require.NoError(t, err)
	assert.Equal(t, int64(-1500), given.BalanceTransaction.Amount)
	var kinds []stripe.BalanceTransactionType
	var sum int64
	entries := r.stripe.BalanceTransactions.List(&stripe.BalanceTransactionListParams{})
	for entries.Next() {
		kinds = append(kinds, entries.BalanceTransaction().Type)
		sum += entries.BalanceTransaction().Net
	}
	require.NoError(t, entries.Err())
	assert.Equal(t, []stripe.BalanceTransactionType{"refund", "transfer_refund", "transfer", "charge"}, kinds)
	assert.Equal(t, int64(5000-4000+1000-1500), sum)
	charge, err := r.stripe.BalanceTransactions.Get(mustCharge(t, r, intent).BalanceTransaction.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, int64(5000), charge.Amount)
}

func TestRefundThatIsPendingAtFirst(t *testing.T) {
	r := mustRig(t)
	intent := r.mustCaptureWith("order-1", "4000000000007726")
	refund, err := r.stripe.Refunds.New(&stripe.RefundParams{PaymentIntent: &intent.ID})
	require.NoError(t, err)
	assert.Equal(t, stripe.RefundStatusPending, refund.Status)
	r.mustBecome(refund.ID, stripe.RefundStatusSucceeded)
	r.mustReceive(t, stripe.EventTypeChargeRefundUpdated)
	status, body := r.control("refunds/"+refund.ID+"/fail", "")
	require.Equal(t, http.StatusOK, status, body)
	r.mustBecome(refund.ID, stripe.RefundStatusFailed)
	status, _ = r.control("refunds/"+refund.ID+"/fail", "")
	assert.Equal(t, http.StatusBadRequest, status)
}

func TestRefundsAreListedAndRemember(t *testing.T) {
	r := mustRig(t)
	first, second := r.mustCapture("order-1"), r.mustCapture("order-2")
	var made []string
	for _, intent := range []*stripe.PaymentIntent{first, second, first, first} {
		refund, err := r.stripe.Refunds.New(&stripe.RefundParams{PaymentIntent: &intent.ID, Amount: stripe.Int64(100)})
		require.NoError(t, err)
		made = append(made, refund.ID)
	}
	for _, filter := range []*stripe.RefundListParams{{PaymentIntent: &first.ID}, {Charge: &first.LatestCharge.ID}} {
		filter.Limit = stripe.Int64(1) // three pages
		var seen []string
		list := r.stripe.Refunds.List(filter)
		for list.Next() {
			seen = append(seen, list.Refund().ID)
		}
		require.NoError(t, list.Err())
		assert.Equal(t, []string{made[3], made[2], made[0]}, seen)
	}
	back := &stripe.RefundListParams{PaymentIntent: &first.ID}
	back.EndingBefore, back.Single = &made[0], true
	list := r.stripe.Refunds.List(back)
	require.True(t, list.Next(), list.Err())
	assert.Equal(t, made[2], list.Refund().ID)
	late := &stripe.RefundListParams{}
	late.CreatedRange = &stripe.RangeQueryParams{GreaterThan: time.Now().Add(time.Hour).Unix()}
	assert.False(t, r.stripe.Refunds.List(late).Next())
	changed, err := r.stripe.Refunds.Update(made[0], &stripe.RefundParams{Metadata: map[string]string{"refund_id": "r1"}})
	require.NoError(t, err)
	assert.Equal(t, "r1", changed.Metadata["refund_id"])
	r.mustReceive(t, stripe.EventTypeChargeRefundUpdated)
}

func TestBankThatRefusesTheCapture(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorizeWith("order-1", "4000000000008849")
	params := &stripe.PaymentIntentCaptureParams{}
	params.SetIdempotencyKey("k")
	for range 2 {
		_, err := r.stripe.PaymentIntents.Capture(intent.ID, params)
		refused := refusal(t, err)
		assert.Equal(t, stripe.ErrorCodeChargeExpiredForCapture, refused.Code)
		assert.Equal(t, stripe.PaymentIntentStatusCanceled, refused.PaymentIntent.Status)
	}
	_, err := r.stripe.PaymentIntents.Capture(intent.ID, nil)
	assert.Equal(t, stripe.ErrorCodePaymentIntentUnexpectedState, refusal(t, err).Code)
	after, err := r.stripe.PaymentIntents.Get(intent.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, stripe.PaymentIntentCancellationReasonAutomatic, after.CancellationReason)
	r.mustReceive(t, stripe.EventTypePaymentIntentCanceled, stripe.EventTypeChargeExpired)
}

func TestAuthorizationsEnd(t *testing.T) {
	r := mustRig(t)
	now, later := r.mustAuthorize("order-1"), r.mustAuthorize("order-2")
	status, body := r.control("payment_intents/"+now.ID+"/expire", "")
	require.Equal(t, http.StatusOK, status, body)
	status, _ = r.control("payment_intents/"+now.ID+"/expire", "")
	assert.Equal(t, http.StatusBadRequest, status)
	r.now.advance(7*24*time.Hour + time.Minute)
	require.Eventually(t, func() bool {
		after, err := r.stripe.PaymentIntents.Get(later.ID, nil)
		return err == nil && after.Status == stripe.PaymentIntentStatusCanceled
	}, 10*time.Second, 20*time.Millisecond)
}

func TestAmountsKeepToTheCurrency(t *testing.T) {
	r := mustRig(t)
	for currency, amounts := range map[string][2]int64{"kwd": {1005, 1010}, "isk": {5050, 5100}, "jpy": {49, 51}} {
		for i, amount := range amounts {
			params := order("order-1")
			params.LineItems[0].Quantity = stripe.Int64(1)
			params.LineItems[0].PriceData.Currency, params.LineItems[0].PriceData.UnitAmount = &currency, &amount
			_, err := r.stripe.CheckoutSessions.New(params)
			assert.Equal(t, i == 1, err == nil, "%d %s", amount, currency)
		}
	}
}
