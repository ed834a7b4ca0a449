// Package trace carries the W3C trace context and the request id along: from
// a caller's headers or an event through the context to the log, to other
// services and to the events that are published. Spans of the work under way
// are exported over OTLP where OpenTelemetry's environment variables ask for
// it; otherwise there are none.
package trace

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"regexp"
)

// Headers of the trace context and of the request id.
const (
	HeaderParent    = "traceparent"
	HeaderRequestID = "X-Request-Id"
)

type key struct{}

type span struct {
	parent, requestID string
	made              bool // here, so that no span of that name exists
}

var (
	parentForm    = regexp.MustCompile(`^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$`)
	requestIDForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$`)
)

const (
	noTrace = "00000000000000000000000000000000"
	noSpan  = "0000000000000000"
)

// With puts a trace on the context. A traceparent or request id that is
// missing or malformed is replaced by a new one. The strings are kept: copy
// them first when they point into a request's buffer.
func With(ctx context.Context, parent, requestID string) context.Context {
	made := !validParent(parent)
	if made {
		parent = newParent()
	}
	if !requestIDForm.MatchString(requestID) {
		requestID = parent[3:35]
	}
	return context.WithValue(ctx, key{}, span{parent, requestID, made})
}

// Parent is the traceparent to hand on in a header or an event; empty when
// the context carries none.
func Parent(ctx context.Context) string {
	s, _ := ctx.Value(key{}).(span)
	return s.parent
}

// RequestID is the id under which the caller knows the request; empty when the
// context carries none.
func RequestID(ctx context.Context) string {
	s, _ := ctx.Value(key{}).(span)
	return s.requestID
}

func validParent(parent string) bool {
	return parentForm.MatchString(parent) && parent[3:35] != noTrace && parent[36:52] != noSpan
}

func newParent() string {
	var random [24]byte
	rand.Read(random[:]) // never fails since Go 1.24
	hexed := hex.EncodeToString(random[:])
	return "00-" + hexed[:32] + "-" + hexed[32:] + "-01"
}

// Handler wraps a slog handler: records logged with a context get its
// trace_id and request_id.
func Handler(next slog.Handler) slog.Handler { return handler{next} }

type handler struct{ slog.Handler }

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	if s, ok := ctx.Value(key{}).(span); ok {
		r.AddAttrs(slog.String("trace_id", s.parent[3:35]), slog.String("request_id", s.requestID))
	}
	return h.Handler.Handle(ctx, r)
}

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs)}
}

func (h handler) WithGroup(name string) slog.Handler {
	return handler{h.Handler.WithGroup(name)}
}
