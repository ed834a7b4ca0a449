package conformance_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/tools/stripe/internal/conformance"
)

func decode(t *testing.T, text string) (value any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &value))
	return value
}

func TestDifferencesAreFound(t *testing.T) {
	theirs := decode(t, `{"id": "a", "amount": 1, "list": [{"x": {"y": true}}]}`)
	assert.Empty(t, conformance.Differences(decode(t, `{"id": "b", "amount": null, "list": [], "more": 1}`), theirs))
	assert.Equal(t, []string{".amount is missing"}, conformance.Differences(decode(t, `{"id": "b", "list": []}`), theirs))
	assert.Equal(t, []string{".list[].x.y is string, stripe-mock's is bool"},
		conformance.Differences(decode(t, `{"id": "b", "amount": 2, "list": [{"x": {"y": "true"}}]}`), theirs))
}

func TestViolationsAreFound(t *testing.T) {
	good := `{"object": "refund", "id": "re_1", "amount": 1, "created": 1, "currency": "usd", "reason": null}`
	assert.Empty(t, conformance.Violations(decode(t, good)))
	for bad, want := range map[string]string{
		`{"object": "refund", "id": "re_1", "amount": 1, "created": 1}`:                                                               "refund.currency is required",
		`{"object": "refund", "id": "re_1", "amount": 1.5, "created": 1, "currency": "usd"}`:                                          "refund.amount is 1.5, not of type integer",
		`{"object": "refund", "id": null, "amount": 1, "created": 1, "currency": "usd"}`:                                              "refund.id must not be null",
		`{"object": "list", "data": [{"object": "payment_intent", "id": "pi_1", "created": 1, "livemode": false, "status": "paid"}]}`: "payment_intent.status is paid, not one of",
	} {
		found := conformance.Violations(decode(t, bad))
		if assert.NotEmpty(t, found, bad) {
			assert.Contains(t, found[0], want)
		}
	}
}
