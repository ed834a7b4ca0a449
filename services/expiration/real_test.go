package main

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
)

// watch collects when each order's expiration was first published.
type watch struct {
	mu    sync.Mutex
	first map[string]time.Time
}

func mustWatch(tb testing.TB, broker *nats.Conn) *watch {
	tb.Helper()
	w := &watch{first: map[string]time.Time{}}
	subscription, err := broker.Subscribe(contracts.TopicExpirations, func(m *nats.Msg) {
		at := time.Now()
		event, err := contracts.Parse(m.Data)
		if err != nil {
			tb.Errorf("published what is no event: %v", err)
			return
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if _, ok := w.first[event.Subject]; !ok {
			w.first[event.Subject] = at
		}
	})
	require.NoError(tb, err)
	require.NoError(tb, broker.Flush())
	tb.Cleanup(func() { _ = subscription.Unsubscribe() })
	return w
}

// lateness of the orders in deadlines that have come, sorted.
func (w *watch) lateness(deadlines map[string]time.Time) []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	var late []time.Duration
	for order, expiresAt := range deadlines {
		if at, ok := w.first[order]; ok {
			late = append(late, at.Sub(expiresAt))
		}
	}
	slices.Sort(late)
	return late
}

// sees tells whether all of them expire within that time.
func (w *watch) sees(deadlines map[string]time.Time, within time.Duration) bool {
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if len(w.lateness(deadlines)) == len(deadlines) {
			return true
		}
	}
	return false
}

func order(orderID, status string, version int64, expiresAt time.Time) contracts.Order {
	return contracts.Order{
		ID: orderID, BuyerID: id.New(), Status: status, Quantity: 1, UnitPrice: 100, Total: 100, Currency: "usd",
		ExpiresAt: expiresAt, Ticket: contracts.OrderTicket{ID: id.New(), Title: "A"}, Version: version,
	}
}

func publish(tb testing.TB, broker *nats.Conn, eventType string, o contracts.Order) {
	tb.Helper()
	body, err := json.Marshal(contracts.New(eventType, o.ID, o.Version, time.Now(), o))
	require.NoError(tb, err)
	require.NoError(tb, broker.Publish(contracts.TopicOrders, body))
}

// open publishes n created orders whose deadlines begin at first and are step
// apart.
func open(tb testing.TB, broker *nats.Conn, n int, first time.Time, step time.Duration) map[string]time.Time {
	tb.Helper()
	deadlines := map[string]time.Time{}
	for i := range n {
		o := order(id.New(), contracts.StatusCreated, 1, first.Add(time.Duration(i)*step).UTC())
		deadlines[o.ID] = o.ExpiresAt
		publish(tb, broker, contracts.OrderCreated, o)
	}
	require.NoError(tb, broker.Flush())
	return deadlines
}

func await(tb testing.TB, w *watch, deadlines map[string]time.Time, within time.Duration) []time.Duration {
	tb.Helper()
	require.True(tb, w.sees(deadlines, within), "every order expires")
	late := w.lateness(deadlines)
	tb.Logf("late by: first %s, p50 %s, p99 %s, last %s", late[0], late[len(late)/2], late[len(late)*99/100], late[len(late)-1])
	require.GreaterOrEqual(tb, late[0], time.Duration(0), "none early")
	return late
}

