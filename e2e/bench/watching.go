package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/saheedt/pass/e2e/market"
)

// watchers is how many pages of orders are open at once.
const watchers = 500

// The pauses between two looks of an order's page, as web/features/order/polling.ts has them.
const (
	whileWaiting  = 5 * time.Second
	whileDeciding = time.Second
)

// watching measures open pages that follow an order each, with a session, a
// connection and an order of their own.
func (b *bench) watching(ctx context.Context) error {
	open, err := b.openPages(ctx)
	if err != nil {
		return err
	}
	b.header(fmt.Sprintf("%d open pages follow their orders", watchers))
	if err := b.followAll(ctx, "each 5 s, while the buyer decides", whileWaiting, 20*time.Second, open[:watchers]); err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(p *openPage) bool { return !p.known.IsZero() })
	if err := b.followAll(ctx, "each second, when the hold is over", whileDeciding, 15*time.Second, open[:watchers]); err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(p *openPage) bool { return !p.known.IsZero() })
	for _, page := range open {
		page.asked = append(page.asked, &resource{url: b.stack.SiteURL + "/api/v1/payments/" + page.order})
	}
	return b.followAll(ctx, "each second with its payment, after checkout", whileDeciding, 15*time.Second, open)
}

func (b *bench) openPages(ctx context.Context) ([]*openPage, error) {
	listing, err := b.list(ctx, "Watched", mostUnits)
	if err != nil {
		return nil, err
	}
	site, err := url.Parse(b.stack.SiteURL)
	if err != nil {
		return nil, err
	}
	open := make([]*openPage, watchers+2*changes)
	r := load(ctx, 16, time.Hour, func(c, i int) error {
		n := i*16 + c
		if n >= len(open) {
			return errDone
		}
		buyer := market.New(b.stack.SiteURL)
		if err := buyer.SignUp(ctx, fmt.Sprintf("watcher%d@example.com", n), "correct horse battery"); err != nil {
			return err
		}
		order, err := buyer.Reserve(ctx, listing.ID, 1)
		if err != nil {
			return err
		}
		open[n] = &openPage{
			buyer: buyer, order: order.ID, asked: []*resource{{url: b.stack.SiteURL + "/api/v1/orders/" + order.ID}},
			conn: &fasthttp.HostClient{Addr: site.Host, MaxConns: 1},
		}
		_, err = buyer.Checkout(ctx, order.ID)
		return err
	})
	return open, r.first
}

// followAll lets the pages whose orders are open look for news with a pause for a while; some of the
// orders are cancelled meanwhile, as if in another tab.
func (b *bench) followAll(ctx context.Context, name string, pause, length time.Duration, open []*openPage) error {
	looking, stop := context.WithCancel(ctx)
	defer stop()
	before, began := b.processorTime(), time.Now()
	var all sync.WaitGroup
	var counted tally
	times := make([][]time.Duration, len(open))
	for i, page := range open {
		all.Go(func() { times[i] = page.follow(looking, pause, &counted) })
	}
	last := 2*pause + time.Second // for the pages of the last ones to know
	chosen, err := cancelSome(ctx, open, length-last)
	time.Sleep(last)
	stop()
	all.Wait()
	took := time.Since(began)
	latencies := slices.Concat(times...)
	slices.Sort(latencies)
	r := result{perSecond: float64(len(latencies)) / took.Seconds(), p50: at(latencies, 50), p99: at(latencies, 99), errors: counted.failed.Load()}
	if first := counted.first.Load(); first != nil {
		r.first = *first
	}
	b.row(name, len(open), r)
	b.busy(took, before)
	if err != nil {
		return err
	}
	var delays []time.Duration
	for _, page := range chosen {
		if page.known.IsZero() {
			return fmt.Errorf("the page of order %s did not know after %s that it was cancelled", page.order, time.Since(page.changed))
		}
		delays = append(delays, max(0, page.known.Sub(page.changed)))
	}
	slices.Sort(delays)
	fmt.Fprintf(b.out, "  %d%% of the answers were 304; %d orders changed, and their pages knew after a median of %.0f ms, the last after %.0f ms\n",
		100*counted.unchanged.Load()/max(1, int64(len(latencies))), len(delays), ms(at(delays, 50)), ms(delays[len(delays)-1]))
	return nil
}

// cancelSome cancels orders one by one, spread over a while, and returns their pages.
func cancelSome(ctx context.Context, open []*openPage, length time.Duration) (chosen []*openPage, err error) {
	for _, i := range rand.Perm(len(open))[:changes] {
		page := open[i]
		time.Sleep(length / changes)
		err = errors.Join(err, page.buyer.Cancel(ctx, page.order))
		page.changed = time.Now()
		chosen = append(chosen, page)
	}
	return chosen, err
}
