package ingress

import (
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
)

func routesReachOwners(t *testing.T, w *way) {
	for _, r := range routes(t) {
		target := r.Path + "?limit=3&cursor=a%2Fb"
		answer, got := w.send(t, r.Method, target, nil)
		upstream := only(t, got)
		if upstream.App != r.App || upstream.Method != r.Method || upstream.Target != target || upstream.Host != w.host {
			t.Errorf("%s %s of %s: %s got %s %s for %s", r.Method, r.Path, r.App, upstream.App, upstream.Method, upstream.Target, upstream.Host)
		}
		if answer.StatusCode != http.StatusOK || answer.Header.Get("X-App") != r.App {
			t.Errorf("%s %s: the answer is %s of %q", r.Method, r.Path, answer.Status, answer.Header.Get("X-App"))
		}
	}
}

func restReachesWeb(t *testing.T, w *way) {
	for _, target := range []string{
		"/", "/tickets/0199c1a0", "/tickets/0199c1a0/live", "/orders", "/signin", "/_next/static/chunk.js", "/healthzz", "/event",
		// What nobody owns; web answers 404 to it, as the API does.
		"/api", "/api/v1", "/api/v1/", "/api/v1/expiration", "/api/v1/usersx", "/api/v2/tickets", "/API/v1/users/signin",
	} {
		_, got := w.send(t, http.MethodGet, target, nil)
		if upstream := only(t, got); upstream.App != "web" || upstream.Target != target {
			t.Errorf("%s: %s got %s", target, upstream.App, upstream.Target)
		}
	}
}

// tricks spell an inner path so that one party may read it where another does not.
func tricks(inner string) []string {
	encoded := "/%" + strings.ToUpper(hex(inner[1])) + inner[2:]
	return []string{
		"/api/v1/users/.." + "/../.." + inner, "/api/v1/tickets/../../.." + inner, "/api/v1/orders/%2e%2e/%2e%2e/%2e%2e" + inner,
		"/api/v1/payments/%2E%2E/%2e./.%2E" + inner, "/api/v1/users/..%2f..%2f.." + inner, "/api/v1/users/%252e%252e/%252e%252e/%252e%252e" + inner,
		"/api/v1/users/..;/..;/..;" + inner, "/api/v1/users/..\\..\\.." + inner, "/api/v1/users/..%5c..%5c.." + inner,
		"/api/v1/users//../../../.." + inner, "//api/v1/users/../../.." + inner, "/." + inner, "/x/.." + inner, "/api/v1/users/%2e%2e%2f%2e%2e%2f%2e%2e" + inner,
		"/" + inner, "/" + inner + "/..;/", encoded, inner + "/", inner + "/x", inner + "/%2e%2e/api/v1/users", inner + "?x=/api/v1/users", inner + "%00", inner + "%2f",
	}
}

func hex(b byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[b>>4], digits[b&15]})
}

// resolved is what the least careful reader would make of a target: decoded as long as that changes anything, backslashes and
// path parameters read as others read them, dots gone.
func resolved(target string) string {
	target, _, _ = strings.Cut(target, "?")
	for range 3 {
		if decoded, err := url.PathUnescape(target); err == nil {
			target = decoded
		}
	}
	segments := strings.Split(strings.ReplaceAll(target, `\`, "/"), "/")
	for i := range segments {
		segments[i], _, _ = strings.Cut(segments[i], ";")
	}
	return path.Clean("/" + strings.Join(segments, "/"))
}

// under says whether a path is the prefix or lies below it.
func under(p, prefix string) bool { return p == prefix || strings.HasPrefix(p, prefix+"/") }

func servicesGetTheirOwn(t *testing.T, w *way) {
	owners := prefixes(t)
	for _, inner := range closed {
		for _, target := range tricks(inner) {
			_, got := w.sendRaw(t, target)
			for _, upstream := range got {
				// Services take a path as it stands (TestPathsThatLeadElsewhere).
				path, _, _ := strings.Cut(upstream.Target, "?")
				own := func(prefix string) bool { return owners[prefix] == upstream.App && under(path, prefix) }
				if upstream.App != "web" && !slices.ContainsFunc(slices.Collect(maps.Keys(owners)), own) {
					t.Errorf("%s: %s got %s", target, upstream.App, upstream.Target)
				}
			}
		}
	}
}

func innerRoutesAreClosed(t *testing.T, w *way) {
	for _, inner := range closed {
		for _, target := range []string{inner, inner + "/", inner + "/tickets", inner + "?x=1", "/." + inner, "/x/.." + inner} {
			_, got := w.sendRaw(t, target)
			for _, upstream := range got {
				if under(resolved(upstream.Target), inner) {
					t.Errorf("%s: %s got %s", target, upstream.App, upstream.Target)
				}
			}
		}
	}
}
