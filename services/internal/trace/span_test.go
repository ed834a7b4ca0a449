package trace

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	api "go.opentelemetry.io/otel/trace"
)

const outside = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

// exporting exports to memory until the test ends.
func exporting(t *testing.T) *tracetest.SpanRecorder {
	recorder := tracetest.NewSpanRecorder()
	tracer = sdk.NewTracerProvider(sdk.WithSpanProcessor(recorder)).Tracer("test")
	t.Cleanup(func() { tracer = nil })
	return recorder
}

func TestWithoutAnExporterNothingChanges(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	stop, err := Export(t.Context(), "orders", "orders-0")
	require.NoError(t, err)
	require.NoError(t, stop(t.Context()))
	require.False(t, On())
	ctx := With(t.Context(), outside, "req-1")
	next, span := Start(ctx, "work", Internal)
	require.Equal(t, ctx, next)
	span.Name("x")
	span.Set("a", "b")
	span.Count("a", 1)
	span.Finish(nil)
	require.Equal(t, ctx, Quiet(ctx))
	require.Zero(t, testing.AllocsPerRun(100, func() { Start(ctx, "work", Internal) }))
}

func TestSpansContinueATrace(t *testing.T) {
	recorder := exporting(t)
	ctx := With(t.Context(), outside, "req-1")
	first, a := Start(ctx, "a", Server)
	second, b := Start(first, "b", Client, Parent(ctx), "nonsense")
	require.True(t, Same(Parent(second), outside))
	require.Equal(t, "req-1", RequestID(second))
	b.Finish(context.Canceled)
	a.Finish(nil)

	ended := recorder.Ended()
	require.Equal(t, "b7ad6b7169203331", ended[1].Parent().SpanID().String())
	require.Equal(t, ended[1].SpanContext().SpanID(), ended[0].Parent().SpanID())
	require.Equal(t, ended[0].SpanContext().SpanID().String(), Parent(second)[36:52])
	require.Len(t, ended[0].Links(), 1)
	require.Equal(t, api.SpanKindClient, ended[0].SpanKind())
	require.Equal(t, "context canceled", ended[0].Status().Description)
}

func TestTheFirstSpanHasNoParent(t *testing.T) {
	recorder := exporting(t)
	for _, ctx := range []context.Context{t.Context(), With(t.Context(), "", ""), Quiet(t.Context())} {
		ctx, span := Start(ctx, "first", Server)
		span.Finish(nil)
		ended := recorder.Ended()
		require.False(t, ended[len(ended)-1].Parent().IsValid())
		require.Equal(t, Parent(ctx)[3:35], RequestID(ctx))
	}
}

func TestTracesThatAreNotSampledStayQuiet(t *testing.T) {
	recorder := exporting(t)
	ctx, span := Start(With(t.Context(), outside[:53]+"00", ""), "work", Server)
	span.Finish(nil)
	require.Empty(t, recorder.Ended())
	require.Equal(t, "00", Parent(ctx)[53:])
	require.Equal(t, "00", Parent(Quiet(t.Context()))[53:])
	require.Equal(t, Parent(ctx), Parent(Carry(ctx, t.Context())))
	require.Empty(t, Parent(Carry(t.Context(), t.Context())))
}
