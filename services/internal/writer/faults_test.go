package writer_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
)

// process is a store as one process sees it, until it crashes.
type process struct {
	state.Store
	rnd    *lockedRand
	dead   atomic.Bool
	faults atomic.Bool
}

func (p *process) crash() { p.dead.Store(true) }

var errCrashed = errors.New("process is gone")

func (p *process) Get(ctx context.Context, keys []string) (map[string]state.Item, error) {
	if p.dead.Load() {
		return nil, errCrashed
	}
	if p.faults.Load() && p.rnd.chance(20) {
		return nil, errors.New("read timed out")
	}
	return p.Store.Get(ctx, keys)
}

func (p *process) Transact(ctx context.Context, ops []state.Op) error {
	if p.dead.Load() {
		return errCrashed
	}
	if !p.faults.Load() {
		return p.Store.Transact(ctx, ops)
	}
	switch {
	case p.rnd.chance(15): // refused before anything happened
		return errors.New("sidecar not reachable")
	case p.rnd.chance(15): // commits, but the answer is lost
		_ = p.Store.Transact(ctx, ops)
		return errors.New("answer lost")
	case p.rnd.chance(15): // commits later, if it still can
		time.AfterFunc(time.Duration(p.rnd.n(8))*time.Millisecond, func() { _ = p.Store.Transact(context.Background(), ops) })
		return errors.New("timed out")
	case p.rnd.chance(15): // reported, but lost
		return nil
	case p.rnd.chance(25): // the process dies just after the commit
		err := p.Store.Transact(ctx, ops)
		p.crash()
		return err
	}
	return p.Store.Transact(ctx, ops)
}

type lockedRand struct {
	mu sync.Mutex
	*rand.Rand
}

func (r *lockedRand) n(n int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.IntN(n)
}

func (r *lockedRand) chance(oneIn int) bool { return r.n(oneIn) == 0 }

// TestRandomFaults lets many callers change shared documents through two
// instances whose store and broker fail in every way there is, and which
// crash and are started again. Nothing that was answered is lost, nothing is
// done twice, and each event goes out if and only if its change was made.
func TestRandomFaults(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3, 4, 5, 6, uint64(time.Now().UnixNano())} {
		t.Run(fmt.Sprint("memory ", seed), func(t *testing.T) { randomFaults(t, statetest.NewMemory(), seed) })
	}
	t.Run("sqlite", func(t *testing.T) {
		randomFaults(t, sidecartest.StateStore(t, "orders"), uint64(time.Now().UnixNano()))
	})
}

func randomFaults(t *testing.T, store state.Store, seed uint64) {
	rnd, b := &lockedRand{Rand: rand.New(rand.NewPCG(seed, seed))}, &broker{}
	b.fail = func() error {
		if rnd.chance(10) {
			return errors.New("broker did not answer")
		}
		return nil
	}
	opts := writer.Options{Lease: 100 * time.Millisecond, Timeout: 2 * time.Second, MaxBatch: 16}
	instances := []*instance{newInstance(t, "a", store, b, rnd, opts), newInstance(t, "b", store, b, rnd, opts)}

	var mu sync.Mutex
	answered, unknown := map[string][]string{}, map[string]bool{}
	var all sync.WaitGroup
	for caller := range 24 {
		all.Go(func() {
			for i := range 15 {
				id := fmt.Sprintf("%d-%d", caller, i)
				keys := []string{fmt.Sprintf("doc/%d", rnd.n(4))}
				if other := fmt.Sprintf("doc/%d", rnd.n(4)); other != keys[0] {
					keys = append(keys, other)
				}
				_, err := add(t.Context(), instances[rnd.n(2)].current(), id, keys...)
				mu.Lock()
				if err == nil {
					answered[id] = keys
				} else {
					unknown[id] = true
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for _, i := range instances {
		i.heal()
	}

	applied := map[string]int{}
	for k := range 4 {
		key := fmt.Sprintf("doc/%d", k)
		doc := mustRead[counter](t, store, key)
		require.NotNil(t, doc)
		require.Len(t, doc.Log, doc.N, "a lost or doubled update of %s", key)
		seen := map[string]bool{}
		for _, id := range doc.Log {
			require.False(t, seen[id], "%s applied twice to %s", id, key)
			seen[id] = true
			applied[id]++
		}
	}
	for id, keys := range answered {
		require.Equal(t, len(keys), applied[id], "%s was answered", id)
	}
	require.Eventually(t, func() bool {
		for id := range applied {
			if b.count("ticket/"+id+"/1") == 0 {
				return false
			}
		}
		return true
	}, 20*time.Second, 10*time.Millisecond, "an event was lost")
	for id := range unknown {
		if applied[id] == 0 {
			require.Zero(t, b.count("ticket/"+id+"/1"), "event of a change that was not made")
		}
	}
	t.Logf("answered %d, unknown %d, restarts %d", len(answered), len(unknown), instances[0].restarts+instances[1].restarts)
	require.NotEmpty(t, answered)
}

// instance is a named writer that is started again when its process dies.
type instance struct {
	t        *testing.T
	name     string
	store    state.Store
	broker   *broker
	rnd      *lockedRand
	opts     writer.Options
	mu       sync.Mutex
	process  *process
	writer   *writer.Writer
	restarts int
}

func newInstance(t *testing.T, name string, store state.Store, b *broker, rnd *lockedRand, opts writer.Options) *instance {
	opts.Instance = name
	i := &instance{t: t, name: name, store: store, broker: b, rnd: rnd, opts: opts}
	i.start(true)
	return i
}

func (i *instance) start(faults bool) {
	i.process = &process{Store: i.store, rnd: i.rnd}
	i.writer = mustStart(i.t, i.process, i.broker, i.opts)
	i.process.faults.Store(faults)
}

func (i *instance) current() *writer.Writer {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.process.dead.Load() {
		i.restarts++
		i.start(true)
	}
	return i.writer
}

// heal ends the faults by a last restart.
func (i *instance) heal() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.process.crash()
	i.start(false)
}
