// Package openapitest holds a service's handlers against its OpenAPI
// document: every answer must be one that the document describes, and every
// request that was taken must be one that it allows.
package openapitest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/require"
)

// Contract is an OpenAPI document that remembers which of its answers were
// seen. It is safe for concurrent use.
type Contract struct {
	doc    *openapi3.T
	router routers.Router

	mu   sync.Mutex
	seen map[string]bool
}

// Must reads and checks the document in file.
func Must(tb testing.TB, file string) *Contract {
	tb.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(file)
	require.NoError(tb, err)
	require.NoError(tb, doc.Validate(context.Background()))
	doc.Servers = nil // tests run wherever they run
	router, err := legacy.NewRouter(doc)
	require.NoError(tb, err)
	return &Contract{doc: doc, router: router, seen: map[string]bool{}}
}

// Transport carries requests as http.DefaultTransport does, and checks the
// exchanges of the public API.
func (c *Contract) Transport(tb testing.TB) http.RoundTripper { return transport{c, tb} }

type transport struct {
	contract *Contract
	tb       testing.TB
}

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	sent := drain(t.tb, &req.Body)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil || !strings.HasPrefix(req.URL.Path, "/api/") {
		return res, err
	}
	checked := req.Clone(req.Context())
	checked.Body = io.NopCloser(bytes.NewReader(sent))
	t.contract.Check(t.tb, checked, res)
	return res, nil
}

// Check fails the test unless the document describes the answer, with its
// status, headers and body, and allows the request, which may only be wrong
// when the answer says so with a 4xx. Both bodies are still there afterwards.
func (c *Contract) Check(tb testing.TB, req *http.Request, res *http.Response) []byte {
	tb.Helper()
	sent, got := drain(tb, &req.Body), drain(tb, &res.Body)
	route, params, err := c.router.FindRoute(req)
	require.NoError(tb, err, "%s %s is not in the document", req.Method, req.URL.Path)
	input := &openapi3filter.RequestValidationInput{
		Request: req, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			IncludeResponseStatus: true, RejectWhenRequestBodyNotSpecified: true, MultiError: true,
			SkipSettingDefaults: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		},
	}
	name := fmt.Sprintf("%s %s %d", req.Method, route.Path, res.StatusCode)
	if res.StatusCode < 400 {
		err := openapi3filter.ValidateRequest(context.Background(), input)
		require.NoError(tb, err, "%s: the request is not as the document says", name)
	}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: res.StatusCode, Header: res.Header,
		Body: io.NopCloser(bytes.NewReader(got)), Options: input.Options,
	})
	require.NoError(tb, err, "%s: the answer is not as the document says\n%s", name, got)
	req.Body = io.NopCloser(bytes.NewReader(sent))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[name] = true
	return got
}

// Unseen lists the answers that the document promises and no checked exchange
// had, in the form "GET /path/{id} 404".
func (c *Contract) Unseen() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var unseen []string
	for path, item := range c.doc.Paths.Map() {
		for method, operation := range item.Operations() {
			for status := range operation.Responses.Map() {
				if name := fmt.Sprintf("%s %s %s", method, path, status); !c.seen[name] {
					unseen = append(unseen, name)
				}
			}
		}
	}
	slices.Sort(unseen)
	return unseen
}

// drain reads a body to its end and puts it back.
func drain(tb testing.TB, body *io.ReadCloser) []byte {
	tb.Helper()
	if *body == nil {
		return nil
	}
	read, err := io.ReadAll(*body)
	require.NoError(tb, err)
	*body = io.NopCloser(bytes.NewReader(read))
	return read
}
