package e2e

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
)

// victim is something that is killed and started again.
type victim struct {
	name  string
	kill  func()
	start func(context.Context) error
}

// badness is all that goes wrong, for as long as it does.
type badness struct {
	w     *world
	did   *tally
	end   context.CancelFunc
	all   sync.WaitGroup
	fatal error // what was killed did not start again
	mu    sync.Mutex
}

// begin lets everything go wrong until it is stopped.
func (w *world) begin(ctx context.Context) *badness {
	ctx, end := context.WithCancel(ctx)
	b := &badness{w: w, did: newTally(), end: end}
	b.misbehave(ctx)
	services, others := b.victims()
	b.all.Go(func() { b.killAtRandom(ctx, services, 1) })
	b.all.Go(func() { b.killAtRandom(ctx, others, 2) })
	b.all.Go(func() { b.bankDecides(ctx) })
	return b
}

// victims are in two rows, of each of which one is down at a time: payments
// with all that lies between it and Stripe, and everybody else.
func (b *badness) victims() (stripeside, others []victim) {
	s := b.w.s
	stripe := victim{"stripe", b.killStripe, func(ctx context.Context) error {
		err := s.Infra.Stripe.Start(ctx)
		b.misbehave(ctx) // it may have forgotten how
		return err
	}}
	stripeside = []victim{stripe}
	for _, id := range []string{"payments", "web", "orders", "tickets"} {
		app := s.App(id)
		row := &others
		if id == "payments" || id == "web" {
			row = &stripeside
		}
		*row = append(*row,
			victim{id, app.Service.Kill, app.Start},
			victim{id + "'s sidecar", app.Sidecar.Kill, app.Start},
			victim{id + " and its sidecar", app.Kill, app.Start})
	}
	expiration := s.App("expiration")
	others = append(others, victim{"expiration and its sidecar", expiration.Kill, expiration.Start})
	return stripeside, others
}

// killAtRandom kills each in turn, in an order that changes with each round.
func (b *badness) killAtRandom(ctx context.Context, victims []victim, stream uint64) {
	random := rand.New(rand.NewPCG(b.w.seed, ^stream))
	for ctx.Err() == nil {
		random.Shuffle(len(victims), func(i, j int) { victims[i], victims[j] = victims[j], victims[i] })
		for _, v := range victims {
			pause(ctx, 4*time.Second+time.Duration(random.IntN(4000))*time.Millisecond)
			if ctx.Err() != nil {
				return
			}
			v.kill()
			pause(ctx, time.Duration(random.IntN(1500))*time.Millisecond)
			// Also when the time is over: it has to run for what comes then.
			if err := v.start(context.WithoutCancel(ctx)); err != nil {
				b.mu.Lock()
				b.fatal = fmt.Errorf("start %s: %w", v.name, err)
				b.mu.Unlock()
				return
			}
			b.did.count(v.name + " killed")
		}
	}
}

func pause(ctx context.Context, length time.Duration) {
	select {
	case <-time.After(length):
	case <-ctx.Done():
	}
}

func (b *badness) killStripe() {
	b.countFaults()
	b.w.s.Infra.Stripe.Kill()
}

// misbehave has the emulator do everything wrong that it can.
func (b *badness) misbehave(ctx context.Context) {
	_ = insist(ctx, func() error {
		return market.SetFaults(ctx, b.w.s.StripeURL, market.Faults{
			Seed:     b.w.seed,
			Webhooks: market.WebhookFaults{Drop: 0.15, Double: 0.15, Delay: 0.2, Reorder: 0.2, DelaySeconds: 5},
			Answers:  market.AnswerFaults{RateLimit: 0.03, ServerError: 0.03, ServerErrorActed: 0.5, Timeout: 0.01, Lost: 0.03, TimeoutSeconds: 3},
		})
	})
}

func (b *badness) countFaults() {
	counts, err := market.FaultCounts(context.Background(), b.w.s.StripeURL)
	if err != nil {
		return // the next one tells
	}
	for name, count := range counts {
		b.did.add(name, count)
	}
}

// bankDecides closes disputes while they come.
func (b *badness) bankDecides(ctx context.Context) {
	random := rand.New(rand.NewPCG(b.w.seed, 3))
	for ctx.Err() == nil {
		_, _ = b.w.closeDisputes(ctx, random) // it comes again
		pause(ctx, 5*time.Second)
	}
}

// closeDisputes decides all that are open, and says how many those were.
func (w *world) closeDisputes(ctx context.Context, random *rand.Rand) (open int, err error) {
	disputes, err := market.DisputesAtStripe(ctx, w.s.StripeURL)
	if err != nil {
		return 0, err
	}
	for _, dispute := range disputes {
		if dispute.Status == "won" || dispute.Status == "lost" {
			continue
		}
		open++
		status := []string{"won", "lost"}[random.IntN(2)]
		if market.CloseDispute(ctx, w.s.StripeURL, dispute.ID, status) == nil {
			w.did.count("dispute " + status)
		}
	}
	return open, nil
}

// stop ends it, and makes sure that everything runs.
func (b *badness) stop(t *testing.T) {
	t.Helper()
	b.end()
	b.all.Wait()
	require.NoError(t, b.fatal)
	b.countFaults()
	require.NoError(t, market.EndFaults(t.Context(), b.w.s.StripeURL))
	for _, app := range b.w.s.Apps() {
		require.NoError(t, app.Start(t.Context()))
	}
}

// requireAll holds the world to having been bad in all ways.
func (b *badness) requireAll(t *testing.T) {
	t.Helper()
	for _, misdeed := range market.Misdeeds {
		require.Positive(t, b.did.of(misdeed), misdeed)
	}
	services, others := b.victims()
	for _, v := range append(services, others...) {
		require.Positive(t, b.did.of(v.name+" killed"), v.name)
	}
}

// tally counts things by name.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func newTally() *tally { return &tally{n: map[string]int{}} }

func (t *tally) count(name string) { t.add(name, 1) }

func (t *tally) add(name string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n[name] += n
}

func (t *tally) of(name string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n[name]
}

func (t *tally) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []string
	for _, name := range slices.Sorted(maps.Keys(t.n)) {
		all = append(all, fmt.Sprintf("%d %s", t.n[name], name))
	}
	return strings.Join(all, ", ")
}
