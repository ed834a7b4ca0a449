package trace_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/trace"
)

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

func TestGoodOnesAreKept(t *testing.T) {
	ctx := trace.With(context.Background(), parent, "req-1")
	require.Equal(t, parent, trace.Parent(ctx))
	require.Equal(t, "req-1", trace.RequestID(ctx))
}

func TestBadOnesAreReplaced(t *testing.T) {
	for _, bad := range []string{
		"", "x", parent + "-x", strings.ToUpper(parent), "ff" + parent[2:], strings.ReplaceAll(parent, "0af7651916cd43dd8448eb211c80319c", strings.Repeat("0", 32)),
		strings.ReplaceAll(parent, "b7ad6b7169203331", strings.Repeat("0", 16)), parent + "\n",
	} {
		ctx := trace.With(context.Background(), bad, "")
		require.NotEqual(t, bad, trace.Parent(ctx))
		require.Regexp(t, `^00-[0-9a-f]{32}-[0-9a-f]{16}-01$`, trace.Parent(ctx))
		require.Equal(t, trace.Parent(ctx)[3:35], trace.RequestID(ctx))
	}
	for _, bad := range []string{"a b", "a\nb", strings.Repeat("a", 129), "é", `"`, "-a"} {
		require.NotEqual(t, bad, trace.RequestID(trace.With(context.Background(), parent, bad)))
	}
}

func TestLogHasTheTrace(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(trace.Handler(slog.NewJSONHandler(&out, nil))).With("service", "x")
	log.InfoContext(trace.With(context.Background(), parent, "req-1"), "hello")
	var line map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &line))
	require.Equal(t, parent[3:35], line["trace_id"])
	require.Equal(t, "req-1", line["request_id"])
	require.Equal(t, "x", line["service"])
	out.Reset()
	log.Info("without")
	require.NotContains(t, out.String(), "trace_id")
	require.Empty(t, trace.Parent(context.Background()))
}
