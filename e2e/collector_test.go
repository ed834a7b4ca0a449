package e2e

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// span is what is looked at of a span: whose it is, and where it belongs.
type span struct {
	service string
	own     bool // the service's, not its sidecar's
	name    string
	trace   string
	id      string
	parent  string // empty for the first of a trace
	began   uint64 // Unix time in nanoseconds
}

// spans collects what is exported over OTLP.
type spans struct {
	mu  sync.Mutex
	all []span
}

// mustCollect makes everything that is started from now on export its spans
// to the one that it returns.
func mustCollect(t *testing.T) *spans {
	s := &spans{}
	server := httptest.NewServer(http.HandlerFunc(s.take))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": server.URL,
		"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
		"OTEL_EXPORTER_OTLP_INSECURE": "true", // the sidecars don't read the address's scheme
		"OTEL_BSP_SCHEDULE_DELAY":     "200",
	} {
		t.Setenv(name, value)
	}
	return s
}

func (s *spans) take(res http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	var export collector.ExportTraceServiceRequest
	if err == nil {
		err = proto.Unmarshal(body, &export)
	}
	if err != nil || req.URL.Path != "/v1/traces" {
		http.Error(res, fmt.Sprint(req.URL.Path, err), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, resource := range export.GetResourceSpans() {
		service := ""
		for _, attribute := range resource.GetResource().GetAttributes() {
			if attribute.GetKey() == "service.name" {
				service = attribute.GetValue().GetStringValue()
			}
		}
		for _, scope := range resource.GetScopeSpans() {
			for _, one := range scope.GetSpans() {
				s.all = append(s.all, spanOf(service, scope.GetScope().GetName() == "github.com/saheedt/pass", one))
			}
		}
	}
	res.Header().Set("Content-Type", "application/x-protobuf")
}

func spanOf(service string, own bool, s *trace.Span) span {
	return span{
		service: service, own: own, name: s.GetName(), trace: hex.EncodeToString(s.GetTraceId()),
		id: hex.EncodeToString(s.GetSpanId()), parent: hex.EncodeToString(s.GetParentSpanId()), began: s.GetStartTimeUnixNano(),
	}
}

// of lists the spans of a trace.
func (s *spans) of(traceID string) []span {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []span
	for _, one := range s.all {
		if one.trace == traceID {
			found = append(found, one)
		}
	}
	return found
}

// traceWith finds the trace that has a span of that name; empty when none has.
func (s *spans) traceWith(service, name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.all {
		if one.own && one.service == service && one.name == name {
			return one.trace
		}
	}
	return ""
}

// chain says how the spans of one trace must hang together: each pair is a
// service's span and the one that it follows from, by way of any sidecars.
type chain [][2]string

// check tells what is missing of a trace: spans, sidecars, or parents that
// nobody has exported. root is the caller's span, if it has one.
func (c chain) check(all []span, root string, sidecars ...string) error {
	byID := map[string]span{}
	for _, s := range all {
		byID[s.id] = s
	}
	for _, s := range all {
		if _, known := byID[s.parent]; !known && s.parent != root {
			return fmt.Errorf("%s of %s: nobody has exported its parent %q", s.name, s.service, s.parent)
		}
	}
	for _, link := range c {
		if !follows(all, byID, link[0], link[1]) {
			return fmt.Errorf("%q does not follow from %q among %d spans", link[0], link[1], len(all))
		}
	}
	for _, app := range sidecars {
		found := false
		for _, s := range all {
			found = found || s.service == app && !s.own
		}
		if !found {
			return fmt.Errorf("no span of the sidecar of %s", app)
		}
	}
	return nil
}

func label(s span) string { return s.service + ": " + s.name }

func follows(all []span, byID map[string]span, what, from string) bool {
	for _, s := range all {
		if !s.own || label(s) != what {
			continue
		}
		for above, ok := byID[s.parent]; ok; above, ok = byID[above.parent] {
			if above.own && label(above) == from {
				return true
			}
		}
	}
	return false
}

func TestChainsWithGapsAreNoticed(t *testing.T) {
	a, b := span{service: "a", own: true, name: "x", id: "1"}, span{service: "b", own: true, name: "y", id: "3", parent: "2"}
	between := span{service: "b", name: "sidecar", id: "2", parent: "1"}
	c := chain{{"b: y", "a: x"}}
	require.NoError(t, c.check([]span{a, between, b}, "", "b"))
	require.ErrorContains(t, c.check([]span{a, b}, "", "b"), "nobody has exported")
	require.ErrorContains(t, c.check([]span{a, between, b}, "", "a"), "sidecar of a")
	between.parent = ""
	require.ErrorContains(t, c.check([]span{a, between, b}, "", "b"), "does not follow")
}
