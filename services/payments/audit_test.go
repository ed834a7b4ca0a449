package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/payments/internal/audit"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

// TestAuditCommand runs the subcommand as it is run beside a service: through
// a real sidecar, against a Stripe of its own, with the service's settings.
func TestAuditCommand(t *testing.T) {
	stripe := stripetest.Start(t, "http://127.0.0.1:9/")
	_, httpPort, grpcPort := sidecartest.StateStoreAt(t, "payments")
	environ := []string{
		"STRIPE_API_URL=" + stripe.URL, fmt.Sprintf("DAPR_HTTP_PORT=%d", httpPort), fmt.Sprintf("DAPR_GRPC_PORT=%d", grpcPort),
	}
	run := func(environ []string, args ...string) (code int, out, diagnostics string) {
		var o, d strings.Builder
		code = runAudit(args, environ, &o, &d)
		return code, o.String(), d.String()
	}
	code, out, diagnostics := run(environ)
	require.Equal(t, 0, code, diagnostics)
	require.Contains(t, out, "no difference")
	require.Empty(t, diagnostics)

	session := stripe.Dashboard(http.MethodPost, "/v1/checkout/sessions", paymentOfNobody)
	require.Equal(t, http.StatusSeeOther, stripe.Pay(session["url"].(string), stripetest.CardPays))
	code, out, _ = run(environ)
	require.Equal(t, 0, code, "a payment of a moment ago is under way")
	require.Contains(t, out, "under way: payment pi_")
	code, out, _ = run(environ, "--grace", "0s")
	require.Equal(t, 1, code)
	require.Contains(t, out, "DIFFERENCE: payment pi_")
	require.Contains(t, out, "\n1 difference\n")

	code, out, _ = run(environ, "--grace=0s", "--json")
	require.Equal(t, 1, code)
	var report audit.Report
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	require.Len(t, report.Differences, 1)
	require.Equal(t, "25.00 usd held", report.Differences[0].Stripe)

	code, out, _ = run(environ, "--grace=0s", "--order=01a205b4-995e-7631-80e0-9723cabfe82e")
	require.Equal(t, 0, code, out)

	for name, c := range map[string]struct {
		environ []string
		args    []string
	}{
		"a setting that is wrong":  {slices.Concat(environ, []string{"RECONCILE_SECONDS=0"}), nil},
		"an unknown flag":          {environ, []string{"--repair"}},
		"an argument":              {environ, []string{"now"}},
		"a Stripe that is away":    {slices.Concat(environ, []string{"STRIPE_API_URL=http://127.0.0.1:9"}), nil},
		"a sidecar that is away":   {slices.Concat(environ, []string{"DAPR_HTTP_PORT=9"}), nil},
		"a key store that is away": {slices.Concat(environ, []string{"STRIPE_SECRET_STORE=nowhere"}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, diagnostics := run(c.environ, c.args...)
			require.Equal(t, 2, code, "%s %s", out, diagnostics)
			require.Empty(t, out)
			require.NotEmpty(t, diagnostics)
		})
	}
}

// paymentOfNobody is a checkout session for an order that payments has not.
var paymentOfNobody = map[string][]string{
	"mode": {"payment"}, "success_url": {"http://localhost:3000/"}, "payment_intent_data[capture_method]": {"manual"},
	"payment_intent_data[metadata][order_id]": {"01a205b4-995e-7631-80e0-9723cabfe82d"},
	"line_items[0][quantity]":                 {"1"}, "line_items[0][price_data][currency]": {"usd"},
	"line_items[0][price_data][unit_amount]": {"2500"}, "line_items[0][price_data][product_data][name]": {"Concert"},
}
