package sidecar

import (
	"context"
	"encoding/json"
	"fmt"

	dapr "github.com/dapr/go-sdk/client"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/trace"
)

// envelope is the event with the field by which Dapr tells that it has a
// trace already; without it, Dapr puts its own in the place of ours.
type envelope struct {
	contracts.Event
	TraceID string `json:"traceid,omitempty"`
}

// Publish hands the event to the broker, whole, so that it keeps its id, type,
// time and trace. It returns nil when the broker has it.
func (c *Client) Publish(ctx context.Context, event contracts.Event) (err error) {
	ctx, span := trace.Start(ctx, "publish "+event.Type, trace.Producer)
	defer func() { span.Finish(err) }()
	if trace.On() {
		event.TraceParent = trace.Parent(ctx) // what its consumers do follows from this
	}
	body, err := json.Marshal(envelope{event, event.TraceParent})
	if err != nil {
		return fmt.Errorf("publish %s: %w", event.ID, err)
	}
	err = c.dapr.PublishEvent(ctx, c.opts.PubSub, event.Topic(), body,
		dapr.PublishEventWithContentType("application/cloudevents+json"))
	if err != nil {
		return fmt.Errorf("publish %s: %w", event.ID, err)
	}
	return nil
}
