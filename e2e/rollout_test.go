package e2e

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// TestRollout replaces one instance after another, under new names, while requests come without pause. Those that are sent
// where a Service of Kubernetes would send them are all answered, straight to orders and through the site and its sidecar.
func TestRollout(t *testing.T) {
	drain := map[string]string{"DRAIN_SECONDS": "2"}
	s := mustStack(t, stack.Options{
		Instances: map[string]int{"orders": 2, "web": 2},
		Settings:  map[string]map[string]string{"orders": drain, "web": drain},
	})
	seller := mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "Sold while we are moving", Price: 1500, Quantity: 10_000})
	orders, web := newEndpoints(t, s.Instances("orders")), newEndpoints(t, s.Instances("web"))
	calls := &bookings{listing: listing.ID}
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for i, person := range mustPeople(t, s, 8) {
		way := orders
		if i%2 == 0 {
			way = web
		}
		all.Go(func() { calls.keepOn(ctx, way, person) })
	}
	for _, a := range append(s.Instances("orders"), s.Instances("web")...) {
		time.Sleep(time.Second)
		require.NoError(t, a.Restart(t.Context(), map[string]string{"DRAIN_SECONDS": "2", "INSTANCE": a.ID + "-" + rand.Text()[:8]}))
	}
	time.Sleep(time.Second)
	cancel()
	all.Wait()
	require.NoError(t, errors.Join(calls.failed...), "%d of %d requests failed", len(calls.failed), calls.made)
	require.Greater(t, calls.made, int64(100))

	// What was answered is there, and its events arrived: what the listing says is left follows from them.
	calls.mustBeThere(t, s)
	mustAvailable(t, seller, listing.ID, 10_000-int(calls.made), "on_sale")
	t.Logf("%d reservations, none failed", calls.made)
}

// bookings are reservations without pause.
type bookings struct {
	listing string

	mu     sync.Mutex
	made   int64
	orders map[string]*market.Client
	failed []error
}

func (c *bookings) keepOn(ctx context.Context, way *endpoints, person *market.Client) {
	for ctx.Err() == nil {
		base := way.next()
		at := *person // with its connections, which a proxy keeps too
		at.Base = base
		order, err := at.Reserve(context.WithoutCancel(ctx), c.listing, 1)
		c.mu.Lock()
		if err != nil {
			c.failed = append(c.failed, fmt.Errorf("%s at %s: %w", base, time.Now().Format(time.TimeOnly+".000"), err))
		} else {
			c.made++
			if c.orders == nil {
				c.orders = map[string]*market.Client{}
			}
			c.orders[order.ID] = person
		}
		c.mu.Unlock()
		time.Sleep(5 * time.Millisecond)
	}
}

func (c *bookings) mustBeThere(t *testing.T, s *stack.Stack) {
	t.Helper()
	seen := map[*market.Client]map[string]bool{}
	for id, person := range c.orders {
		if seen[person] == nil {
			seen[person] = map[string]bool{}
			list, err := person.Orders(t.Context())
			require.NoError(t, err)
			for _, order := range list {
				seen[person][order.ID] = true
			}
		}
		require.True(t, seen[person][id], "order %s was answered and is gone", id)
	}
}

// endpoints are what a Service of Kubernetes knows of its pods: which were ready when it last asked.
type endpoints struct {
	ready atomic.Pointer[[]string]
	turn  atomic.Int64
}

// newEndpoints asks each instance every 300 ms.
func newEndpoints(t *testing.T, apps []*stack.App) *endpoints {
	e := &endpoints{}
	e.ask(apps)
	ctx, cancel := context.WithCancel(context.Background())
	var asking sync.WaitGroup
	asking.Go(func() {
		for ctx.Err() == nil {
			time.Sleep(300 * time.Millisecond)
			e.ask(apps)
		}
	})
	t.Cleanup(func() { cancel(); asking.Wait() })
	return e
}

func (e *endpoints) ask(apps []*stack.App) {
	var ready []string
	for _, a := range apps {
		client := http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
		if res, err := client.Get(a.URL() + "/readyz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				ready = append(ready, a.URL())
			}
		}
	}
	if len(ready) > 0 {
		e.ready.Store(&ready)
	}
}

func (e *endpoints) next() string {
	ready := *e.ready.Load()
	return ready[int(e.turn.Add(1))%len(ready)]
}
