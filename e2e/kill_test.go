package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// TestKillsInTraffic kills each service in the middle of traffic, kills the
// store for 5 s, stops the broker for 15 s, and then looks whether anything
// was lost.
func TestKillsInTraffic(t *testing.T) {
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "8"}}})
	crowd := newTraffic(t, s, 16)
	for _, id := range []string{"auth", "tickets", "orders", "payments", "expiration"} {
		t.Run(id+" killed", func(t *testing.T) {
			app := s.App(id)
			crowd.during(t, func() {
				time.Sleep(2 * time.Second)
				app.Service.Kill()
				time.Sleep(time.Second)
				require.NoError(t, app.Start(t.Context()))
				time.Sleep(2 * time.Second)
			})
			t.Log(crowd)
		})
	}
	if store := s.Store(); store != nil {
		t.Run("store killed for 5 s", func(t *testing.T) {
			crowd.during(t, func() {
				time.Sleep(time.Second)
				store.Kill()
				time.Sleep(5 * time.Second)
				require.NoError(t, store.Start(t.Context()))
				time.Sleep(3 * time.Second)
			})
			t.Log(crowd)
		})
	}
	t.Run("broker stopped for 15 s", func(t *testing.T) {
		broker := mustOwn(t, s.Broker())
		crowd.during(t, func() {
			time.Sleep(time.Second)
			broker.Stop(5 * time.Second)
			time.Sleep(15 * time.Second)
			require.NoError(t, broker.Start(t.Context()))
			time.Sleep(3 * time.Second)
		})
		t.Log(crowd)
	})
	crowd.audit(t)
}

// mustOwn skips what can't be done to a broker that is not the stack's own.
func mustOwn(t *testing.T, broker stack.Server) stack.Server {
	t.Helper()
	if broker == nil {
		t.Skip("the broker runs elsewhere, and is not this test's to stop")
	}
	return broker
}

// traffic is a crowd that lists, reserves, cancels and pays without pause.
type traffic struct {
	s     *stack.Stack
	crowd []*market.Client

	mu       sync.Mutex
	listings []string
	answered []string
	paid     map[string]bool
	failures int
}

func newTraffic(t *testing.T, s *stack.Stack, n int) *traffic {
	tr := &traffic{s: s, crowd: mustPeople(t, s, n), paid: map[string]bool{}}
	for i := range 4 {
		listing := mustList(t, tr.crowd[i], market.NewTicket{Title: fmt.Sprintf("Show %d", i), Price: 1500, Quantity: 40})
		tr.listings = append(tr.listings, listing.ID)
	}
	return tr
}

func (tr *traffic) String() string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return fmt.Sprintf("%d orders, %d paid for, %d listings, %d requests failed", len(tr.answered), len(tr.paid), len(tr.listings), tr.failures)
}

// during lets the traffic run while something happens.
func (tr *traffic) during(t *testing.T, happens func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for _, person := range tr.crowd {
		all.Go(func() {
			for ctx.Err() == nil {
				if err := tr.step(ctx, person); err != nil && !errors.Is(err, context.Canceled) {
					tr.mu.Lock()
					tr.failures++
					tr.mu.Unlock()
					time.Sleep(50 * time.Millisecond)
				}
			}
		})
	}
	happens()
	cancel()
	all.Wait()
}

// step is one thing that a person does. Failures are expected while something
// is down; what was answered is remembered.
func (tr *traffic) step(ctx context.Context, person *market.Client) error {
	time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
	if rand.IntN(40) == 0 {
		listing, err := person.List(ctx, market.NewTicket{Title: "Another show", Price: 1500, Quantity: 20})
		if err == nil {
			tr.remember(func() { tr.listings = append(tr.listings, listing.ID) })
		}
		return err
	}
	order, err := person.Reserve(ctx, tr.anyListing(), 1+rand.IntN(3))
	if market.Status(err) == 409 {
		return nil
	}
	if err != nil {
		return err
	}
	tr.remember(func() { tr.answered = append(tr.answered, order.ID) })
	switch rand.IntN(3) {
	case 0:
		return person.Cancel(ctx, order.ID)
	case 1:
		payment, err := person.Checkout(ctx, order.ID)
		if err != nil {
			return err
		}
		redirect, _, err := market.Pay(ctx, payment.CheckoutURL, market.CardPays)
		if redirect != "" {
			tr.remember(func() { tr.paid[order.ID] = true })
		}
		return err
	}
	return nil // left to expire
}

func (tr *traffic) remember(what func()) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	what()
}

func (tr *traffic) anyListing() string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.listings[rand.IntN(len(tr.listings))]
}

func (tr *traffic) audit(t *testing.T) {
	t.Helper()
	mustHold(t, 3*time.Minute, market.Audit{
		Site: tr.s.SiteURL, Stripe: tr.s.StripeURL, Listings: tr.listings, Buyers: tr.crowd, Answered: tr.answered,
	})
	require.NotEmpty(t, tr.answered)
	require.NotEmpty(t, tr.paid)
	// What the listing says is free can be reserved, and not one unit more.
	for _, id := range tr.listings[:2] {
		listing, err := tr.crowd[0].Ticket(t.Context(), id)
		require.NoError(t, err)
		for left := listing.Available; left > 0; left -= min(left, 10) {
			mustReserve(t, tr.crowd[0], id, min(left, 10))
		}
		_, err = tr.crowd[0].Reserve(t.Context(), id, 1)
		require.Equal(t, 409, market.Status(err))
	}
}
