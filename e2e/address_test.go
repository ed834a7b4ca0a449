package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/stack"
)

// tries are sign-ins of one address in a minute.
const tries = 5

// oneIngress are the settings behind an ingress, which writes one entry at the
// end of X-Forwarded-For. It may lead to web or straight to auth.
var oneIngress = map[string]map[string]string{
	"auth": {"INGRESS_PROXIES": "1", "SIGNIN_PER_MINUTE_ADDRESS": fmt.Sprint(tries), "SIGNIN_PER_MINUTE_ACCOUNT": "0"},
	"web":  {"TRUSTED_PROXIES": "1"},
}

// addressesOnBothWays stands for that ingress: what a client puts in front of
// the ingress's entry must not make it somebody else, on either way.
func addressesOnBothWays(t *testing.T, s *stack.Stack) {
	for n, way := range []struct{ name, site string }{
		{"through web and the sidecars", s.SiteURL}, {"straight to auth", s.App("auth").URL()},
	} {
		t.Run(way.name, func(t *testing.T) {
			client, other := fmt.Sprintf("203.0.113.%d", 10+n), fmt.Sprintf("203.0.113.%d", 20+n)
			mustBeHeldUp(t, way.site, client, 10*tries)
			mustBeHeldUp(t, way.site, "198.51.100.7, "+client, tries)
			mustBeHeldUp(t, s.App("auth").URL(), client, tries)
			mustBeHeldUp(t, s.SiteURL, client, tries)
			require.Equal(t, http.StatusUnauthorized, trySignIn(t, way.site, other), "others are not held up")
		})
	}
}

// mustBeHeldUp tries up to most times. Some tries are free again each minute,
// so that one who was held up before may get through once or twice; a client
// that is not known has all of them.
func mustBeHeldUp(t *testing.T, site, forwardedFor string, most int) {
	t.Helper()
	for range most {
		if trySignIn(t, site, forwardedFor) == http.StatusTooManyRequests {
			return
		}
	}
	require.Fail(t, "nobody is held up", "%s, for %q: %d tries", site, forwardedFor, most)
}

func trySignIn(t *testing.T, site, forwardedFor string) int {
	t.Helper()
	body := strings.NewReader(`{"email": "nobody@example.com", "password": "not the password"}`)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, site+users+"signin", body)
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Forwarded-For", forwardedFor)
	request.Header.Set("Dapr-Api-Token", "a guess")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.StatusCode
}
