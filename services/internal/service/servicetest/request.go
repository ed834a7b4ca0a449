package servicetest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/session"
)

// Response is an answer, read to its end.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	h      *Harness
}

// Into decodes the body.
func (r *Response) Into(v any) {
	r.h.t.Helper()
	require.NoError(r.h.t, json.Unmarshal(r.Body, v), "body: %s", r.Body)
}

// Problem is the body of an answer other than 2xx.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Errors []struct {
		Field   string `json:"field"`
		Message string `json:"message"`
	} `json:"errors"`
}

// Problem decodes the body as problem+json and holds its status against the
// answer's.
func (r *Response) Problem() Problem {
	r.h.t.Helper()
	require.Equal(r.h.t, "application/problem+json", r.Header.Get("Content-Type"), "body: %s", r.Body)
	var p Problem
	r.Into(&p)
	require.Equal(r.h.t, r.Status, p.Status)
	return p
}

// Fields are the names of the fields that the problem is about, in its order.
func (p Problem) Fields() []string {
	var names []string
	for _, e := range p.Errors {
		names = append(names, e.Field)
	}
	return names
}

// With changes a request before it is sent.
type With func(*Harness, *http.Request)

// As signs the request in.
func As(user session.User) With {
	return func(h *Harness, req *http.Request) { req.Header.Set("Authorization", "Bearer "+h.Token(user)) }
}

// Header sets a header.
func Header(name, value string) With {
	return func(_ *Harness, req *http.Request) { req.Header.Set(name, value) }
}

// Send makes a request and reads its answer. The body is sent as it is when it
// is a string, otherwise as JSON; nil means none.
func (h *Harness) Send(method, path string, body any, with ...With) *Response {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.URL+path, h.reader(body))
	require.NoError(h.t, err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, change := range with {
		change(h, req)
	}
	res, err := h.client.Do(req)
	require.NoError(h.t, err)
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	require.NoError(h.t, err)
	return &Response{Status: res.StatusCode, Header: res.Header, Body: read, h: h}
}

func (h *Harness) reader(body any) io.Reader {
	h.t.Helper()
	switch body := body.(type) {
	case nil:
		return nil
	case string:
		return bytes.NewReader([]byte(body))
	}
	encoded, err := json.Marshal(body)
	require.NoError(h.t, err)
	return bytes.NewReader(encoded)
}

// Deliver hands the service an event as its sidecar would. 200 means done or
// dropped, 500 that it is to be delivered again; the body says which.
func (h *Harness) Deliver(event contracts.Event) *Response {
	h.t.Helper()
	return h.Send(http.MethodPost, "/events/"+event.Topic(), event, Header("Content-Type", "application/cloudevents+json"))
}
