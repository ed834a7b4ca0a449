package api

import (
	"context"
	"net/http"
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/fault"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
)

type trouble struct{}

// dashboardKey is for what people do in Stripe's dashboard, and for tests that look on: it meets no faults.
const dashboardKey = "sk_test_dashboard"

// misbehave serves the request unless the plan has something else in mind for it.
func (a *API) misbehave(w http.ResponseWriter, r *http.Request, serve func(http.ResponseWriter, *http.Request)) {
	if secretKey(r) == dashboardKey {
		serve(w, r)
		return
	}
	fate, patience := a.faults.Answer()
	switch fate {
	case fault.RateLimited:
		tooMany(w)
	case fault.ServerError, fault.ServerErrorActed:
		serve(w, r.WithContext(context.WithValue(r.Context(), trouble{}, fate)))
	case fault.TimedOut:
		silence(r.Context(), patience)
	case fault.Lost:
		serve(nowhere{w.Header().Clone()}, r)
		panic(http.ErrAbortHandler)
	default:
		serve(w, r)
	}
}

// tooMany is the answer of the rate limiter, which stands before everything: nothing was looked at and nothing is kept.
func tooMany(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	w.Header().Set("Stripe-Rate-Limited-Reason", "global-rate")
	w.Header().Set("Stripe-Should-Retry", "true")
	refusal := problem.Invalid("rate_limit", "", "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.")
	refusal.Status = http.StatusTooManyRequests
	writeError(w, refusal)
}

// silence never answers.
func silence(ctx context.Context, patience time.Duration) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	panic(http.ErrAbortHandler)
}

// troubleOf tells how the request fails once its endpoint has begun: "" when it does not.
func troubleOf(r *http.Request) string {
	fate, _ := r.Context().Value(trouble{}).(string)
	return fate
}

// troubled is what a request comes to that fails with a 500, before or after it was done.
func troubled(fate string, run func() (reply, error)) (reply, error) {
	if fate == fault.ServerErrorActed {
		if out, err := run(); err != nil {
			return out, err
		}
	}
	return errorReply(problem.Internal()), nil
}

// nowhere takes an answer that nobody gets.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header          { return n.header }
func (nowhere) Write(body []byte) (int, error) { return len(body), nil }
func (nowhere) WriteHeader(int)                {}
