package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

const shortHold = 5 * time.Second

// TestExpiry lets holds run out, in a steady stream and all at once, and with
// each part of the expiration killed before the deadline and started after.
func TestExpiry(t *testing.T) {
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "5"}}})
	events, err := market.Record(t.Context(), s.BrokerURL(), "orders")
	require.NoError(t, err)
	defer events.Close()
	seller, buyers := mustPerson(t, s), mustPeople(t, s, 20)

	e := &expiry{s: s, events: events, seller: seller, buyers: buyers}
	t.Run("50 a second", func(t *testing.T) {
		e.inTime(t, time.Second/50)
	})
	t.Run("200 at once", func(t *testing.T) { e.inTime(t, 0) })
	app := s.App("expiration")
	for name, part := range map[string]killable{
		"expiration service killed": {app.Service.Kill, func() error { return app.Start(t.Context()) }},
		"its sidecar killed":        {app.Sidecar.Kill, func() error { return app.Start(t.Context()) }},
		"scheduler killed":          {s.Infra.Scheduler.Kill, func() error { return s.Infra.Scheduler.Start(t.Context()) }},
	} {
		t.Run(name, func(t *testing.T) {
			late := e.run(t, 50, 0, func() {
				part.kill()
				time.Sleep(shortHold + time.Second) // until all deadlines have passed
				require.NoError(t, part.start())
			})
			t.Logf("cancelled %s to %s after the deadline", at(late, 0), at(late, 100))
		})
	}
	t.Run("expiration service dead for good", func(t *testing.T) { e.unattended(t, app) })
}

type killable struct {
	kill  func()
	start func() error
}

type expiry struct {
	s      *stack.Stack
	events *market.Events
	seller *market.Client
	buyers []*market.Client
}

// run makes n orders, one every gap, does something before their deadlines,
// and returns how late each was cancelled, sorted.
func (e *expiry) run(t *testing.T, n int, gap time.Duration, before func()) []time.Duration {
	listing := mustList(t, e.seller, market.NewTicket{Title: "Going, going", Price: 1000, Quantity: n})
	deadlines := e.reserve(t, listing.ID, n, gap)
	if before != nil {
		before()
	}
	late := e.lateness(t, deadlines)
	mustAvailable(t, e.seller, listing.ID, n, "on_sale")
	for _, l := range late {
		require.Positive(t, l, "an order was cancelled early")
	}
	return late
}

// inTime lets 200 orders expire: every one is cancelled, none early, and none late by more than a busy machine explains.
func (e *expiry) inTime(t *testing.T, gap time.Duration) {
	late := e.run(t, 200, gap, nil)
	t.Logf("lateness: median %s, 99%% %s, most %s", at(late, 50), at(late, 99), at(late, 100))
	require.Less(t, at(late, 100), time.Minute)
}

func (e *expiry) reserve(t *testing.T, listing string, n int, gap time.Duration) map[string]time.Time {
	t.Helper()
	var mu sync.Mutex
	deadlines := map[string]time.Time{}
	var all sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		all.Go(func() {
			order, err := e.buyers[i%len(e.buyers)].Reserve(t.Context(), listing, 1)
			errs[i] = err
			mu.Lock()
			defer mu.Unlock()
			deadlines[order.ID] = order.ExpiresAt
		})
		time.Sleep(gap)
	}
	all.Wait()
	require.NoError(t, firstOf(errs))
	require.Len(t, deadlines, n)
	return deadlines
}

// lateness waits until all orders are cancelled. The time is the broker's,
// when it stored the event that says so: after the units were free again.
func (e *expiry) lateness(t *testing.T, deadlines map[string]time.Time) []time.Duration {
	t.Helper()
	var late []time.Duration
	eventually(t, 60*time.Second, func() error {
		late = late[:0]
		seen := map[string]bool{}
		for _, event := range e.events.Of("order.cancelled") {
			deadline, ours := deadlines[event.Subject]
			if !ours || seen[event.Subject] {
				continue
			}
			seen[event.Subject] = true
			var order struct{ CancelReason string }
			require.NoError(t, json.Unmarshal(event.Data, &order))
			require.Equal(t, "expired", order.CancelReason)
			late = append(late, event.Stored.Sub(deadline))
		}
		if len(late) < len(deadlines) {
			return fmt.Errorf("%d of %d orders cancelled", len(late), len(deadlines))
		}
		return nil
	})
	slices.Sort(late)
	return late
}

// unattended shows that a dead expiration service keeps nothing from being
// sold: whoever wants the unit releases the overdue hold.
func (e *expiry) unattended(t *testing.T, app *stack.App) {
	listing := mustList(t, e.seller, market.NewTicket{Title: "Nobody watches", Price: 1000})
	first := mustReserve(t, e.buyers[0], listing.ID, 1)
	app.Kill()
	defer func() { require.NoError(t, app.Start(t.Context())) }()
	_, err := e.buyers[1].Reserve(t.Context(), listing.ID, 1)
	require.Equal(t, 409, market.Status(err), "the hold is still good")
	eventually(t, shortHold+5*time.Second, func() error {
		_, err := e.buyers[1].Reserve(t.Context(), listing.ID, 1)
		return err
	})
	require.False(t, time.Now().Before(first.ExpiresAt))
	require.Equal(t, "expired", mustBecome(t, e.buyers[0], first.ID, "cancelled").CancelReason)
}

// at is the given percentile of sorted durations.
func at(sorted []time.Duration, percent int) time.Duration {
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)].Round(time.Millisecond)
}
