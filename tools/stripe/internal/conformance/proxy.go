// Package conformance holds what tests ask and what the emulator answers against Stripe's own stripe-mock: a request that
// stripe-mock refuses is not Stripe's, and an answer must have stripe-mock's fields and keep to the OpenAPI description.
package conformance

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-mock/embedded"
	"github.com/stripe/stripe-mock/server"
)

// loadMock makes stripe-mock from the OpenAPI description that its module embeds; one serves all tests.
var loadMock = sync.OnceValues(func() (*server.StubServer, error) {
	fixtures, err := server.LoadFixtures(embedded.OpenAPIFixtures, "")
	if err != nil {
		return nil, err
	}
	spec, err := server.LoadSpec(embedded.OpenAPISpec, "")
	if err != nil {
		return nil, err
	}
	return server.NewStubServer(fixtures, spec, false, false)
})

// Proxy stands between a client and the emulator.
type Proxy struct {
	// URL is what the client takes for Stripe.
	URL    string
	tb     testing.TB
	target string
	mock   *server.StubServer
}

// MustProxy starts a proxy to the emulator at target.
func MustProxy(tb testing.TB, target string) *Proxy {
	tb.Helper()
	mock, err := loadMock()
	require.NoError(tb, err)
	proxy := &Proxy{tb: tb, target: target, mock: mock}
	front := httptest.NewServer(proxy)
	tb.Cleanup(front.Close)
	proxy.URL = front.URL
	return proxy
}

// ServeHTTP sends the request both ways, compares, and gives the emulator's answer.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	response, err := p.forward(r, body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		p.tb.Errorf("read the emulator's answer: %v", err)
	}
	p.compare(r, body, response.StatusCode, answer)
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	_, _ = w.Write(answer) // a client that has gone fails in its own test
}

func (p *Proxy) forward(r *http.Request, body []byte) (*http.Response, error) {
	request, err := http.NewRequestWithContext(r.Context(), r.Method, p.target+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header = r.Header.Clone()
	return http.DefaultClient.Do(request)
}

func (p *Proxy) compare(r *http.Request, body []byte, status int, answer []byte) {
	request := httptest.NewRequest(r.Method, r.URL.RequestURI(), bytes.NewReader(body))
	request.Header = r.Header.Clone()
	recorder := httptest.NewRecorder()
	p.mock.HandleRequest(recorder, request)
	if recorder.Code >= 400 {
		p.tb.Errorf("stripe-mock refuses %s %s %s: %d %s", r.Method, r.URL.RequestURI(), body, recorder.Code, recorder.Body)
		return
	}
	if status >= 400 {
		return
	}
	var ours, theirs any
	if err := json.Unmarshal(answer, &ours); err != nil {
		p.tb.Errorf("the emulator's answer to %s %s is no JSON: %v", r.Method, r.URL.Path, err)
		return
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &theirs); err != nil {
		p.tb.Errorf("stripe-mock's answer to %s %s is no JSON: %v", r.Method, r.URL.Path, err)
		return
	}
	for _, fault := range append(Differences(ours, theirs), Violations(ours)...) {
		p.tb.Errorf("%s %s: %s", r.Method, r.URL.Path, fault)
	}
}
