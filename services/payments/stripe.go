package main

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/saheedt/pass/services/internal/metrics"
	"github.com/saheedt/pass/services/internal/trace"
)

var calls = metrics.HistogramsBy("stripe_request_duration_seconds",
	"Time of a try to call Stripe, by operation and by the answer's status or error.", metrics.Durations, "operation", "code")

// measured is the way to Stripe, with its calls measured one by one: the
// library tries again on its own.
type measured struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (m measured) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, span := trace.Start(r.Context(), "Stripe: "+operation(r), trace.Client)
	began, code := time.Now(), "error"
	res, err := m.next.RoundTrip(r.WithContext(ctx))
	if err == nil {
		code = strconv.Itoa(res.StatusCode)
		span.Count("http.response.status_code", res.StatusCode)
	}
	span.Finish(err)
	calls.WithLabelValues(operation(r), code).Observe(time.Since(began).Seconds())
	return res, err
}

// ids are Stripe's: of sessions, intents, accounts, transfers.
var ids = regexp.MustCompile("^(cs|pi|acct|tr)_")

// operation names a call without its ids, such as "POST
// payment_intents/{id}/capture".
func operation(r *http.Request) string {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/v1/"), "/")
	for i, part := range parts {
		if i > 0 && ids.MatchString(part) {
			parts[i] = "{id}"
		}
	}
	return r.Method + " " + strings.Join(parts, "/")
}
