package emulator_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

// Malformed requests go straight to the emulator: stripe-mock refuses them too, and that is not what these tests are about.

const formType = "application/x-www-form-urlencoded"

func TestMalformedRequestsGetStripesErrors(t *testing.T) {
	r := mustRig(t)
	tests := map[string]struct {
		method, path, body, key string
		status                  int
		code, param             string
	}{
		"no key":          {"GET", "/v1/events", "", "", 401, "", ""},
		"live key":        {"GET", "/v1/events", "", "sk_live_1", 401, "", ""},
		"unknown path":    {"GET", "/v1/nothing", "", "sk_test_1", 404, "", ""},
		"wrong method":    {"DELETE", "/v1/events", "", "sk_test_1", 404, "", ""},
		"unknown session": {"GET", "/v1/checkout/sessions/cs_1", "", "sk_test_1", 404, "resource_missing", "session"},
		"unknown intent":  {"POST", "/v1/payment_intents/pi_1/capture", "", "sk_test_1", 404, "resource_missing", "intent"},
		"unknown param":   {"POST", "/v1/checkout/sessions", "mode=payment&success_url=http://a.example&nonsense[deep]=1&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=100&line_items[0][price_data][product_data][name]=T", "sk_test_1", 400, "parameter_unknown", "nonsense"},
		"missing param":   {"POST", "/v1/checkout/sessions", "mode=payment", "sk_test_1", 400, "parameter_missing", "success_url"},
		"not a number":    {"POST", "/v1/payment_intents/pi_1/capture", "amount_to_capture=much", "sk_test_1", 400, "parameter_invalid_integer", "amount_to_capture"},
		"value as object": {"POST", "/v1/checkout/sessions", "line_items=1", "sk_test_1", 400, "parameter_missing", "mode"},
		"bad nesting":     {"POST", "/v1/checkout/sessions", "a[b=1", "sk_test_1", 400, "parameter_unknown", "a[b"},
		"bad limit":       {"GET", "/v1/events?limit=101", "", "sk_test_1", 400, "parameter_invalid_integer", "limit"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			headers := map[string]string{"Content-Type": formType}
			if test.key != "" {
				headers["Authorization"] = "Bearer " + test.key
			}
			status, _, body := r.do(test.method, r.url+test.path, strings.NewReader(test.body), headers)
			assert.Equal(t, test.status, status, body)
			var answer struct{ Error stripe.Error }
			require.NoError(t, json.Unmarshal([]byte(body), &answer))
			assert.Equal(t, test.code, string(answer.Error.Code))
			assert.Equal(t, test.param, answer.Error.Param)
			if status != http.StatusOK {
				assert.NotEmpty(t, answer.Error.Msg)
				assert.Equal(t, stripe.ErrorTypeInvalidRequest, answer.Error.Type)
			}
		})
	}
}

func TestExpansionOfWhatCannotBeExpanded(t *testing.T) {
	r := mustRig(t)
	session := r.mustSession("order-1")
	status, _, body := r.do(http.MethodGet, r.url+"/v1/checkout/sessions/"+session.ID+"?expand[]=currency", nil, map[string]string{"Authorization": "Bearer sk_test_1"})
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Contains(t, body, "This property cannot be expanded (currency).")
}

func TestBasicAuthenticationAndHeaders(t *testing.T) {
	r := mustRig(t)
	request, err := http.NewRequest(http.MethodGet, r.url+"/v1/events", nil)
	require.NoError(t, err)
	request.SetBasicAuth("sk_test_1", "")
	request.Header.Set("Stripe-Version", "2023-10-16")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	assert.Equal(t, http.StatusOK, response.StatusCode)
	assert.Regexp(t, "^req_[a-z0-9]{14}$", response.Header.Get("Request-Id"))
	assert.Equal(t, "2023-10-16", response.Header.Get("Stripe-Version"))
}

func TestEventsAreKeptAndListed(t *testing.T) {
	r := mustRig(t)
	intent := r.mustAuthorize("order-1")
	capture := &stripe.PaymentIntentCaptureParams{}
	capture.SetIdempotencyKey("capture-order-1")
	captured, err := r.stripe.PaymentIntents.Capture(intent.ID, capture)
	require.NoError(t, err)
	list := r.stripe.Events.List(&stripe.EventListParams{Types: stripe.StringSlice([]string{"payment_intent.succeeded", "charge.captured"})})
	var kinds []stripe.EventType
	for list.Next() {
		kinds = append(kinds, list.Event().Type)
		assert.Equal(t, captured.LastResponse.RequestID, list.Event().Request.ID)
		assert.Equal(t, "capture-order-1", list.Event().Request.IdempotencyKey)
	}
	require.NoError(t, list.Err())
	assert.Equal(t, []stripe.EventType{stripe.EventTypePaymentIntentSucceeded, stripe.EventTypeChargeCaptured}, kinds)
	kind := "payment_intent.*"
	list = r.stripe.Events.List(&stripe.EventListParams{Type: &kind})
	require.True(t, list.Next(), list.Err())
	event, err := r.stripe.Events.Get(list.Event().ID, nil)
	require.NoError(t, err)
	assert.Equal(t, intent.ID, event.GetObjectValue("id"))
}
