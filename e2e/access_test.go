package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/saheedt/pass/e2e/stack"
)

// apps are all that have a sidecar.
var apps = []string{"auth", "tickets", "orders", "payments", "expiration", "web"}

const (
	users  = "/api/v1/users/"
	keySet = users + ".well-known/jwks.json"
	anyID  = "/019a8d2e-0000-7000-8000-000000000000"
)

// call is what an app may ask another one for. Methods of a list's and of an
// item's path can't be told apart: the app refuses what it does not have.
type call struct{ caller, callee, methods, path string }

var calls = []call{
	{"web", "auth", "POST", users + "signup"},
	{"web", "auth", "POST", users + "signin"},
	{"web", "auth", "POST", users + "signout"},
	{"web", "auth", "GET", users + "currentuser"},
	{"web", "auth", "GET", keySet},
	{"web", "tickets", "GET POST PUT DELETE", "/api/v1/tickets"},
	{"web", "tickets", "GET POST PUT DELETE", "/api/v1/tickets" + anyID},
	{"web", "orders", "GET POST DELETE", "/api/v1/orders"},
	{"web", "orders", "GET POST DELETE", "/api/v1/orders" + anyID},
	{"web", "orders", "GET POST DELETE", "/api/v1/orders/quote"},
	{"web", "orders", "GET POST DELETE", "/api/v1/orders" + anyID + "/refunds"},
	{"web", "payments", "GET POST", "/api/v1/payments"},
	{"web", "payments", "GET POST", "/api/v1/payments" + anyID},
	{"web", "payments", "GET POST", "/api/v1/payments/account"},
	{"web", "payments", "GET POST", "/api/v1/payments/balance"},
	{"web", "payments", "GET POST", "/api/v1/payments/payouts"},
	{"web", "payments", "POST", "/api/v1/payments/webhook"},
	{"tickets", "auth", "GET", keySet},
	{"orders", "auth", "GET", keySet},
	{"payments", "auth", "GET", keySet},
	{"orders", "tickets", "GET", "/api/v1/tickets" + anyID},
	{"payments", "orders", "GET", "/api/v1/orders" + anyID},
	{"payments", "orders", "GET", "/api/v1/orders/quote"},
}

func mayCall(caller, callee, method, path string) bool {
	return slices.ContainsFunc(calls, func(c call) bool {
		return c.caller == caller && c.callee == callee && c.path == path && strings.Contains(c.methods, method)
	})
}

// TestEveryRouteMayBeAskedFor holds the list above to the routes that the
// services describe: web passes all of them on.
func TestEveryRouteMayBeAskedFor(t *testing.T) {
	for _, app := range []string{"auth", "tickets", "orders", "payments"} {
		content, err := os.ReadFile(filepath.Join("..", "services", app, "openapi.yaml"))
		require.NoError(t, err)
		var described struct{ Paths map[string]map[string]any }
		require.NoError(t, yaml.Unmarshal(content, &described))
		require.NotEmpty(t, described.Paths, app)
		for path, operations := range described.Paths {
			for method := range operations {
				if method == "parameters" {
					continue
				}
				path := parameter.ReplaceAllString(path, anyID)
				require.True(t, mayCall("web", app, strings.ToUpper(method), path), "web has to ask %s for %s %s", app, method, path)
			}
		}
	}
}

var parameter = regexp.MustCompile(`/\{[^}]*\}`)

// private are paths that only an app's own sidecar has business with, spelt in
// ways that could get past a look at the path.
var private = []string{
	"/", "/healthz", "/readyz", "/dapr/config", "/dapr/subscribe", "/events/orders", "/EVENTS/payments", "/api/v2/orders",
	"/actors/OrderExpiration" + anyID + "/method/remind/expire",
	"/api/v1/tickets/..%2f..%2f..%2fevents/orders", "/api/v1/orders/%2e%2e/%2e%2e/%2e%2e/events/payments", "/api/v1/*/x", "//events//orders",
}

