package main

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/metrics"
	"github.com/saheedt/pass/services/internal/service/servicetest"
)

// refused reads how many reservations were refused for a reason.
func refused(t *testing.T, reason string) float64 {
	t.Helper()
	families, err := metrics.Registry.Gather()
	require.NoError(t, err)
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if family.GetName() == "pass_reservations_refused_total" && m.GetLabel()[0].GetValue() == reason {
				return m.GetCounter().GetValue()
			}
		}
	}
	require.FailNow(t, "no figure", reason)
	return 0
}

func TestRefusalsAreCountedByReason(t *testing.T) {
	w := newWorld(t)
	ticket := w.listed(2)
	w.order(t, user(), ticket.ID, 1)
	counts := func(reason string, by float64, quantity int, with ...servicetest.With) {
		t.Helper()
		before := refused(t, reason)
		body := map[string]any{"ticketId": ticket.ID, "quantity": quantity}
		require.Equal(t, 409, w.Send("POST", "/api/v1/orders", body, with...).Status)
		require.Equal(t, before+by, refused(t, reason), reason)
	}
	counts("not_enough", 1, 2, servicetest.As(user()))
	w.order(t, user(), ticket.ID, 1)
	counts("sold_out", 1, 1, servicetest.As(user()))
	// With a key, the refusal is an answer that is kept; said again it is no other.
	buyer, key := servicetest.As(user()), servicetest.Header("Idempotency-Key", "once")
	counts("sold_out", 1, 1, buyer, key)
	counts("sold_out", 0, 1, buyer, key)
}

func TestNamesAreThoseThatPrometheusAsksFor(t *testing.T) {
	problems, err := testutil.GatherAndLint(metrics.Registry)
	require.NoError(t, err)
	require.Empty(t, problems)
}
