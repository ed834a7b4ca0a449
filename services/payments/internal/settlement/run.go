package settlement

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/saheedt/pass/services/payments/internal/store"
)

// workers is how many payments are brought on at once. Each waits for Stripe
// most of the time.
const workers = 16

// Run brings payments on until ctx ends: those that news came of, and every
// so often all that are due.
func (s *Settlement) Run(ctx context.Context) {
	var done sync.WaitGroup
	for range workers {
		done.Go(func() { s.work(ctx) })
	}
	s.watch(ctx)
	done.Wait()
}

func (s *Settlement) work(ctx context.Context) {
	for {
		j, ok := s.queue.pop(ctx)
		if !ok {
			return
		}
		s.do(ctx, j)
		s.queue.done(j.orderID)
	}
}

// do settles a payment under the trace of the news that it is for.
func (s *Settlement) do(stop context.Context, j job) {
	ctx, cancel := context.WithCancel(j.trace)
	defer cancel()
	defer context.AfterFunc(stop, cancel)()
	if err := s.Settle(ctx, j.orderID); err != nil && ctx.Err() == nil {
		s.Log.WarnContext(ctx, "payment not settled yet, will be tried again", "order_id", j.orderID, "error", err)
	}
}

// watch looks for payments that are due at once and then every so often, not
// in step with other instances.
func (s *Settlement) watch(ctx context.Context) {
	for {
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.Log.WarnContext(ctx, "due payments not read", "error", err)
		}
		select {
		case <-time.After(s.Every*9/10 + rand.N(s.Every/5+1)):
		case <-ctx.Done():
			return
		}
	}
}

// Sweep hands all that is due to the workers, and every so often the list of
// Stripe's events.
func (s *Settlement) Sweep(ctx context.Context) error {
	names, err := store.Due(ctx, s.Reader, s.Now())
	if err != nil {
		return err
	}
	for _, name := range names {
		s.queue.push(ctx, name)
	}
	if s.lists.allow(eventList, s.Now()) {
		s.queue.push(ctx, eventList)
	}
	return nil
}
