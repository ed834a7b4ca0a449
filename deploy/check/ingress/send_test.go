package ingress

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

var marks atomic.Int64

// newMark tells the requests of one step from all others.
func newMark() string { return "mark-" + strconv.FormatInt(marks.Add(1), 10) }

func (w *way) request(ctx context.Context, method, path, with string, body io.Reader) *http.Request {
	r, err := http.NewRequestWithContext(ctx, method, w.scheme+"://"+w.host+path, body)
	if err != nil {
		panic(err)
	}
	r.Header.Set(mark, with)
	return r
}

// send makes a request and returns its answer, without the body, and what upstreams got of it.
func (w *way) send(t *testing.T, method, path string, body io.Reader, headers ...string) (*http.Response, []request) {
	t.Helper()
	with := newMark()
	r := w.request(t.Context(), method, path, with, body)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := w.client().Do(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer, w.of(with)
}

// only is the one request that upstreams got.
func only(t *testing.T, got []request) request {
	t.Helper()
	if len(got) != 1 {
		t.Fatalf("upstreams got %d requests: %+v", len(got), got)
	}
	return got[0]
}

// sendRaw makes a request whose target goes out as it stands, which clients that mean well would tidy.
func (w *way) sendRaw(t *testing.T, target string) (status int, got []request) {
	t.Helper()
	with := newMark()
	dialer := &net.Dialer{Timeout: 30 * time.Second}
	connection, err := dialer.Dial("tcp", w.http)
	if w.scheme == "https" {
		connection, err = tls.DialWithDialer(dialer, "tcp", w.https, w.roots.Clone())
	}
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(time.Minute))
	text := strings.Join([]string{"GET " + target + " HTTP/1.1", "Host: " + w.host, mark + ": " + with, "Connection: close", "", ""}, "\r\n")
	if _, err := io.WriteString(connection, text); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", target, err))
	}
	_ = answer.Body.Close()
	return answer.StatusCode, w.of(with)
}
