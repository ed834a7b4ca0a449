package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

type faultState struct {
	Active bool
	Counts struct{ Answers, Webhooks map[string]int }
}

func (r *rig) plan(plan string) {
	r.tb.Helper()
	status, _, body := r.do(http.MethodPost, r.url+"/emulator/faults", strings.NewReader(plan), nil)
	require.Equal(r.tb, http.StatusOK, status, body)
}

func (r *rig) heal() (state faultState) {
	r.tb.Helper()
	status, _, body := r.do(http.MethodDelete, r.url+"/emulator/faults", nil, nil)
	require.Equal(r.tb, http.StatusOK, status)
	require.NoError(r.tb, json.Unmarshal([]byte(body), &state))
	return state
}

func (r *rig) capture(intent, key string) (*stripe.PaymentIntent, error) {
	params := &stripe.PaymentIntentCaptureParams{}
	params.SetIdempotencyKey(key)
	return mustClient(r.url).PaymentIntents.Capture(intent, params) // past the proxy, which would answer for a cut connection
}

func (r *rig) captures(intent string) int {
	var seen struct{ Captures int }
	r.inspect("/emulator/payment_intents/"+intent, &seen)
	return seen.Captures
}

func TestRateLimitKeepsNothing(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	r.plan(`{"seed": 1, "answers": {"rateLimit": 1}}`)
	_, err := r.capture(intent.ID, "k")
	refused := refusal(t, err)
	assert.Equal(t, http.StatusTooManyRequests, refused.HTTPStatusCode)
	assert.Equal(t, stripe.ErrorCodeRateLimit, refused.Code)
	assert.Equal(t, 1, r.heal().Counts.Answers["rateLimited"])
	_, err = r.capture(intent.ID, "k")
	assert.NoError(t, err)
}

func TestDashboardMeetsNoFaults(t *testing.T) {
	r := mustRig(t)
	r.plan(`{"answers": {"lost": 1}}`)
	status, _, body := r.do(http.MethodGet, r.url+"/v1/events", nil, map[string]string{"Authorization": "Bearer sk_test_dashboard"})
	assert.Equal(t, http.StatusOK, status, body)
	assert.Zero(t, r.heal().Counts.Answers["all"])
}

func TestServerErrorIsKeptUnderItsKey(t *testing.T) {
	for plan, captures := range map[string]int{`"serverError": 1`: 0, `"serverError": 1, "serverErrorActed": 1`: 1} {
		r := mustRig(t)
		intent := r.mustAuthorize("order-1")
		r.plan(`{"answers": {` + plan + `}}`)
		_, err := r.capture(intent.ID, "k")
		assert.Equal(t, http.StatusInternalServerError, refusal(t, err).HTTPStatusCode)
		r.heal()
		assert.Equal(t, captures, r.captures(intent.ID))
		_, err = r.capture(intent.ID, "k")
		again := refusal(t, err)
		assert.Equal(t, stripe.ErrorTypeAPI, again.Type)
		assert.Equal(t, "true", again.LastResponse.Header.Get("Idempotent-Replayed"))
		_, err = r.capture(intent.ID, "another key")
		assert.Equal(t, captures == 1, err != nil)
		assert.Equal(t, 1, r.captures(intent.ID))
	}
}

func TestLostAnswerIsReplayed(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	r.plan(`{"answers": {"lost": 1}}`)
	_, err := r.capture(intent.ID, "k")
	assert.ErrorContains(t, err, "EOF")
	assert.NotZero(t, r.heal().Counts.Answers["lost"]) // Go's client may ask twice on its own: the request has a key
	assert.Equal(t, 1, r.captures(intent.ID))
	captured, err := r.capture(intent.ID, "k")
	require.NoError(t, err)
	assert.Equal(t, "true", captured.LastResponse.Header.Get("Idempotent-Replayed"))
	assert.Equal(t, 1, r.captures(intent.ID))
}

