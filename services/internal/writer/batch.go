package writer

import (
	"bytes"
	"fmt"

	"github.com/saheedt/pass/services/internal/state"
)

// alone is after how many failures in a row the calls of a batch are tried
// one at a time, so that one that can't succeed does not hold up the rest, and
// after how many failures of its own such a call is given up.
const alone = 8

// batch is a set of calls that are worked on together until each has its
// answer. Their functions run on documents that were read after the calls
// were made, so even a refusal is never older than its call.
type batch struct {
	calls  []*call
	copies map[string]*doc
	wanted map[string]bool // beyond the calls' own hints
	// attempts are the transactions whose fate is not certain, each with what
	// its calls are told when it turns out committed.
	attempts map[int64]map[*call]outcome
	tries    int
	failures int  // since the last success
	single   bool // one call at a time from now on
}

func newBatch(calls []*call) *batch {
	return &batch{calls: calls, wanted: map[string]bool{}, attempts: map[int64]map[*call]outcome{}}
}

// unread lists the documents that the batch needs and has no copy of.
func (b *batch) unread() []string {
	var keys []string
	seen := map[string]bool{}
	need := func(key string) {
		if _, ok := b.copies[key]; !ok && !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	for _, c := range b.turn() {
		for _, key := range c.keys {
			need(key)
		}
	}
	for key := range b.wanted {
		need(key)
	}
	return keys
}

// learn keeps what was read, and what turned out not to be there.
func (b *batch) learn(keys []string, items map[string]state.Item) {
	if b.copies == nil {
		b.copies = make(map[string]*doc, len(keys))
	}
	for _, key := range keys {
		item := items[key]
		b.copies[key] = &doc{raw: item.Value, etag: item.ETag}
	}
}

// reuse spares decoding what this writer has just encoded.
func (b *batch) reuse(e *execution) {
	for key, d := range b.copies {
		if change, ok := e.changes[key]; ok && change.val != nil && bytes.Equal(change.raw, d.raw) {
			d.val = change.val
		}
	}
}

// turn is who takes part in the next attempt.
func (b *batch) turn() []*call {
	if !b.single || len(b.calls) < 2 {
		return b.calls
	}
	i := b.tries % len(b.calls)
	return b.calls[i : i+1]
}

// answer tells calls their outcomes, and takes them out of the batch.
func (b *batch) answer(outcomes map[*call]outcome) {
	left := b.calls[:0:0]
	for _, c := range b.calls {
		out, ok := outcomes[c]
		if !ok {
			left = append(left, c)
			continue
		}
		c.done <- out
	}
	b.calls = left
}

// settle answers the calls of the attempt that is known to be committed. All
// others are void: each replaced the same version of the outbox document.
func (b *batch) settle(attempt int64) {
	tally(b.attempts[attempt])
	b.answer(b.attempts[attempt])
	b.attempts = map[int64]map[*call]outcome{}
	b.forget()
	b.failures = 0
}

// forget drops the copies, and what only calls of an earlier turn asked for.
func (b *batch) forget() {
	b.copies = nil
	if b.single {
		clear(b.wanted)
	}
}

// giveUp refuses the call that the store has refused alone once too often:
// those behind it must not wait for its timeout.
func (b *batch) giveUp(e *execution, err error) {
	if !b.single || len(e.outcomes) > 1 {
		return
	}
	for c := range e.outcomes {
		if c.failures++; c.failures >= alone {
			b.answer(map[*call]outcome{c: {err: unavailable(err)}})
		}
	}
}

// refuse ends all calls that are left with an error.
func (b *batch) refuse(err error) {
	for _, c := range b.calls {
		c.done <- outcome{err: unavailable(err)}
	}
	b.calls = nil
}

func unavailable(cause error) error {
	if cause == nil {
		return ErrUnavailable
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, cause)
}

// dropExpired takes out the calls whose callers have gone; their attempts may
// still turn out committed.
func (b *batch) dropExpired() {
	left := b.calls[:0:0]
	for _, c := range b.calls {
		if c.ctx.Err() == nil {
			left = append(left, c)
		}
	}
	b.calls = left
}
