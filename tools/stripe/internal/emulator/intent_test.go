package emulator_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

func TestCaptureTakesTheMoneyOnce(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	captured, err := r.stripe.PaymentIntents.Capture(intent.ID, &stripe.PaymentIntentCaptureParams{AmountToCapture: stripe.Int64(5000)})
	require.NoError(t, err)
	assert.Equal(t, stripe.PaymentIntentStatusSucceeded, captured.Status)
	assert.Equal(t, int64(5000), captured.AmountReceived)
	assert.Zero(t, captured.AmountCapturable)
	charge := mustCharge(t, r, captured)
	assert.True(t, charge.Captured)
	assert.Equal(t, int64(5000), charge.AmountCaptured)

	_, err = r.stripe.PaymentIntents.Capture(intent.ID, nil)
	refused := refusal(t, err)
	assert.Equal(t, http.StatusBadRequest, refused.HTTPStatusCode)
	assert.Equal(t, stripe.ErrorTypeInvalidRequest, refused.Type)
	assert.Equal(t, stripe.ErrorCodePaymentIntentUnexpectedState, refused.Code)
	assert.Contains(t, refused.Msg, "already been captured")
	require.NotNil(t, refused.PaymentIntent)
	assert.Equal(t, stripe.PaymentIntentStatusSucceeded, refused.PaymentIntent.Status)

	r.mustReceive(t, stripe.EventTypePaymentIntentSucceeded, stripe.EventTypeChargeCaptured)
	var seen struct {
		Captures int
		History  []struct{ Action, Status string }
	}
	r.inspect("/emulator/payment_intents/"+intent.ID, &seen)
	assert.Equal(t, 1, seen.Captures)
	assert.Equal(t, "captured", seen.History[len(seen.History)-1].Action)
}

func TestCapturedSessionIsPaid(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	_, err := r.stripe.PaymentIntents.Capture(intent.ID, nil)
	require.NoError(t, err)
	found := r.stripe.CheckoutSessions.List(&stripe.CheckoutSessionListParams{PaymentIntent: &intent.ID})
	require.True(t, found.Next(), found.Err())
	assert.Equal(t, stripe.CheckoutSessionPaymentStatusPaid, found.CheckoutSession().PaymentStatus)
}

func TestCapturePartOnlyAndTooMuch(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	_, err := r.stripe.PaymentIntents.Capture(intent.ID, &stripe.PaymentIntentCaptureParams{AmountToCapture: stripe.Int64(5001)})
	assert.Equal(t, stripe.ErrorCodeAmountTooLarge, refusal(t, err).Code)
	captured, err := r.stripe.PaymentIntents.Capture(intent.ID, &stripe.PaymentIntentCaptureParams{AmountToCapture: stripe.Int64(2000)})
	require.NoError(t, err)
	assert.Equal(t, int64(2000), captured.AmountReceived)
	_, err = r.stripe.Refunds.New(&stripe.RefundParams{PaymentIntent: &intent.ID, Amount: stripe.Int64(2001)})
	assert.Contains(t, refusal(t, err).Msg, "greater than unrefunded amount on charge ($20.00)")
}

func TestCancelReleasesTheAuthorization(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	canceled, err := r.stripe.PaymentIntents.Cancel(intent.ID, &stripe.PaymentIntentCancelParams{CancellationReason: stripe.String("abandoned")})
	require.NoError(t, err)
	assert.Equal(t, stripe.PaymentIntentStatusCanceled, canceled.Status)
	assert.Equal(t, stripe.PaymentIntentCancellationReasonAbandoned, canceled.CancellationReason)
	assert.NotZero(t, canceled.CanceledAt)
	assert.Zero(t, canceled.AmountCapturable)
	charge := mustCharge(t, r, canceled)
	assert.False(t, charge.Captured)
	assert.True(t, charge.Refunded)
	r.mustReceive(t, stripe.EventTypePaymentIntentCanceled, stripe.EventTypeChargeRefunded)

	for name, call := range map[string]func() error{
		"capture": func() error { _, err := r.stripe.PaymentIntents.Capture(intent.ID, nil); return err },
		"cancel":  func() error { _, err := r.stripe.PaymentIntents.Cancel(intent.ID, nil); return err },
	} {
		refused := refusal(t, call())
		assert.Equal(t, stripe.ErrorCodePaymentIntentUnexpectedState, refused.Code, name)
		assert.Contains(t, refused.Msg, "has a status of canceled", name)
		assert.Equal(t, stripe.PaymentIntentStatusCanceled, refused.PaymentIntent.Status, name)
	}
}

func TestCapturedIntentCannotBeCanceled(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	_, err := r.stripe.PaymentIntents.Capture(intent.ID, nil)
	require.NoError(t, err)
	_, err = r.stripe.PaymentIntents.Cancel(intent.ID, nil)
	assert.Equal(t, stripe.ErrorCodePaymentIntentUnexpectedState, refusal(t, err).Code)
}

