package service_test

import (
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/metrics"
	"github.com/saheedt/pass/services/internal/service/servicetest"
)

// TestRequestsAreCountedByTemplate sends what clients may choose, none of which
// may become a label.
func TestRequestsAreCountedByTemplate(t *testing.T) {
	h, _ := start(t, servicetest.Options{})
	for _, path := range []string{"/api/v1/nowhere-1", "/api/v1/nowhere-2", "/nowhere-3", "/api"} {
		require.Equal(t, 404, h.Send("GET", path, nil).Status)
	}
	h.Send("BREW", "/api/v1/nowhere-4", nil)
	for _, topic := range []string{"orders", "x1", "x2"} {
		h.Send("POST", "/events/"+topic, "{}")
	}
	families, err := metrics.Registry.Gather()
	require.NoError(t, err)
	routes := map[string]bool{}
	for _, family := range families {
		if family.GetName() != "pass_http_request_duration_seconds" {
			continue
		}
		for _, m := range family.GetMetric() {
			labels := map[string]string{}
			for _, label := range m.GetLabel() {
				labels[label.GetName()] = label.GetValue()
			}
			routes[labels["route"]] = true
			require.False(t, strings.Contains(labels["route"], "nowhere") || labels["method"] == "BREW", labels)
			require.Regexp(t, "^[1-5]xx$", labels["status"])
		}
	}
	require.Contains(t, routes, "other")
	require.Contains(t, routes, "/events/:topic")
}

func TestNamesAreThoseThatPrometheusAsksFor(t *testing.T) {
	problems, err := testutil.GatherAndLint(metrics.Registry)
	require.NoError(t, err)
	require.Empty(t, problems)
}
