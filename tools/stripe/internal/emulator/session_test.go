package emulator_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

func refusal(t *testing.T, err error) *stripe.Error {
	t.Helper()
	var refused *stripe.Error
	require.ErrorAs(t, err, &refused)
	return refused
}

func TestSessionIsOpenedWithoutIntent(t *testing.T) {
	r := mustRig(t)
	session := r.mustSession("order-1")
	assert.Equal(t, stripe.CheckoutSessionStatusOpen, session.Status)
	assert.Equal(t, stripe.CheckoutSessionPaymentStatusUnpaid, session.PaymentStatus)
	assert.Nil(t, session.PaymentIntent)
	assert.Equal(t, int64(5000), session.AmountTotal)
	assert.Equal(t, r.url+"/c/pay/"+session.ID, session.URL)
	assert.Equal(t, "order-1", session.ClientReferenceID)
	assert.Equal(t, "order-1", session.Metadata["order_id"])
	assert.NotEmpty(t, session.LastResponse.RequestID)
}

func TestSessionShowsLineItemsOnRequest(t *testing.T) {
	r := mustRig(t)
	params := order("order-1")
	params.AddExpand("line_items")
	session, err := r.stripe.CheckoutSessions.New(params)
	require.NoError(t, err)
	require.Len(t, session.LineItems.Data, 1)
	assert.Equal(t, "$100 voucher 🎟 & <b>more</b>", session.LineItems.Data[0].Description)
	lines := r.stripe.CheckoutSessions.ListLineItems(&stripe.CheckoutSessionListLineItemsParams{Session: &session.ID})
	require.True(t, lines.Next(), lines.Err())
	assert.Equal(t, int64(2), lines.LineItem().Quantity)
}

func TestSessionLifeIsBounded(t *testing.T) {
	r := mustRig(t)
	for name, life := range map[string]time.Duration{"at least 30 minutes": 29 * time.Minute, "less than 24 hours": 25 * time.Hour} {
		params := order("order-1")
		params.ExpiresAt = stripe.Int64(time.Now().Add(life).Unix())
		_, err := r.stripe.CheckoutSessions.New(params)
		refused := refusal(t, err)
		assert.Equal(t, http.StatusBadRequest, refused.HTTPStatusCode)
		assert.Equal(t, "expires_at", refused.Param)
		assert.Contains(t, refused.Msg, name)
	}
}

func TestSessionRefusesAmountsThatStripeRefuses(t *testing.T) {
	r := mustRig(t)
	for code, amount := range map[stripe.ErrorCode]int64{stripe.ErrorCodeAmountTooSmall: 24, stripe.ErrorCodeAmountTooLarge: 50_000_000} {
		params := order("order-1")
		params.LineItems[0].PriceData.UnitAmount = stripe.Int64(amount)
		_, err := r.stripe.CheckoutSessions.New(params)
		assert.Equal(t, code, refusal(t, err).Code)
	}
}

func TestSessionExpiresOnRequestOnce(t *testing.T) {
	r := mustRig(t)
	session := r.mustSession("order-1")
	expired, err := r.stripe.CheckoutSessions.Expire(session.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, stripe.CheckoutSessionStatusExpired, expired.Status)
	assert.Empty(t, expired.URL)
	r.mustReceive(t, stripe.EventTypeCheckoutSessionExpired)

	_, err = r.stripe.CheckoutSessions.Expire(session.ID, nil)
	assert.Contains(t, refusal(t, err).Msg, "has a status of `expired`")
	status, _, body := r.pay(session.URL, "4242424242424242")
	assert.Equal(t, http.StatusGone, status)
	assert.Contains(t, body, "This checkout has expired")
}

func TestCompleteSessionCannotExpire(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	found := r.stripe.CheckoutSessions.List(&stripe.CheckoutSessionListParams{PaymentIntent: &intent.ID})
	require.True(t, found.Next(), found.Err())
	session := found.CheckoutSession()
	assert.Equal(t, "order-1", session.ClientReferenceID)
	_, err := r.stripe.CheckoutSessions.Expire(session.ID, nil)
	refused := refusal(t, err)
	assert.Equal(t, http.StatusBadRequest, refused.HTTPStatusCode)
	assert.Contains(t, refused.Msg, "has a status of `complete`")
}

func TestSessionExpiresByItself(t *testing.T) {
	r := mustRig(t)
	session := r.mustSession("order-1")
	status, _, _ := r.pay(session.URL, "4000000000000002")
	require.Equal(t, http.StatusPaymentRequired, status)
	r.now.advance(30 * time.Minute)
	require.Equal(t, stripe.PaymentIntentStatusRequiresPaymentMethod, r.mustIntent(session.ID).Status, "a minute is left")
	r.now.advance(2 * time.Minute)
	r.mustReceive(t, stripe.EventTypeCheckoutSessionExpired, stripe.EventTypePaymentIntentCanceled)
	assert.Equal(t, stripe.PaymentIntentStatusCanceled, r.mustIntent(session.ID).Status)
}

func TestOverdueSessionTakesNoCardBeforeItsTimer(t *testing.T) {
	r := mustRig(t)
	session := r.mustSession("order-1")
	r.now.advance(31 * time.Minute)
	status, _, _ := r.pay(session.URL, "4242424242424242")
	assert.Equal(t, http.StatusGone, status)
}
