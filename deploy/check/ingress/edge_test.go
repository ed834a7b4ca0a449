package ingress

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// forwardedHeadersAreTheControllers: what a client says of itself must not reach anybody who believes it. auth counts one proxy
// (INGRESS_PROXIES), web too (TRUSTED_PROXIES), so the last entry is what counts.
func forwardedHeadersAreTheControllers(t *testing.T, w *way) {
	for path, app := range map[string]string{"/api/v1/users/signin": "auth", "/": "web"} {
		_, got := w.send(t, http.MethodPost, path, nil,
			"X-Forwarded-For", "203.0.113.66, 203.0.113.67", "X-Forwarded-Proto", "gopher", "X-Forwarded-Host", "evil.example", "X-Real-Ip", "203.0.113.68")
		upstream := only(t, got)
		if upstream.App != app {
			t.Fatalf("%s: %s", path, upstream.App)
		}
		hops := strings.Split(strings.Join(upstream.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); last != "127.0.0.1" {
			t.Errorf("%s: X-Forwarded-For ends with %q", path, last)
		}
		for header, want := range map[string]string{"X-Forwarded-Proto": w.scheme, "X-Forwarded-Host": w.host, "X-Real-Ip": "127.0.0.1"} {
			if values := upstream.Header.Values(header); !slices.Equal(values, []string{want}) {
				t.Errorf("%s: %s is %q, not %q", path, header, values, want)
			}
		}
	}
}

func tlsIsTheSites(t *testing.T, w *way) {
	connection, err := tls.DialWithDialer(&net.Dialer{Timeout: 30 * time.Second}, "tcp", w.https, w.roots.Clone())
	if err != nil {
		t.Fatal(err) // the pool trusts nothing but the certificate in the Secret
	}
	defer connection.Close()
	if version := connection.ConnectionState().Version; version < tls.VersionTLS12 {
		t.Errorf("TLS version %x", version)
	}
	answer, _ := w.send(t, http.MethodGet, "/", nil)
	if sts := answer.Header.Get("Strict-Transport-Security"); w.name == "gateway" && sts != "max-age=31536000" {
		t.Errorf("Strict-Transport-Security is %q", sts)
	}
}

func plainIsRedirected(t *testing.T, w *way) {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for _, target := range []string{"/", "/tickets/1?x=a%20b", "/api/v1/users/signin", "/healthz"} {
			with := newMark()
			r := w.request(t.Context(), method, target, with, nil)
			r.URL.Scheme = "http"
			answer, err := w.client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if to := answer.Header.Get("Location"); to != "https://"+w.host+target || answer.StatusCode < 301 || answer.StatusCode > 308 {
				t.Errorf("%s %s: %s to %q", method, target, answer.Status, to)
			}
			if got := w.of(with); len(got) != 0 {
				t.Errorf("%s %s: %s got it without TLS", method, target, got[0].App)
			}
		}
	}
}

func otherHostsAreUnknown(t *testing.T, w *way) {
	for _, target := range []string{"/", "/api/v1/tickets", "/healthz"} {
		with := newMark()
		r := w.request(t.Context(), http.MethodGet, target, with, nil)
		r.Host = "other.example.com"
		answer, err := w.client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if got := w.of(with); answer.StatusCode < 400 || answer.StatusCode >= 500 || len(got) != 0 {
			t.Errorf("%s at another host: %s, and %d requests went on", target, answer.Status, len(got))
		}
	}
}

// streamsAreNotBuffered holds each event back until the one before it has been read.
func streamsAreNotBuffered(t *testing.T, w *way) {
	owners := prefixes(t)
	owners["/"] = "web"
	for path, app := range owners {
		with := newMark()
		answer, err := w.client().Do(w.request(t.Context(), http.MethodGet, path+"?stream", with, nil))
		if err != nil {
			t.Fatal(err)
		}
		if kind := answer.Header.Get("Content-Type"); kind != "text/event-stream" {
			t.Fatalf("%s: %s of %s", path, kind, app)
		}
		lines := readLines(answer.Body)
		for _, want := range []string{"data: 1", "data: 2", "data: 3"} {
			w.pace(with) <- struct{}{}
			select {
			case line := <-lines:
				if line != want {
					t.Fatalf("%s: %q instead of %q", path, line, want)
				}
			case <-time.After(time.Minute):
				t.Fatalf("%s: %q was sent, and does not come while the stream of %s is open", path, want, app)
			}
		}
		_ = answer.Body.Close()
	}
}

// readLines gives the lines of a stream that are not empty, as they come.
func readLines(from io.Reader) <-chan string {
	lines := make(chan string, 16)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(from); scanner.Scan(); {
			if scanner.Text() != "" {
				lines <- scanner.Text()
			}
		}
	}()
	return lines
}
