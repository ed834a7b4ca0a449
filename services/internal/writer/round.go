package writer

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

const (
	// idle is how long published events stay listed when no write takes them
	// along.
	idle = 500 * time.Millisecond

	firstPause = 4 * time.Millisecond
	maxPause   = 500 * time.Millisecond
)

// run works on one batch after another until the writer is closed and has
// answered all.
func (w *Writer) run() {
	next := newBatch(nil)
	for {
		if len(next.calls) == 0 {
			calls, open := w.wait()
			if !open {
				return
			}
			next = newBatch(calls)
		}
		if len(next.calls) == 0 || w.untilUpkeep() <= 0 {
			w.upkeep(next)
		}
		next = w.work(next)
	}
}

// wait blocks until there is something to do: calls, or the upkeep of the
// outbox, for which it returns none. It tells false when the writer is closed
// and no call is left.
func (w *Writer) wait() ([]*call, bool) {
	upkeep := time.NewTimer(w.untilUpkeep())
	defer upkeep.Stop()
	select {
	case c := <-w.calls:
		return append([]*call{c}, w.waiting(w.opts.MaxBatch-1)...), true
	case <-upkeep.C:
		return nil, true
	case <-w.stop:
		calls := w.waiting(w.opts.MaxBatch)
		return calls, len(calls) > 0
	}
}

// waiting takes the calls that wait at this moment, up to a bound.
func (w *Writer) waiting(most int) []*call {
	var calls []*call
	for len(calls) < most {
		select {
		case c := <-w.calls:
			calls = append(calls, c)
		default:
			return calls
		}
	}
	return calls
}

func (w *Writer) untilUpkeep() time.Duration {
	last, every := w.box.tried, w.opts.Lease/3
	if w.looked.After(last) {
		last = w.looked
	}
	if len(w.box.head.Chunks) > 0 {
		every = min(every, idle)
	}
	return time.Until(last.Add(every))
}

// upkeep renews the lease and drops published events from the outbox when no
// change does so in passing. Calls that have come meanwhile join next.
func (w *Writer) upkeep(next *batch) {
	w.looked = time.Now()
	if !w.box.untidy() && time.Since(w.box.tried) < w.opts.Lease/3 {
		return
	}
	b := newBatch(nil)
	if !w.read(b) {
		return
	}
	w.setFault(nil) // the outbox is ours; a read that denied it was stale
	w.commit(b, w.execution(b), next)
}

// work brings a batch to its end. It returns the next one, whose documents
// were read together with the last commit.
func (w *Writer) work(b *batch) *batch {
	next := newBatch(nil)
	for ; len(b.calls) > 0; b.tries++ {
		if b.failures > 0 {
			pause(context.Background(), backoff(b.failures))
		}
		if b.dropExpired(); len(b.calls) == 0 {
			break
		}
		if !w.read(b) {
			continue
		}
		if _, committed := b.attempts[w.box.head.Attempt]; committed {
			b.settle(w.box.head.Attempt)
			continue
		}
		e := w.execute(b)
		switch {
		case e == nil:
		case !e.changed() && len(b.attempts) == 0:
			b.answer(e.outcomes)
		default:
			// A refusal after an uncertain attempt is committed too: that makes
			// the attempt void before anybody is told.
			w.commit(b, e, next)
		}
	}
	return next
}

// read gets what the batch has no copy of yet, and the outbox document unless
// it is known. It tells whether that worked.
func (w *Writer) read(b *batch) bool {
	keys := w.wanted(b)
	if len(keys) == 0 {
		return true
	}
	items, err := get(b.context(), w.store, keys)
	if err == nil {
		err = w.box.see(items)
	}
	if err != nil {
		w.stumble(b, failedRead, "documents not read", err)
		return false
	}
	b.learn(keys, items)
	return true
}

func (w *Writer) wanted(b *batch) []string {
	keys := b.unread()
	w.box.doubt()
	if !w.box.known {
		keys = append(keys, headKey(w.opts.Instance))
	}
	return keys
}

func (w *Writer) execution(b *batch) *execution {
	return &execution{
		copies: b.copies, changes: map[string]*doc{}, missing: map[string]bool{},
		outcomes: make(map[*call]outcome, len(b.calls)), again: b.failures > 0, traceParent: w.opts.TraceParent,
	}
}

// execute runs the functions, as often as they ask for more documents; nil
// when these could not be read.
func (w *Writer) execute(b *batch) *execution {
	for {
		e := w.execution(b)
		for _, c := range b.turn() {
			e.run(c)
		}
		if len(e.missing) == 0 {
			return e
		}
		for key := range e.missing {
			b.wanted[key] = true
		}
		if !w.read(b) {
			return nil
		}
	}
}

// commit writes what the functions changed. One read tells whether it is
// there, and brings what the calls that wait by then will need.
func (w *Writer) commit(b *batch, e *execution, next *batch) {
	ops, err := e.ops()
	if err != nil {
		w.unencodable(b, e, err)
		return
	}
	box, intended, chunk := w.box.next(e.events)
	defer observe(time.Now())
	ctx, span := b.span(len(ops))
	defer span.Finish(nil)
	failed := transact(ctx, w.store, append(ops, box...))
	b.attempts[intended.Attempt] = e.outcomes
	w.box.known = false

	if len(next.calls) == 0 {
		next.calls = w.waiting(w.opts.MaxBatch)
	}
	next.copies = nil // from before this transaction, if any
	keys := w.wanted(next)
	items, err := get(ctx, w.store, keys)
	if err != nil {
		w.stumble(b, failedUnconfirmed, "commit not confirmed", errors.Join(failed, err))
		return
	}
	if w.box.confirm(items, intended, chunk, e.events) {
		commits.Inc()
		next.learn(keys, items)
		next.reuse(e)
		b.settle(intended.Attempt)
		return
	}
	w.stumble(b, failedRejected, "transaction not committed", errors.Join(failed, w.box.see(items)))
	if w.box.known && b.attempts[w.box.head.Attempt] != nil {
		b.settle(w.box.head.Attempt) // an earlier attempt was merely late
		return
	}
	b.giveUp(e, failed)
}

// unencodable answers the change that can't be written once it is alone.
func (w *Writer) unencodable(b *batch, e *execution, err error) {
	if len(e.outcomes) > 1 {
		b.single = true
		return
	}
	for c := range e.outcomes {
		e.outcomes[c] = outcome{err: err}
	}
	b.answer(e.outcomes)
}

// stumble forgets the copies after a failure, or gives up where trying again
// can't help.
func (w *Writer) stumble(b *batch, kind, what string, err error) {
	failures.WithLabelValues(kind).Inc()
	b.forget()
	b.failures++
	b.single = b.single || b.failures >= alone
	if errors.Is(err, errReplaced) {
		w.setFault(errReplaced)
		b.refuse(errReplaced)
	}
	// The first conflicts are the ordinary way of instances side by side.
	if b.failures == 3 || errors.Is(err, errReplaced) {
		w.opts.Log.Warn(what, "instance", w.opts.Instance, "calls", len(b.calls), "error", err)
	}
}

func backoff(failures int) time.Duration {
	return rand.N(min(firstPause<<min(failures, 10), maxPause))
}

// pause sleeps for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
