package stripetest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
)

// Fault is what becomes of a request or its answer: with a status, it is
// answered with an error of Stripe's kind; else the connection breaks.
type Fault struct {
	Status     int
	Type, Code string
}

func none(*http.Request) *Fault { return nil }

// gate passes requests on to the emulator, shows them to stripe-mock, and
// loses some when told to.
type gate struct {
	t            testing.TB
	stripe, mock string

	mu     sync.Mutex
	before func(*http.Request) *Fault
	after  func(*http.Request) *Fault
	seen   []string
}

func (g *gate) set(before, after func(*http.Request) *Fault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.before, g.after = before, after
}

func (g *gate) requests() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]string{}, g.seen...)
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		g.t.Errorf("read request: %v", err)
		return
	}
	before, after := g.note(r)
	g.check(r, body)
	if fault := before(r); fault != nil {
		fault.give(w)
		return
	}
	status, header, answer, err := send(g.stripe, r, body)
	if err != nil {
		panic(http.ErrAbortHandler) // the emulator was stopped
	}
	if fault := after(r); fault != nil {
		fault.give(w)
		return
	}
	for name, values := range header {
		if name != "Content-Length" {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(answer)
}

// note writes the request down and gives the faults that are set just now.
func (g *gate) note(r *http.Request) (before, after func(*http.Request) *Fault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	line := r.Method + " " + r.URL.Path
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		line += " " + key
	} else if r.Method == http.MethodPost {
		g.t.Errorf("%s has no idempotency key", line)
	}
	g.seen = append(g.seen, line)
	return g.before, g.after
}

// give is what the client gets in the place of Stripe's answer.
func (f Fault) give(w http.ResponseWriter) {
	if f.Status == 0 {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.Status)
	_, _ = fmt.Fprintf(w, `{"error":{"type":%q,"code":%q,"message":"a fault that the test asked for"}}`, f.Type, f.Code)
}

// check fails the test for a request that Stripe's description does not allow.
func (g *gate) check(r *http.Request, body []byte) {
	status, _, answer, err := send(g.mock, r, body)
	if err != nil {
		g.t.Errorf("stripe-mock: %v", err)
		return
	}
	if status != http.StatusOK {
		g.t.Errorf("stripe-mock refuses %s %s with %d: %s\n%s", r.Method, r.URL.Path, status, answer, body)
	}
}

func send(base string, r *http.Request, body []byte) (int, http.Header, []byte, error) {
	req, err := http.NewRequest(r.Method, base+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	req.Header = r.Header.Clone()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	return res.StatusCode, res.Header, answer, err
}
