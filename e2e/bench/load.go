package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// result is what a number of callers, each with one request at a time, got.
type result struct {
	perSecond float64
	p50, p99  time.Duration
	done      int
	errors    int64
	first     error // of the errors
}

// load lets callers repeat op for a while, or until it is errDone. The i-th
// run of caller c gets both numbers.
func load(ctx context.Context, callers int, length time.Duration, op func(c, i int) error) result {
	var all sync.WaitGroup
	var failed atomic.Int64
	var first atomic.Pointer[error]
	times := make([][]time.Duration, callers)
	start := time.Now()
	for c := range callers {
		all.Go(func() {
			for i := 0; time.Since(start) < length && ctx.Err() == nil; i++ {
				began := time.Now()
				if err := op(c, i); err != nil {
					if errors.Is(err, errDone) {
						return
					}
					failed.Add(1)
					first.CompareAndSwap(nil, &err)
					continue
				}
				times[c] = append(times[c], time.Since(began))
			}
		})
	}
	all.Wait()
	took := time.Since(start)
	sorted := slices.Concat(times...)
	slices.Sort(sorted)
	r := result{done: len(sorted), errors: failed.Load(), perSecond: float64(len(sorted)) / took.Seconds(), p50: at(sorted, 50), p99: at(sorted, 99)}
	if err := first.Load(); err != nil {
		r.first = *err
	}
	return r
}

func at(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

func (b *bench) header(title string) {
	fmt.Fprintf(b.out, "\n%-44s %8s %10s %9s %9s %7s\n", title, "callers", "per second", "p50 ms", "p99 ms", "errors")
}

func (b *bench) row(name string, callers int, r result) {
	b.rates[fmt.Sprint(name, " ", callers)] = r.perSecond
	fmt.Fprintf(b.out, "%-44s %8d %10.0f %9.2f %9.2f %7d\n", name, callers, r.perSecond, ms(r.p50), ms(r.p99), r.errors)
	if r.first != nil {
		fmt.Fprintf(os.Stderr, "  first error: %v\n", r.first)
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// limits sets what the market does beside what the sidecar does alone with
// the same payload, in the same run.
func (b *bench) limits(context.Context) error {
	fmt.Fprintf(b.out, "\n%-44s %10s %10s %7s\n", "beside the sidecar's limit, per second", "market", "limit", "ratio")
	for _, pair := range []struct{ market, limit string }{
		{"show 1", "get 1"}, {"show 16", "get 16"}, {"show 64", "get 64"},
		{"one hot listing 1", "transaction of one reservation 1"}, {"one hot listing 16", "transaction of one reservation 16"},
		{"one hot listing 64", "transaction of one reservation 64"}, {"one hot listing 64", "reservations in transactions of 64 1"},
		{"distinct listings 64", "transaction of one reservation 64"},
	} {
		market, limit := b.rates[pair.market], b.rates[pair.limit]
		if market == 0 || limit == 0 {
			continue
		}
		fmt.Fprintf(b.out, "%-44s %10.0f %10.0f %7.2f  %s\n", pair.market, market, limit, market/limit, pair.limit)
	}
	return nil
}
