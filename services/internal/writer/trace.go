package writer

import (
	"context"

	"github.com/saheedt/pass/services/internal/trace"
)

// context carries the trace of the batch's first call, and no deadline of it.
// Upkeep, which is for nobody, is not traced.
func (b *batch) context() context.Context {
	if len(b.calls) == 0 {
		return trace.Quiet(context.Background())
	}
	return trace.Carry(b.calls[0].ctx, context.Background())
}

// span begins the span of a transaction: it is part of the first call's trace,
// and names those of the others.
func (b *batch) span(documents int) (context.Context, *trace.Span) {
	if !trace.On() || len(b.calls) == 0 {
		return b.context(), nil
	}
	var others []string
	for _, c := range b.calls[1:] {
		others = append(others, trace.Parent(c.ctx))
	}
	ctx, span := trace.Start(b.context(), "commit", trace.Internal, others...)
	span.Count("pass.changes", len(b.calls))
	span.Count("pass.documents", documents)
	return ctx, span
}

// context carries the trace of the event that is to be published.
func (p parcel) context(ctx context.Context) context.Context {
	if p.event.TraceParent == "" {
		return ctx
	}
	return trace.With(ctx, p.event.TraceParent, "")
}