func TestTimeoutDoesNothing(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	r.plan(`{"answers": {"timeout": 1, "timeoutSeconds": 0.01}}`)
	_, err := r.capture(intent.ID, "k")
	assert.ErrorContains(t, err, "EOF")
	r.heal()
	assert.Zero(t, r.captures(intent.ID))
	_, err = r.capture(intent.ID, "k")
	assert.NoError(t, err)
}

func TestDroppedWebhooksNeverCome(t *testing.T) {
	r := mustRig(t)
	r.plan(`{"webhooks": {"drop": 1}}`)
	r.mustAuthorize("order-1")
	state := r.heal()
	assert.Equal(t, 4, state.Counts.Webhooks["dropped"])
	_, err := r.stripe.CheckoutSessions.Expire(r.mustSession("order-2").ID, nil)
	require.NoError(t, err)
	r.mustReceive(t, stripe.EventTypeCheckoutSessionExpired)
	assert.Equal(t, 1, r.attempts())
	var seen deliveries
	r.inspect("/emulator/webhooks?state=dropped", &seen)
	assert.Len(t, seen.Data, 4)
}

func TestDoubledWebhooksComeTwice(t *testing.T) {
	r := mustRig(t)
	r.plan(`{"webhooks": {"double": 1}}`)
	r.mustAuthorize("order-1")
	require.Eventually(t, func() bool {
		var done deliveries
		r.inspect("/emulator/webhooks?state=delivered", &done)
		return len(done.Data) == 4
	}, 15*time.Second, 10*time.Millisecond)
	assert.Equal(t, 8, r.attempts())
	assert.Len(t, r.of(stripe.EventTypeCheckoutSessionCompleted), 2)
}

func TestDelayedAndReorderedWebhooksComeAllTheSame(t *testing.T) {
	for _, fate := range []string{`"delay": 1, "delaySeconds": 0.5`, `"reorder": 1`} {
		r := mustRig(t)
		r.plan(`{"seed": 7, "webhooks": {` + fate + `}}`)
		r.mustAuthorize("order-1")
		r.mustReceive(t, stripe.EventTypePaymentIntentCreated, stripe.EventTypeChargeSucceeded,
			stripe.EventTypePaymentIntentAmountCapturableUpdated, stripe.EventTypeCheckoutSessionCompleted)
	}
}

func TestSameSeedSameFates(t *testing.T) {
	run := func(seed int) (fates string) {
		r := mustRig(t)
		r.plan(fmt.Sprintf(`{"seed": %d, "answers": {"rateLimit": 0.3, "serverError": 0.3}}`, seed))
		for range 30 {
			status, _, _ := r.do(http.MethodGet, r.url+"/v1/events", nil, map[string]string{"Authorization": "Bearer sk_test_1"})
			fates += fmt.Sprint(status, " ")
		}
		counts := r.heal().Counts.Answers
		assert.Equal(t, 30, counts["all"])
		assert.Equal(t, counts["rateLimited"], strings.Count(fates, "429"))
		assert.Equal(t, counts["serverErrors"], strings.Count(fates, "500"))
		return fates
	}
	first := run(5)
	assert.Equal(t, first, run(5))
	assert.NotEqual(t, first, run(6))
}

func TestImpossiblePlansAreRefused(t *testing.T) {
	r := mustRig(t)
	for _, plan := range []string{`{"answers": {"lost": 1.5}}`, `{"webhooks": {"drop": 0.6, "double": 0.6}}`, `{"answers": {"slow": 1}}`, `nonsense`,
		`{"answers": {"timeoutSeconds": -1}}`} {
		status, _, body := r.do(http.MethodPost, r.url+"/emulator/faults", strings.NewReader(plan), nil)
		assert.Equal(t, http.StatusBadRequest, status, body)
	}
	var state faultState
	r.inspect("/emulator/faults", &state)
	assert.False(t, state.Active)
}
