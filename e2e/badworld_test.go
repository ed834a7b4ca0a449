package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

const (
	worldPayments = 2000            // at least
	worldLasts    = 6 * time.Minute // at most, until the faults end
	worldSettles  = 4 * time.Minute // at most, from then on
	worldAtOnce   = 320             // buyers with something to do
	worldPace     = 50 * time.Millisecond
	worldHold     = 75 * time.Second // of an unpaid order
)

// TestPaymentsInABadWorld makes 2,000 payments of all kinds while Stripe's
// emulator delays, drops, doubles and reorders its webhooks, refuses, keeps
// silent and loses its answers, and while it, the services and their sidecars
// are killed at random. When that has ended, all of it comes to an end by
// itself, and pass and Stripe tell the same of every amount.
//
// PASS_SEED repeats what was done of an earlier run, though not its timing.
func TestPaymentsInABadWorld(t *testing.T) {
	onlyEmbedded(t, "one profile shows what the services do in a bad world")
	w := mustWorld(t)
	began := time.Now()
	ctx, end := context.WithTimeout(t.Context(), worldLasts)
	bad := w.begin(ctx)
	w.live(ctx)
	end()
	bad.stop(t)
	t.Logf("%d payments in %s: %s", w.payments(), time.Since(began).Round(time.Second), w.did)
	t.Logf("meanwhile: %s", bad.did)
	require.GreaterOrEqual(t, w.payments(), worldPayments)
	w.requireAll(t)
	bad.requireAll(t)

	began = time.Now()
	w.mustSettle(t)
	t.Logf("all settled %s after the last fault", time.Since(began).Round(time.Second))
	mustAudit(t, w.s)
}

// world is a market with what was done in it.
type world struct {
	s       *stack.Stack
	seed    uint64
	sellers []*market.Client
	buyers  []*market.Client
	stalls  []stall
	did     *tally

	mu       sync.Mutex
	gaveUp   []error
	answered []string
	paying   map[string]bool
}

// stall is a listing and who sells it.
type stall struct {
	listing market.Ticket
	seller  *market.Client
}

// worldFees are the platform's.
var worldFees = map[string]string{
	"ORDER_HOLD_SECONDS": strconv.Itoa(int(worldHold.Seconds())),
	"PLATFORM_FEE_BPS":   "250", "PLATFORM_FEE_FIXED": "usd:30,eur:25,jpy:15,kwd:50",
}

func mustWorld(t *testing.T) *world {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if given := os.Getenv("PASS_SEED"); given != "" {
		var err error
		seed, err = strconv.ParseUint(given, 10, 64)
		require.NoError(t, err)
	}
	t.Logf("PASS_SEED=%d", seed)
	w := &world{
		s:    mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": worldFees, "payments": {"RECONCILE_SECONDS": "3"}}}),
		seed: seed, did: newTally(), paying: map[string]bool{},
	}
	w.sellers, w.buyers = mustPeople(t, w.s, 6), mustPeople(t, w.s, 40)
	for i, seller := range w.sellers {
		if i%2 == 0 { // the others only sell, or are paid out later
			mustBePaidOut(t, seller)
		}
		restock := i%3 == 1
		for _, currency := range []string{"usd", "eur", "jpy", "kwd"} {
			w.stalls = append(w.stalls, stall{seller: seller, listing: mustList(t, seller, market.NewTicket{
				Title: fmt.Sprintf("Show %d for %s", i, currency), Price: 1230 + 370*int64(i), Quantity: 600, Currency: currency,
				Refundable: i%3 != 0, RestockRefunds: &restock,
			})})
		}
	}
	return w
}

// live makes payments until there are enough.
func (w *world) live(ctx context.Context) {
	var all sync.WaitGroup
	places := make(chan struct{}, worldAtOnce)
	for n := 0; w.payments() < worldPayments && ctx.Err() == nil; n++ {
		places <- struct{}{}
		pause(ctx, worldPace)
		all.Go(func() {
			defer func() { <-places }()
			v := &visit{world: w, n: n, rand: rand.New(rand.NewPCG(w.seed, uint64(n)))}
			switch err := v.live(ctx); {
			case errors.Is(err, errTooLate):
				w.did.count("too late")
			case err != nil:
				w.giveUp(err)
			}
		})
		if n == worldPayments/2 {
			all.Go(func() { w.openAccounts(ctx) })
		}
	}
	all.Wait()
}

// openAccounts lets sellers be paid out who have sold a lot already.
func (w *world) openAccounts(ctx context.Context) {
	for i := 1; i < len(w.sellers); i += 4 {
		if insist(ctx, func() error { return bePaidOut(ctx, w.sellers[i]) }) == nil {
			w.did.count("seller onboarded late")
		}
	}
}

func (w *world) payments() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.paying)
}

// reserved remembers an order that was answered with 201.
func (w *world) reserved(orderID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answered = append(w.answered, orderID)
}

// began remembers an order that has a payment.
func (w *world) began(orderID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.paying[orderID] = true
}

func (w *world) giveUp(err error) {
	w.did.count("given up")
	w.mu.Lock()
	defer w.mu.Unlock()
	w.gaveUp = append(w.gaveUp, err)
}

// requireAll holds the run to all that it is for.
func (w *world) requireAll(t *testing.T) {
	t.Helper()
	for _, do := range whatVisitorsDo {
		require.Positive(t, w.did.of(do.name), "nobody %s", do.name)
	}
	require.Positive(t, w.did.of("dispute won"))
	require.Positive(t, w.did.of("dispute lost"))
	require.Less(t, len(w.gaveUp), worldPayments/10, "people should get through in the end: %v", errors.Join(w.gaveUp...))
}