// TestAccess has every sidecar ask every other app for everything, with the
// certificates and Configurations that it has in Kubernetes.
func TestAccess(t *testing.T) {
	requireProgram(t, "controlplane")
	s := mustStack(t, stack.Options{Secured: true, Settings: oneIngress})
	t.Run("the main job", func(t *testing.T) { mainJob(t, s) })
	t.Run("refunds", func(t *testing.T) { sellerRefunds(t, s) })
	t.Run("addresses", func(t *testing.T) { addressesOnBothWays(t, s) })
	for _, caller := range apps {
		t.Run(caller, func(t *testing.T) {
			mustCallOnlyWhatItMay(t, s.App(caller), s.Token())
		})
	}
	t.Run("strangers", func(t *testing.T) { mustKeepOut(t, s) })
	t.Run("what sidecars offer", func(t *testing.T) { mustOfferOnlyWhatIsUsed(t, s) })
}

func mustCallOnlyWhatItMay(t *testing.T, caller *stack.App, token string) {
	t.Helper()
	var requests []request
	for _, callee := range apps {
		if callee != caller.ID {
			requests = append(requests, requestsTo(callee)...)
		}
	}
	// A refusal takes a second: the sidecar tries again as if it had not got through.
	errs := parallel(len(requests), 200, func(i int) error {
		r := requests[i]
		got, err := ask(t.Context(), caller, token, r)
		if err != nil {
			return err
		}
		want := "refused"
		switch {
		case mayCall(caller.ID, r.callee, r.method, r.path):
			want = "answered"
		case caller.ID == "auth" || caller.ID == "expiration":
			want = "not offered" // by their own sidecars
		}
		if got != want {
			return fmt.Errorf("%s asks %s: %s, not %s", caller.ID, r, got, want)
		}
		return nil
	})
	require.NoError(t, firstOf(errs))
}

type request struct{ callee, method, path string }

// requestsTo are all that could be asked of an app, and more.
func requestsTo(callee string) []request {
	var requests []request
	for _, c := range calls {
		for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH"} {
			if r := (request{callee, method, c.path}); !slices.Contains(requests, r) {
				requests = append(requests, r)
			}
		}
	}
	for _, path := range private {
		requests = append(requests, request{callee, "GET", path}, request{callee, "POST", path})
	}
	return requests
}

// ask sends a request through a sidecar and says what became of it.
func ask(ctx context.Context, through *stack.App, token string, r request) (string, error) {
	request, err := http.NewRequestWithContext(ctx, r.method, through.SidecarURL()+r.path, nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("dapr-app-id", r.callee)
	request.Header.Set("dapr-api-token", token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	switch text := string(body); {
	case err != nil:
		return "", err
	case response.StatusCode == http.StatusForbidden && strings.Contains(text, "access control policy has denied"):
		return "refused", nil
	case strings.Contains(text, "ERR_"):
		return fmt.Sprintf("failed: %d %s", response.StatusCode, text), nil
	case response.StatusCode == http.StatusNotFound && !strings.Contains(response.Header.Get("Content-Type"), "problem+json"):
		return "not offered", nil
	}
	return "answered", nil
}

// mustKeepOut tries what has no certificate, and what has one of another
// namespace.
func mustKeepOut(t *testing.T, s *stack.Stack) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for name, c := range map[string]struct{ namespace, callee, want string }{
		"without a certificate":      {"", "auth.pass", "failed"},
		"with one of another place":  {"elsewhere", "auth.pass", "refused"},
		"with the right one, though": {"pass", "auth.pass", "answered"},
	} {
		t.Run(name, func(t *testing.T) {
			stranger, err := s.Stranger(ctx, "web", c.namespace)
			require.NoError(t, err)
			defer stranger.Sidecar.Kill()
			got, err := ask(ctx, stranger, s.Token(), request{c.callee, "GET", keySet})
			require.NoError(t, err)
			require.True(t, strings.HasPrefix(got, c.want), "%s, not %s", got, c.want)
		})
	}
}
