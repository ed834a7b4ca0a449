package state_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
)

// bent is a store that does not do what it should.
type bent struct {
	*statetest.Memory
	transact func(ctx context.Context, m *statetest.Memory, ops []state.Op) error
	read     func(map[string]state.Item)
}

func (b bent) Transact(ctx context.Context, ops []state.Op) error {
	if b.transact == nil {
		return b.Memory.Transact(ctx, ops)
	}
	return b.transact(ctx, b.Memory, ops)
}

func (b bent) Get(ctx context.Context, keys []string) (map[string]state.Item, error) {
	items, err := b.Memory.Get(ctx, keys)
	if b.read != nil {
		b.read(items)
	}
	return items, err
}

// each changes every operation of a transaction.
func each(change func(*state.Op)) func(context.Context, *statetest.Memory, []state.Op) error {
	return func(ctx context.Context, m *statetest.Memory, ops []state.Op) error {
		ops = append([]state.Op(nil), ops...)
		for i := range ops {
			change(&ops[i])
		}
		return m.Transact(ctx, ops)
	}
}

// oneByOne does what it can of a transaction.
func oneByOne(ctx context.Context, m *statetest.Memory, ops []state.Op) error {
	var errs []error
	for _, op := range ops {
		errs = append(errs, m.Transact(ctx, []state.Op{op}))
	}
	return errors.Join(errs...)
}

func TestProbeSeesWhatWouldBreakPass(t *testing.T) {
	values := func(change func(state.Item) state.Item) func(map[string]state.Item) {
		return func(items map[string]state.Item) {
			for key, item := range items {
				items[key] = change(item)
			}
		}
	}
	for name, c := range map[string]struct {
		store bent
		did   string
	}{
		"insert-only writes replace": {bent{transact: each(func(op *state.Op) { op.Insert = false })}, "insert-only"},
		"etags are ignored":          {bent{transact: each(func(op *state.Op) { op.ETag = "" })}, "outdated etag"},
		"both":                       {bent{transact: each(func(op *state.Op) { op.ETag, op.Insert = "", false })}, "insert-only"},
		"one by one":                 {bent{transact: oneByOne}, "part of a transaction"},
		"one by one, and no error of it": {bent{transact: func(ctx context.Context, m *statetest.Memory, ops []state.Op) error {
			_ = oneByOne(ctx, m, ops)
			return nil
		}}, "insert-only"},
		"values are read anew": {bent{read: values(func(i state.Item) state.Item {
			i.Value = bytes.ReplaceAll(i.Value, []byte("$field"), []byte("null"))
			return i
		})}, "changed"},
		"no etags":          {bent{read: values(func(i state.Item) state.Item { i.ETag = ""; return i })}, "no etag"},
		"one etag for ever": {bent{transact: each(func(op *state.Op) { op.ETag = "" }), read: values(func(i state.Item) state.Item { i.ETag = "1"; return i })}, "the same one"},
	} {
		t.Run(name, func(t *testing.T) {
			c.store.Memory = statetest.NewMemory()
			var unfit *state.Unfit
			require.ErrorAs(t, state.Probe(t.Context(), c.store, "platform/probe/x/"), &unfit)
			require.Contains(t, unfit.Did, c.did)
			require.NotEmpty(t, unfit.Breaks)
		})
	}
}

func TestProbeLeavesNothing(t *testing.T) {
	store := statetest.NewMemory()
	require.NoError(t, state.Probe(t.Context(), store, "platform/probe/x/"))
	require.Empty(t, store.Keys())
}

// A store that fails may be anything but unfit, whatever it does at which step.
func TestProbeTakesNoFailureForUnfitness(t *testing.T) {
	away := errors.New("away")
	for step := range 4 {
		for name, fault := range map[string]func(m *statetest.Memory, now func() bool){
			"away before": func(m *statetest.Memory, now func() bool) {
				m.Before = func(_ context.Context, op string) error {
					if op == "transact" && now() {
						return away
					}
					return nil
				}
			},
			"committed, and told otherwise": func(m *statetest.Memory, now func() bool) {
				m.Commits = func([]state.Op) (bool, error) {
					if now() {
						return true, away
					}
					return true, nil
				}
			},
			"lost, and told otherwise": func(m *statetest.Memory, now func() bool) {
				m.Commits = func([]state.Op) (bool, error) { return !now(), nil }
			},
		} {
			store, n := statetest.NewMemory(), 0
			fault(store, func() bool { n++; return n == step+1 })
			err := state.Probe(t.Context(), store, "platform/probe/x/")
			var unfit *state.Unfit
			require.False(t, errors.As(err, &unfit), "%s, step %d: %v", name, step, err)
		}
	}
}

func TestProbesOfOneNameDoNotMeet(t *testing.T) {
	store := statetest.NewMemory()
	errs := make(chan error, 16)
	for range cap(errs) {
		go func() { errs <- state.Probe(context.WithoutCancel(t.Context()), store, "platform/probe/x/") }()
	}
	for range cap(errs) {
		require.NoError(t, <-errs)
	}
}
