package sidecar

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/saheedt/pass/services/internal/trace"
)

// headerAppID names the service that a request is for.
const headerAppID = "dapr-app-id"

const (
	invokeTimeout = 10 * time.Second // unless the context ends before
	maxAnswer     = 4 << 20          // bytes
)

// StatusError is an answer other than 2xx of another service.
type StatusError struct {
	App    string
	Status int
	Body   []byte // as far as it was read; up to 4 MiB
}

// Error is for logs; it leaves out the body.
func (e *StatusError) Error() string { return fmt.Sprintf("%s answered %d", e.App, e.Status) }

// Do sends req to the service with the given app id. The request's URL needs a
// path and query only; scheme and host are the sidecar's. The request's
// context bounds the call and carries the trace on. The caller closes the
// answer's body.
func (c *Client) Do(req *http.Request, appID string) (*http.Response, error) {
	base, err := url.Parse(c.base)
	if err != nil {
		return nil, fmt.Errorf("sidecar address: %w", err)
	}
	ctx, span := trace.Start(req.Context(), req.Method+" "+appID, trace.Client)
	req = req.Clone(ctx)
	req.URL.Scheme, req.URL.Host, req.Host = base.Scheme, base.Host, ""
	req.Header.Set(headerAppID, appID)
	if c.opts.Token != "" {
		req.Header.Set(HeaderToken, c.opts.Token)
	}
	if parent := trace.Parent(req.Context()); parent != "" {
		req.Header.Set(trace.HeaderParent, parent)
		req.Header.Set(trace.HeaderRequestID, trace.RequestID(req.Context()))
	}
	res, err := c.http.Do(req)
	span.Finish(err)
	if err != nil {
		return nil, fmt.Errorf("invoke %s: %w", appID, err)
	}
	return res, nil
}

// Invoke calls another service: method and path as its API has them, in as a
// JSON body unless nil, the JSON answer decoded into out unless nil. An answer
// other than 2xx is a *StatusError. It takes at most ten seconds.
func (c *Client) Invoke(ctx context.Context, appID, method, path string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, invokeTimeout)
	defer cancel()
	req, err := newRequest(ctx, method, path, in)
	if err != nil {
		return fmt.Errorf("invoke %s: %w", appID, err)
	}
	res, err := c.Do(req, appID)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("invoke %s: read answer: %w", appID, err)
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return &StatusError{App: appID, Status: res.StatusCode, Body: body}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return fmt.Errorf("invoke %s: decode answer: %w", appID, err)
	}
	return nil
}

func newRequest(ctx context.Context, method, path string, in any) (*http.Request, error) {
	if in == nil {
		return http.NewRequestWithContext(ctx, method, path, nil)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	return req, nil
}

// Fetch gets the body of a GET at another service.
func (c *Client) Fetch(ctx context.Context, appID, path string) ([]byte, error) {
	var raw json.RawMessage
	err := c.Invoke(ctx, appID, http.MethodGet, path, nil, &raw)
	return raw, err
}
