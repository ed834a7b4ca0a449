package emulator_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

func keyed(id, key string) *stripe.CheckoutSessionParams {
	params := order(id)
	params.ExpiresAt = nil
	params.SetIdempotencyKey(key)
	return params
}

func TestSameKeyGivesTheFirstAnswerAgain(t *testing.T) {
	r := mustRig(t)
	first, err := r.stripe.CheckoutSessions.New(keyed("order-1", "key-1"))
	require.NoError(t, err)
	assert.Empty(t, first.LastResponse.Header.Get("Idempotent-Replayed"))
	assert.Equal(t, first.LastResponse.RequestID, first.LastResponse.Header.Get("Original-Request"))
	r.pay(first.URL, "4242424242424242")

	again, err := r.stripe.CheckoutSessions.New(keyed("order-1", "key-1"))
	require.NoError(t, err)
	assert.Equal(t, "true", again.LastResponse.Header.Get("Idempotent-Replayed"))
	assert.Equal(t, first.LastResponse.RequestID, again.LastResponse.Header.Get("Original-Request"))
	assert.Equal(t, first.LastResponse.RawJSON, again.LastResponse.RawJSON, "as it was then, not as it is now")

	r.stop()
	r.start()
	later, err := r.stripe.CheckoutSessions.New(keyed("order-1", "key-1"))
	require.NoError(t, err)
	assert.Equal(t, first.ID, later.ID, "a restart does not forget")
	r.now.advance(25 * time.Hour)
	fresh, err := r.stripe.CheckoutSessions.New(keyed("order-1", "key-1"))
	require.NoError(t, err)
	assert.NotEqual(t, first.ID, fresh.ID, "a day later the key is free")
}

func TestSameKeyWithOtherParametersIsAnError(t *testing.T) {
	r := mustRig(t)
	_, err := r.stripe.CheckoutSessions.New(keyed("order-1", "key-1"))
	require.NoError(t, err)
	_, err = r.stripe.CheckoutSessions.New(keyed("order-2", "key-1"))
	refused := refusal(t, err)
	assert.Equal(t, http.StatusBadRequest, refused.HTTPStatusCode)
	assert.Equal(t, stripe.ErrorTypeIdempotency, refused.Type)
	assert.Contains(t, refused.Msg, "same parameters they were first used with")
}

func TestRefusalByStateIsReplayedAndBadParametersAreNot(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	tooMuch := &stripe.PaymentIntentCaptureParams{AmountToCapture: stripe.Int64(9999)}
	tooMuch.SetIdempotencyKey("capture-1")
	_, err := r.stripe.PaymentIntents.Capture(intent.ID, tooMuch)
	first := refusal(t, err)
	_, err = r.stripe.PaymentIntents.Capture(intent.ID, tooMuch)
	again := refusal(t, err)
	assert.Equal(t, first.Msg, again.Msg)
	assert.Equal(t, "true", again.LastResponse.Header.Get("Idempotent-Replayed"))

	early := keyed("order-2", "key-2")
	early.ExpiresAt = stripe.Int64(time.Now().Unix())
	_, err = r.stripe.CheckoutSessions.New(early)
	assert.Equal(t, "expires_at", refusal(t, err).Param)
	_, err = r.stripe.CheckoutSessions.New(keyed("order-2", "key-2"))
	assert.NoError(t, err, "the key was not used up")
}

func TestCallsWithOneKeyAtOnceActOnce(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	var calls sync.WaitGroup
	for range 20 {
		calls.Go(func() {
			params := &stripe.PaymentIntentCaptureParams{}
			params.SetIdempotencyKey("capture-1")
			captured, err := r.stripe.PaymentIntents.Capture(intent.ID, params)
			if err != nil {
				assert.Equal(t, http.StatusConflict, refusal(t, err).HTTPStatusCode)
				return
			}
			assert.Equal(t, stripe.PaymentIntentStatusSucceeded, captured.Status)
		})
	}
	calls.Wait()
	var seen struct{ Captures int }
	r.inspect("/emulator/payment_intents/"+intent.ID, &seen)
	assert.Equal(t, 1, seen.Captures)
}
