package sidecar

import (
	"context"
	"fmt"
	"io"
	"net/http"
)

// Healthy asks whether the sidecar serves its API. It doesn't ask whether the
// sidecar can reach this service.
func (c *Client) Healthy(ctx context.Context) error {
	if err := c.ask(ctx, http.MethodGet, "/v1.0/healthz/outbound"); err != nil {
		return fmt.Errorf("sidecar health: %w", err)
	}
	return nil
}

// Shutdown asks the sidecar to end in order. It returns before that is done.
func (c *Client) Shutdown(ctx context.Context) error {
	if err := c.ask(ctx, http.MethodPost, "/v1.0/shutdown"); err != nil {
		return fmt.Errorf("sidecar shutdown: %w", err)
	}
	return nil
}

// ask sends a request without a body to the sidecar itself, and wants a 2xx.
func (c *Client) ask(ctx context.Context, method, path string) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, nil)
	if err != nil {
		return err
	}
	if c.opts.Token != "" {
		req.Header.Set(HeaderToken, c.opts.Token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body) //nolint:errcheck // only to use the connection again
	if res.StatusCode > 299 {
		return fmt.Errorf("answered %d", res.StatusCode)
	}
	return nil
}

// Loaded is what the sidecar has running.
type Loaded struct {
	Components    map[string]Component // by name
	Subscriptions []string             // topics
}

// Component is what the sidecar says of one component.
type Component struct {
	Type         string   // such as state.sqlite
	Capabilities []string // such as TRANSACTIONAL
}

// Loaded asks what the sidecar has running.
func (c *Client) Loaded(ctx context.Context) (Loaded, error) {
	meta, err := c.dapr.GetMetadata(ctx)
	if err != nil {
		return Loaded{}, fmt.Errorf("sidecar metadata: %w", err)
	}
	loaded := Loaded{Components: map[string]Component{}}
	for _, component := range meta.RegisteredComponents {
		loaded.Components[component.Name] = Component{Type: component.Type, Capabilities: component.Capabilities}
	}
	for _, subscription := range meta.Subscriptions {
		loaded.Subscriptions = append(loaded.Subscriptions, subscription.Topic)
	}
	return loaded, nil
}
