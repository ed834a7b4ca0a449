package ingress

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

const kib = 1 << 10

// bounds are those of the services (bytes), and those of the Ingress, which are twice as large: a body that is just too large
// has its answer from the service, in the API's own form.
var bounds = []struct {
	path, app         string
	service, atTheWay int
}{
	{"/api/v1/tickets", "tickets", 64 * kib, 128 * kib},
	{"/api/v1/users/signup", "auth", 64 * kib, 128 * kib},
	{"/api/v1/payments", "payments", 64 * kib, 128 * kib},
	{"/api/v1/payments/webhook", "payments", 256 * kib, 512 * kib},
	{"/", "web", 64 * kib, 128 * kib},
}

func bodiesPass(t *testing.T, w *way) {
	for _, bound := range bounds {
		answer, got := w.send(t, http.MethodPost, bound.path, sized(bound.service+1))
		if len(got) != 1 || got[0].App != bound.app || got[0].Body != bound.service+1 {
			t.Errorf("%s: %d bytes: %s, and upstreams got %+v", bound.path, bound.service+1, answer.Status, got)
		}
	}
}

func largerBodiesAreRefused(t *testing.T, w *way) {
	for _, bound := range bounds {
		for kind, body := range map[string]io.Reader{"declared": sized(bound.atTheWay + 1), "chunked": io.MultiReader(sized(bound.atTheWay + 1))} {
			with := newMark()
			status, err := w.post(t, bound.path, with, body)
			// Without HTTP/2, a client that still writes may see the connection end before it sees the answer.
			cut := w.scheme == "http" && (errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET))
			if got := w.of(with); len(got) != 0 || !cut && status != http.StatusRequestEntityTooLarge {
				t.Errorf("%s: %d bytes, %s: %d %v, and %d requests went on", bound.path, bound.atTheWay+1, kind, status, err, len(got))
			}
		}
	}
}

func (w *way) post(t *testing.T, path, with string, body io.Reader) (status int, err error) {
	answer, err := w.client().Do(w.request(t.Context(), http.MethodPost, path, with, body))
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}

func sized(n int) io.Reader { return strings.NewReader(strings.Repeat("x", n)) }

// rateIsLimited sends until somebody has to wait, from an address that no other test has.
func rateIsLimited(t *testing.T, w *way) {
	const most = 20_000
	var sent, refused atomic.Int64
	var senders sync.WaitGroup
	client := w.clientFrom("127.0.0.9")
	client.Transport.(*http.Transport).DisableKeepAlives = false
	for range 8 {
		senders.Go(func() {
			for refused.Load() == 0 && sent.Add(1) < most {
				if status(t, w, client, "/api/v1/tickets") == http.StatusTooManyRequests {
					refused.Add(1)
				}
			}
		})
	}
	senders.Wait()
	if n := sent.Load(); n <= 250 || n >= most {
		t.Errorf("after %d requests; a burst of 250 is allowed, and 50 in a second", n)
	}
	if got := status(t, w, w.clientFrom("127.0.0.10"), "/api/v1/tickets"); got != http.StatusOK {
		t.Errorf("another address waits, too: %d", got)
	}
	if got := status(t, w, client, "/api/v1/payments/webhook"); got != http.StatusOK {
		t.Errorf("Stripe's webhook shares the limit: %d", got)
	}
}

func status(t *testing.T, w *way, client *http.Client, path string) int {
	answer, err := client.Do(w.request(t.Context(), http.MethodGet, path, "limits", nil))
	if err != nil {
		t.Error(err)
		return 0
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer.StatusCode
}