// TestReal drives the service with a real sidecar, scheduler, placement and
// broker. Its parts share one stack, because starting it takes seconds.
func TestReal(t *testing.T) {
	s := mustStack(t)
	w := mustWatch(t, s.broker)
	t.Run("50 a second are on time", func(t *testing.T) {
		late := await(t, w, open(t, s.broker, 200, time.Now().Add(3*time.Second), 20*time.Millisecond), 20*time.Second)
		require.Less(t, late[199], 2*time.Second)
	})
	t.Run("200 at once are on time", func(t *testing.T) {
		late := await(t, w, open(t, s.broker, 200, time.Now().Add(3*time.Second), 0), 20*time.Second)
		require.Less(t, late[199], 2*time.Second)
	})
	t.Run("closed orders do not expire", func(t *testing.T) { testClosed(t, s, w) })
	for name, p := range map[string]*program{
		"service": s.app, "sidecar": s.sidecar, "scheduler": s.scheduler, "placement": s.placement,
	} {
		t.Run(name+" killed before the deadline and started after it", func(t *testing.T) { testKill(t, s, w, p, true) })
		t.Run(name+" killed and started at once", func(t *testing.T) { testKill(t, s, w, p, false) })
	}
}

// recovery is how soon after the start of what was killed all that is overdue
// must have expired. What a killed sidecar had in hand comes again after
// ackWait, 10 seconds; the official scheduler takes 20 to lead again.
const recovery = 15 * time.Second

func testKill(t *testing.T, s *stack, w *watch, p *program, past bool) {
	due := time.Now().Add(3 * time.Second)
	deadlines := open(t, s.broker, 50, due, 0)
	mustSettle(t, s.broker)
	p.kill()
	if past {
		time.Sleep(time.Until(due.Add(time.Second)))
	}
	started := time.Now()
	p.start(t)
	if p == s.app && !w.sees(deadlines, time.Minute) {
		// Rare, and a known limit in docs/architecture.md: nothing may be lost, but
		// what hangs comes only when the sidecar connects anew.
		t.Logf("%d of %d expired within a minute: starting the sidecar anew", len(w.lateness(deadlines)), len(deadlines))
		s.sidecar.kill()
		s.sidecar.start(t)
		await(t, w, deadlines, time.Minute)
		return
	}
	await(t, w, deadlines, time.Minute)
	took := time.Since(later(started, due))
	t.Logf("all expired %s after the deadline or the start of the %s", took, p.name)
	require.Less(t, took, recovery)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// mustSettle waits until the service has handled all orders' events.
func mustSettle(tb testing.TB, broker *nats.Conn) {
	tb.Helper()
	stream, err := broker.JetStream()
	require.NoError(tb, err)
	require.Eventually(tb, func() bool {
		consumer, err := stream.ConsumerInfo(contracts.TopicOrders, "expiration")
		return err == nil && consumer.NumPending == 0 && consumer.NumAckPending == 0
	}, time.Minute, 10*time.Millisecond)
}

// testClosed closes orders before their deadlines, and one before it was even
// opened, which then fires all the same: orders takes it for stale.
func testClosed(t *testing.T, s *stack, w *watch) {
	expiresAt := time.Now().Add(2 * time.Second)
	closed := open(t, s.broker, 20, expiresAt, 0)
	for o := range closed {
		publish(t, s.broker, contracts.OrderCancelled, order(o, contracts.StatusCancelled, 2, expiresAt))
	}
	late := order(id.New(), contracts.StatusCreated, 1, expiresAt)
	publish(t, s.broker, contracts.OrderCancelled, order(late.ID, contracts.StatusCancelled, 2, expiresAt))
	publish(t, s.broker, contracts.OrderCreated, late)
	await(t, w, map[string]time.Time{late.ID: expiresAt}, 20*time.Second)
	require.Empty(t, w.lateness(closed))
}

// BenchmarkReal sets reminders and removes them again, as fast as the sidecar
// hands over the events.
func BenchmarkReal(b *testing.B) {
	s := mustStack(b)
	began := time.Now()
	n := 0
	for b.Loop() {
		for o, expiresAt := range open(b, s.broker, 1, time.Now().Add(time.Hour), 0) {
			publish(b, s.broker, contracts.OrderCancelled, order(o, contracts.StatusCancelled, 2, expiresAt))
		}
		n += 2
	}
	mustSettle(b, s.broker)
	b.ReportMetric(float64(n)/time.Since(began).Seconds(), "events/s")
}
