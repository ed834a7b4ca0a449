package trace

import (
	"context"
	"encoding/hex"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	api "go.opentelemetry.io/otel/trace"
)

// Kind says on which side of a call a span is.
type Kind = api.SpanKind

// The kinds of spans.
const (
	Internal = api.SpanKindInternal
	Server   = api.SpanKindServer
	Client   = api.SpanKindClient
	Producer = api.SpanKindProducer
	Consumer = api.SpanKindConsumer
)

// maxLinks bounds how many other traces a span names.
const maxLinks = 32

// Span is a piece of work in a trace. A nil one, which is what there is while
// nothing is exported, does nothing.
type Span struct{ api.Span }

// Start begins a span under the one that the context carries, and gives a
// context that carries the new one. links are the traceparents of other work that it
// is also for.
func Start(ctx context.Context, name string, kind Kind, links ...string) (context.Context, *Span) {
	if tracer == nil {
		return ctx, nil
	}
	carried, _ := ctx.Value(key{}).(span)
	parent := api.SpanContext{}
	if !carried.made { // else nobody has a span of that name: this one is the first
		parent = contextOf(carried.parent)
	}
	options := []api.SpanStartOption{api.WithSpanKind(kind), api.WithLinks(linksTo(links)...)}
	started, s := tracer.Start(api.ContextWithRemoteSpanContext(ctx, parent), name, options...)
	next := span{parent: textOf(s.SpanContext()), requestID: carried.requestID}
	if carried.made && carried.requestID == carried.parent[3:35] || next.requestID == "" {
		next.requestID = next.parent[3:35]
	}
	return context.WithValue(started, key{}, next), &Span{s}
}

// Name gives the span a better name, known only later.
func (s *Span) Name(name string) {
	if s != nil {
		s.SetName(name)
	}
}

// Set adds text to the span.
func (s *Span) Set(name, value string) {
	if s != nil {
		s.SetAttributes(attribute.String(name, value))
	}
}

// Count adds a number to the span.
func (s *Span) Count(name string, value int) {
	if s != nil {
		s.SetAttributes(attribute.Int(name, value))
	}
}

// Finish ends the span; err says that the work failed.
func (s *Span) Finish(err error) {
	if s == nil {
		return
	}
	if err != nil {
		s.SetStatus(codes.Error, err.Error())
	}
	s.End()
}

// Carry puts the trace of one context on another.
func Carry(from, to context.Context) context.Context {
	carried, ok := from.Value(key{}).(span)
	if !ok {
		return to
	}
	return context.WithValue(to, key{}, carried)
}

// Quiet gives a context whose work no sidecar makes spans of: for what recurs
// and belongs to nobody.
func Quiet(ctx context.Context) context.Context {
	if tracer == nil {
		return ctx
	}
	parent := newParent()
	return context.WithValue(ctx, key{}, span{parent: parent[:53] + "00", requestID: parent[3:35], made: true})
}

// Same says whether two traceparents are of one trace.
func Same(a, b string) bool {
	return validParent(a) && validParent(b) && a[3:35] == b[3:35]
}

func linksTo(parents []string) []api.Link {
	var links []api.Link
	for _, parent := range parents[:min(len(parents), maxLinks)] {
		if validParent(parent) {
			links = append(links, api.Link{SpanContext: contextOf(parent)})
		}
	}
	return links
}

func contextOf(parent string) api.SpanContext {
	if !validParent(parent) {
		return api.SpanContext{}
	}
	var config api.SpanContextConfig
	_, _ = hex.Decode(config.TraceID[:], []byte(parent[3:35])) // validParent has looked
	_, _ = hex.Decode(config.SpanID[:], []byte(parent[36:52]))
	var flags [1]byte
	_, _ = hex.Decode(flags[:], []byte(parent[53:55]))
	config.TraceFlags, config.Remote = api.TraceFlags(flags[0])&api.FlagsSampled, true
	return api.NewSpanContext(config)
}

func textOf(c api.SpanContext) string {
	return "00-" + c.TraceID().String() + "-" + c.SpanID().String() + "-" + c.TraceFlags().String()
}