func TestIntentOfAnOpenSessionBelongsToCheckout(t *testing.T) {
	r := mustRig(t)
	session := r.mustSession("order-1")
	r.pay(session.URL, "4000000000000002")
	_, err := r.stripe.PaymentIntents.Cancel(r.mustIntent(session.ID).ID, nil)
	assert.Contains(t, refusal(t, err).Msg, "created by Checkout")
	_, err = r.stripe.PaymentIntents.Capture(r.mustIntent(session.ID).ID, nil)
	assert.Equal(t, stripe.ErrorCodePaymentIntentUnexpectedState, refusal(t, err).Code)
}

func TestRefundsAddUpToWhatWasCaptured(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	_, err := r.stripe.Refunds.New(&stripe.RefundParams{PaymentIntent: &intent.ID})
	assert.Contains(t, refusal(t, err).Msg, "does not have a successful charge to refund")
	_, err = r.stripe.PaymentIntents.Capture(intent.ID, nil)
	require.NoError(t, err)

	part, err := r.stripe.Refunds.New(&stripe.RefundParams{PaymentIntent: &intent.ID, Amount: stripe.Int64(1500), Reason: stripe.String("requested_by_customer")})
	require.NoError(t, err)
	assert.Equal(t, stripe.RefundStatusSucceeded, part.Status)
	rest, err := r.stripe.Refunds.New(&stripe.RefundParams{Charge: &intent.LatestCharge.ID})
	require.NoError(t, err)
	assert.Equal(t, int64(3500), rest.Amount)
	_, err = r.stripe.Refunds.New(&stripe.RefundParams{PaymentIntent: &intent.ID})
	assert.Equal(t, stripe.ErrorCodeChargeAlreadyRefunded, refusal(t, err).Code)

	again, err := r.stripe.Refunds.Get(part.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, intent.ID, again.PaymentIntent.ID)
	params := &stripe.ChargeParams{}
	params.AddExpand("refunds")
	charge, err := r.stripe.Charges.Get(intent.LatestCharge.ID, params)
	require.NoError(t, err)
	assert.True(t, charge.Refunded)
	assert.Len(t, charge.Refunds.Data, 2)
	r.mustReceive(t, stripe.EventTypeChargeRefunded)
	var seen struct {
		Refunds        int
		AmountRefunded int64 `json:"amount_refunded"`
	}
	r.inspect("/emulator/payment_intents/"+intent.ID, &seen)
	assert.Equal(t, 2, seen.Refunds)
	assert.Equal(t, int64(5000), seen.AmountRefunded)
}

func TestAutomaticCaptureTakesTheMoneyAtOnce(t *testing.T) {
	r := mustRig(t)
	params := order("order-1")
	params.PaymentIntentData.CaptureMethod = nil
	session, err := r.stripe.CheckoutSessions.New(params)
	require.NoError(t, err)
	status, _, _ := r.pay(session.URL, "4242424242424242")
	require.Equal(t, http.StatusSeeOther, status)
	intent := r.mustIntent(session.ID)
	assert.Equal(t, stripe.PaymentIntentStatusSucceeded, intent.Status)
	assert.Equal(t, int64(5000), intent.AmountReceived)
	r.mustReceive(t, stripe.EventTypePaymentIntentSucceeded)
}

func TestListsPageThrough(t *testing.T) {
	r := mustRig(t)
	var made []string
	for _, id := range []string{"a", "b", "c"} {
		made = append(made, r.mustAuthorize(id).ID)
	}
	params := &stripe.PaymentIntentListParams{}
	params.Limit = stripe.Int64(2)
	params.CreatedRange = &stripe.RangeQueryParams{GreaterThan: 1}
	var seen []string
	list := r.stripe.PaymentIntents.List(params)
	for list.Next() {
		seen = append(seen, list.PaymentIntent().ID)
	}
	require.NoError(t, list.Err())
	assert.Equal(t, []string{made[2], made[1], made[0]}, seen)
	back := &stripe.PaymentIntentListParams{}
	back.EndingBefore, back.Limit, back.Single = &made[0], stripe.Int64(1), true
	list = r.stripe.PaymentIntents.List(back)
	require.True(t, list.Next(), list.Err())
	assert.Equal(t, made[1], list.PaymentIntent().ID)

	charges := r.stripe.Charges.List(&stripe.ChargeListParams{PaymentIntent: &made[0]})
	require.True(t, charges.Next(), charges.Err())
	assert.Equal(t, made[0], charges.Charge().PaymentIntent.ID)
	refunds := r.stripe.Refunds.List(&stripe.RefundListParams{PaymentIntent: &made[0]})
	assert.False(t, refunds.Next())
	assert.NoError(t, refunds.Err())
}
