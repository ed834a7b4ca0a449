package emulator_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

type deliveries struct {
	Data []struct {
		Event, Type, State string
		Tries              int
		Attempts           []struct {
			Status int
			Error  string
			Resent bool
		}
	}
}

func TestRefusedWebhookIsSentAgain(t *testing.T) {
	r := mustRig(t)
	r.answer(http.StatusServiceUnavailable)
	r.mustAuthorize("order-1")
	require.Eventually(t, func() bool { return r.attempts() >= 4 }, 5*time.Second, 10*time.Millisecond)
	var seen deliveries
	r.inspect("/emulator/webhooks?state=pending", &seen)
	require.Len(t, seen.Data, 4)
	pending := r.stripe.Events.List(&stripe.EventListParams{DeliverySuccess: stripe.Bool(false)})
	require.True(t, pending.Next(), pending.Err())
	assert.Equal(t, int64(1), pending.Event().PendingWebhooks)

	r.answer(http.StatusOK)
	r.mustReceive(t, stripe.EventTypeCheckoutSessionCompleted, stripe.EventTypePaymentIntentAmountCapturableUpdated)
	require.Eventually(t, func() bool {
		seen = deliveries{}
		r.inspect("/emulator/webhooks?state=delivered&type=checkout.session.completed", &seen)
		return len(seen.Data) == 1
	}, 5*time.Second, 10*time.Millisecond)
	attempts := seen.Data[0].Attempts
	assert.Equal(t, http.StatusServiceUnavailable, attempts[0].Status)
	assert.Equal(t, http.StatusOK, attempts[len(attempts)-1].Status)
}

func TestRedirectDoesNotTakeAWebhook(t *testing.T) {
	r := mustRig(t)
	r.answer(http.StatusFound)
	session := r.mustSession("order-1")
	_, err := r.stripe.CheckoutSessions.Expire(session.ID, nil)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		var seen deliveries
		r.inspect("/emulator/webhooks?state=pending", &seen)
		return len(seen.Data) == 1 && len(seen.Data[0].Attempts) > 0 && seen.Data[0].Attempts[0].Status == http.StatusFound
	}, 5*time.Second, 10*time.Millisecond)
}

func TestWebhooksOutliveARestart(t *testing.T) {
	r := mustRig(t)
	r.answer(http.StatusInternalServerError)
	intent := r.mustAuthorize("order-1")
	require.Eventually(t, func() bool { return r.attempts() >= 4 }, 5*time.Second, 10*time.Millisecond)
	r.stop()
	before := r.attempts()
	r.answer(http.StatusOK)
	assert.Empty(t, r.of(stripe.EventTypeCheckoutSessionCompleted))
	r.start()
	r.mustReceive(t, stripe.EventTypeCheckoutSessionCompleted, stripe.EventTypePaymentIntentAmountCapturableUpdated)
	assert.Greater(t, r.attempts(), before)
	again, err := r.stripe.PaymentIntents.Get(intent.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, stripe.PaymentIntentStatusRequiresCapture, again.Status)
}

func TestWebhookIsSentAgainOnRequest(t *testing.T) {
	r := mustRig(t)
	r.mustAuthorize("order-1")
	r.mustReceive(t, stripe.EventTypeCheckoutSessionCompleted)
	first := r.of(stripe.EventTypeCheckoutSessionCompleted)[0]
	status, _, body := r.do(http.MethodPost, r.url+"/emulator/webhooks/"+first.ID+"/resend", nil, nil)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, `"status":200`)
	both := r.of(stripe.EventTypeCheckoutSessionCompleted)
	require.Len(t, both, 2)
	assert.Equal(t, both[0].ID, both[1].ID)
	assert.JSONEq(t, string(both[0].Data.Raw), string(both[1].Data.Raw))
	status, _, _ = r.do(http.MethodPost, r.url+"/emulator/webhooks/evt_nothing/resend", nil, nil)
	assert.Equal(t, http.StatusNotFound, status)
}

func TestSummaryCountsMoney(t *testing.T) {
	r := mustRig(t)
	captured, canceled := r.mustAuthorize("a"), r.mustAuthorize("b")
	r.mustAuthorize("c")
	_, err := r.stripe.PaymentIntents.Capture(captured.ID, nil)
	require.NoError(t, err)
	_, err = r.stripe.PaymentIntents.Cancel(canceled.ID, nil)
	require.NoError(t, err)
	var total struct {
		Intents              map[string]int `json:"payment_intents"`
		Captured, Authorized map[string]int64
		DoubleCaptures       int `json:"double_captures"`
	}
	r.inspect("/emulator/summary", &total)
	assert.Equal(t, map[string]int{"succeeded": 1, "canceled": 1, "requires_capture": 1}, total.Intents)
	assert.Equal(t, int64(5000), total.Captured["usd"])
	assert.Equal(t, int64(5000), total.Authorized["usd"])
	assert.Zero(t, total.DoubleCaptures)
	var sessions struct{ Data []map[string]any }
	r.inspect("/emulator/sessions?status=complete", &sessions)
	assert.Len(t, sessions.Data, 3)
}
