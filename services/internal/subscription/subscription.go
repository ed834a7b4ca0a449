// Package subscription receives events from the sidecar at POST
// /events/<topic>.
//
// What a handler returns decides what becomes of the event. nil: done, or
// stale. An error that is contracts.ErrMalformed: no retry can ever help; the
// event goes to the dead-letter topic, is logged and counted. Any other error,
// or a panic: answered with 500, so that it is delivered again. Events of
// types that nobody handles are done. The answer is never a 404, which would
// lose the event.
package subscription

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/trace"
)

// Handler does what an event asks for. It must do no harm when an event comes
// twice, late, or out of order. The context carries the event's trace. The
// event may be kept.
type Handler func(ctx context.Context, event contracts.Event) error

// Router hands events to the handlers of their types.
type Router struct {
	log      *slog.Logger
	handlers map[string]Handler
	dropped  atomic.Int64
}

// New makes a router without handlers.
func New(log *slog.Logger) *Router {
	handled.WithLabelValues(other, other, outcomeDropped) // so that the first is seen as an increase
	return &Router{log: log, handlers: map[string]Handler{}}
}

// On sets the handler of an event type, before the first delivery.
func (r *Router) On(eventType string, handle Handler) {
	r.handlers[eventType] = handle
	begin(eventType)
}

// Topics lists the topics of the events that have handlers, sorted.
func (r *Router) Topics() []string {
	topics := map[string]bool{}
	for eventType := range r.handlers {
		topics[contracts.Event{Type: eventType}.Topic()] = true
	}
	return slices.Sorted(maps.Keys(topics))
}

// Dropped counts the events that went to the dead-letter topic from here.
func (r *Router) Dropped() int64 { return r.dropped.Load() }

// status is an answer in Dapr's form.
type status struct {
	Status string `json:"status"`
}

// Deliver is the route's handler.
func (r *Router) Deliver(c *fiber.Ctx) error {
	event, err := contracts.Parse(c.Request().Body())
	if err != nil {
		handled.WithLabelValues(other, other, outcomeDropped).Inc()
		return r.drop(c, event, err)
	}
	handle, ok := r.handlers[event.Type]
	if !ok {
		handled.WithLabelValues(other, other, outcomeIgnored).Inc()
		return c.JSON(status{"SUCCESS"})
	}
	ctx := c.UserContext()
	if !trace.Same(trace.Parent(ctx), event.TraceParent) { // else the sidecar has continued it
		ctx = trace.With(ctx, event.TraceParent, "")
	}
	ctx, span := trace.Start(ctx, "handle "+event.Type, trace.Consumer)
	c.SetUserContext(ctx)
	began := time.Now()
	err = guard(ctx, handle, event)
	span.Finish(err)
	count(event, began, err)
	switch {
	case err == nil:
		return c.JSON(status{"SUCCESS"})
	case errors.Is(err, contracts.ErrMalformed):
		return r.drop(c, event, err)
	default:
		r.log.WarnContext(ctx, "event not handled, to be delivered again",
			"event_id", event.ID, "event_type", event.Type, "error", err)
		return c.Status(http.StatusInternalServerError).JSON(status{"RETRY"})
	}
}

func (r *Router) drop(c *fiber.Ctx, event contracts.Event, err error) error {
	r.dropped.Add(1)
	r.log.ErrorContext(c.UserContext(), "event dropped to the dead-letter topic",
		"event_id", event.ID, "event_type", event.Type, "topic", c.Params("topic"), "dropped", r.Dropped(), "error", err)
	return c.JSON(status{"DROP"})
}

func guard(ctx context.Context, handle Handler, event contracts.Event) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return handle(ctx, event)
}
