package api

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/saheedt/pass/tools/stripe/internal/problem"
)

var versionForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$`)

// authenticate takes any test-mode secret key, as a bearer token or as the user of basic authentication.
func authenticate(r *http.Request) *problem.Error {
	if !versionForm.MatchString(versionOf(r)) {
		return problem.Invalid("", "", "Invalid Stripe API version: %s", versionOf(r))
	}
	if r.Header.Get("Stripe-Account") != "" {
		return problem.Invalid("", "", "The emulator takes no requests in the name of a connected account (Stripe-Account).")
	}
	key := secretKey(r)
	if strings.HasPrefix(key, "sk_test_") || strings.HasPrefix(key, "rk_test_") {
		return nil
	}
	refusal := problem.Invalid("", "", "You did not provide an API key. You need to provide your API key in the Authorization header, "+
		"using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').")
	if key != "" {
		refusal.Message = "Invalid API Key provided: the emulator takes keys that begin with sk_test_."
	}
	refusal.Status = http.StatusUnauthorized
	return refusal
}

func secretKey(r *http.Request) string {
	if user, _, ok := r.BasicAuth(); ok {
		return user
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
