package writer

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/state"
)

// call is a change that waits for its answer.
type call struct {
	ctx  context.Context
	keys []string
	fn   func(*Tx) (any, error)
	done chan outcome

	failures int // of transactions of its own, although the store was read
}

type outcome struct {
	value any
	err   error
	after []func() // of a change that is not refused
}

// execution is one run of the functions of a round on the same copies.
type execution struct {
	copies      map[string]*doc // as read
	changes     map[string]*doc // as the functions left them
	missing     map[string]bool // asked for, not read
	events      []contracts.Event
	outcomes    map[*call]outcome
	again       bool // an earlier attempt of this round failed
	traceParent func(context.Context) string
}

func (e *execution) lookup(key string) (*doc, bool) {
	if d, ok := e.changes[key]; ok {
		return d, true
	}
	d, ok := e.copies[key]
	return d, ok
}

// run lets one call do its changes, which the others of the round see only
// when it is not refused.
func (e *execution) run(c *call) {
	tx := &Tx{ctx: c.ctx, round: e, changes: map[string]*doc{}}
	value, err := guard(c.fn, tx)
	if err == nil {
		err = tx.err
	}
	if err != nil {
		e.outcomes[c] = outcome{value: value, err: err}
		return
	}
	e.outcomes[c] = outcome{value: value, after: tx.after}
	for key, d := range tx.changes {
		e.changes[key] = d
	}
	e.events = append(e.events, tx.events...)
}

// guard turns a panic of one function into its error, so that it does not
// take the others of the round with it.
func guard(fn func(*Tx) (any, error), tx *Tx) (value any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic in a change: %v\n%s", cause, debug.Stack())
		}
	}()
	return fn(tx)
}

// changed tells whether there is anything to commit.
func (e *execution) changed() bool { return len(e.changes) > 0 || len(e.events) > 0 }

// ops lists the writes of the round, in the order of their keys so that
// concurrent transactions lock in the same order.
func (e *execution) ops() ([]state.Op, error) {
	keys := make([]string, 0, len(e.changes))
	for key := range e.changes {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	ops := make([]state.Op, 0, len(keys)+3)
	for _, key := range keys {
		change := e.changes[key]
		etag := ""
		if base, ok := e.copies[key]; ok {
			etag = base.etag
		}
		if change.val == nil {
			if etag != "" {
				ops = append(ops, state.Op{Key: key, ETag: etag, Delete: true})
			}
			continue
		}
		raw, err := json.Marshal(change.val)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", key, err)
		}
		change.raw = raw
		ops = append(ops, state.Op{Key: key, Value: raw, ETag: etag, Insert: etag == "" && !change.fresh, TTL: change.ttl})
	}
	return ops, nil
}
