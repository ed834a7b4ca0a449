// Package audit holds the books of payments against Stripe: every payment,
// refund, dispute and transfer that Stripe has, against the ledger, and every
// ledger against Stripe; each ledger against the documents that it follows
// from; and the sellers' running balances against the sum of the entries.
//
// The service may go on meanwhile. Both sides are read page by page and summed
// up, so that memory does not grow with their number; what does not agree then
// is looked at again, order by order, and only what still does not is a
// difference. One that is younger than the grace is told of as under way.
package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// mostSuspects bounds how many orders are looked at one by one: where more
// don't agree, something is wrong as a whole.
const mostSuspects = 5000

// Options are what an audit works with.
type Options struct {
	Reader *state.Reader
	Stripe *Client
	Clock  func() time.Time
	// Grace is how long ago something may have changed last and be under way.
	Grace time.Duration
	// Progress is told now and then how far the audit is.
	Progress func(text string)
}

// audit is one run.
type audit struct {
	Options
	report   Report
	atStripe digest              // what Stripe has and the ledgers have too
	inBooks  digest              // what the ledgers in the book have
	suspects map[string][]string // orders to look at again, with the intents that Stripe named
	listed   map[string]bool     // those of the doubtful buckets that the book lists
	doubtful map[int]bool        // buckets whose sums differ
	steps    int
}

// Run compares everything. Its error says that it could not: the report is of
// what was compared until then.
func Run(ctx context.Context, o Options) (Report, error) {
	a := &audit{Options: o, suspects: map[string][]string{}, listed: map[string]bool{}, doubtful: map[int]bool{}}
	a.report.Began = o.Clock()
	for _, step := range []func(context.Context) error{a.stripe, a.books, a.doubts, a.confirm} {
		if err := step(ctx); err != nil {
			return a.finish(), err
		}
	}
	return a.finish(), nil
}

// Order compares one order only, with what its documents and ledger say of
// it.
func Order(ctx context.Context, o Options, orderID string) (Report, error) {
	a := &audit{Options: o, suspects: map[string][]string{orderID: nil}}
	a.report.Began = o.Clock()
	err := a.confirm(ctx)
	return a.finish(), err
}

func (a *audit) finish() Report {
	a.report.Seconds = a.Clock().Sub(a.report.Began).Seconds()
	a.report.sort()
	return a.report
}

// stripe goes through what Stripe has.
func (a *audit) stripe(ctx context.Context) error {
	return a.Stripe.All(ctx, func(facts []Fact) error {
		orders := map[string]bool{}
		for _, f := range facts {
			orders[f.OrderID] = true
		}
		records, err := a.records(ctx, slices.Collect(maps.Keys(orders)))
		if err != nil {
			return err
		}
		for _, f := range facts {
			a.hold(f, records[f.OrderID])
		}
		a.step(len(facts), "at Stripe")
		return nil
	})
}

func (a *audit) records(ctx context.Context, orders []string) (map[string]store.Record, error) {
	list, err := store.Records(ctx, a.Reader, orders)
	if err != nil {
		return nil, err
	}
	records := make(map[string]store.Record, len(list))
	for _, record := range list {
		records[record.OrderID] = record
	}
	return records, nil
}

// hold compares a fact of Stripe's with the ledger of its order.
func (a *audit) hold(f Fact, r store.Record) {
	for _, known := range factsOf(books(r)) {
		if known.ID != f.ID {
			continue
		}
		a.report.count(f, true)
		if !known.same(f) {
			a.suspect(f)
		} else if r.Ledger != nil {
			a.atStripe.add(f)
		}
		return
	}
	if !f.idle() {
		a.report.count(f, true)
		a.suspect(f)
	}
}

func (a *audit) suspect(f Fact) {
	if _, known := a.suspects[f.OrderID]; !known && len(a.suspects) >= mostSuspects {
		a.report.Incomplete = true
		return
	}
	intents := a.suspects[f.OrderID]
	if f.Kind == Payment && !slices.Contains(intents, f.ID) {
		intents = append(intents, f.ID)
	}
	a.suspects[f.OrderID] = intents
}

// books goes through the book, shard by shard.
func (a *audit) books(ctx context.Context) error {
	for n := range store.Shards {
		sums := sums{}
		err := a.walk(ctx, n, func(r store.Record) {
			a.balanced(r)
			sums.add(r)
		})
		if err != nil {
			return err
		}
		if err := a.balances(ctx, n, sums); err != nil {
			return err
		}
	}
	return nil
}

// walk hands the records of a shard of the book to visit.
func (a *audit) walk(ctx context.Context, n int, visit func(store.Record)) error {
	return store.Book(ctx, a.Reader, n, func(orders []string) error {
		records, err := store.Records(ctx, a.Reader, orders)
		if err != nil {
			return err
		}
		for _, r := range records {
			visit(r)
		}
		a.step(len(records), "in the book")
		return nil
	})
}

// balanced looks at one ledger of the book.
func (a *audit) balanced(r store.Record) {
	a.report.Ledgers++
	for _, f := range factsOf(books(r)) {
		a.inBooks.add(f)
		a.report.count(f, false)
	}
	if r.Ledger != nil {
		a.report.Entries += len(r.Ledger.Entries)
	}
	if len(unexplained(r)) > 0 {
		a.suspect(Fact{OrderID: r.OrderID})
	}
}

// doubts finds the orders of the buckets whose sums differ: in the book, and
// at Stripe those that the book does not list.
func (a *audit) doubts(ctx context.Context) error {
	shards, unlisted := map[int]bool{}, false
	for b := range a.atStripe {
		stripe, books := a.atStripe[b], a.inBooks[b]
		if stripe == books {
			continue
		}
		a.doubtful[b], shards[b%store.Shards] = true, true
		unlisted = unlisted || stripe.orders > books.orders
	}
	for n := range shards {
		err := store.Book(ctx, a.Reader, n, func(orders []string) error {
			for _, orderID := range orders {
				if a.doubtful[bucketOf(orderID)] {
					a.listed[orderID] = true
					a.suspect(Fact{OrderID: orderID})
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if !unlisted {
		return nil
	}
	return a.Stripe.Payments(ctx, func(facts []Fact) error {
		for _, f := range facts {
			if a.doubtful[bucketOf(f.OrderID)] && !f.idle() {
				a.suspect(f)
			}
		}
		return nil
	})
}

func (a *audit) step(n int, where string) {
	if a.steps += n; a.Progress != nil {
		a.Progress(fmt.Sprintf("%d things compared %s", a.steps, where))
	}
}
