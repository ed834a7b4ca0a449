package writer_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
)

// mortal is the world as a process sees it that dies at its n-th step: at a
// call of the store or the broker, before the call takes effect or after it
// did and before the process hears of it.
type mortal struct {
	store  state.Store
	broker *broker
	n      int
	after  bool

	mu   sync.Mutex
	step int
}

// takes runs one step, unless the process is dead or dies before it.
func (m *mortal) takes(effect func() error) error {
	m.mu.Lock()
	m.step++
	now := m.step
	m.mu.Unlock()
	if now > m.n || now == m.n && !m.after {
		return errCrashed
	}
	err := effect()
	if now == m.n {
		return errCrashed
	}
	return err
}

func (m *mortal) Get(ctx context.Context, keys []string) (items map[string]state.Item, err error) {
	err = m.takes(func() (err error) { items, err = m.store.Get(ctx, keys); return err })
	return items, err
}

func (m *mortal) Transact(ctx context.Context, ops []state.Op) error {
	return m.takes(func() error { return m.store.Transact(ctx, ops) })
}

func (m *mortal) Publish(ctx context.Context, event contracts.Event) error {
	return m.takes(func() error { return m.broker.Publish(ctx, event) })
}

func (m *mortal) dead() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.step >= m.n
}

// TestCrashAtEveryStep lets a process die at each of its steps in turn. Whether the next process of its name or a peer takes over: what was
// answered is there once, and an event went out if and only if its change was made.
func TestCrashAtEveryStep(t *testing.T) {
	for _, heir := range []string{"a", "peer"} {
		for _, after := range []bool{false, true} {
			died := true
			for n := 1; died; n++ {
				t.Run(fmt.Sprintf("step %d, after it %t, heir %s", n, after, heir), func(t *testing.T) {
					died = crashAt(t, n, after, heir)
				})
				require.Less(t, n, 200)
			}
		}
	}
}

// crashAt tells whether the process lived long enough to die at step n.
func crashAt(t *testing.T, n int, after bool, heir string) bool {
	b := &broker{}
	world := &mortal{store: statetest.NewMemory(), broker: b, n: n, after: after}
	opts := writer.Options{Instance: "a", Lease: 40 * time.Millisecond, Timeout: 30 * time.Millisecond, Publishers: 1, Log: quiet}
	w := writer.New(world, world, opts)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	answered := map[string]bool{}
	if w.Start(ctx) == nil {
		for i := range 3 {
			id := fmt.Sprint(i)
			_, err := add(t.Context(), w, id, "x")
			answered[id] = err == nil
		}
		require.Eventually(t, func() bool { return world.dead() || w.Pending() == 0 }, time.Second, time.Millisecond)
		ended, end := context.WithTimeout(t.Context(), time.Millisecond)
		defer end()
		_ = w.Close(ended)
	}
	died := world.dead()

	mustStart(t, world.store, b, writer.Options{Instance: heir, Lease: 40 * time.Millisecond})
	doc := mustRead[counter](t, world.store, "x")
	if doc == nil {
		doc = &counter{}
	}
	applied := map[string]int{}
	for _, id := range doc.Log {
		applied[id]++
	}
	for id, ok := range answered {
		require.LessOrEqual(t, applied[id], 1, "change %s made twice", id)
		if ok {
			require.Equal(t, 1, applied[id], "change %s was answered", id)
		}
		if applied[id] == 0 {
			require.Zero(t, b.count("ticket/"+id+"/1"), "event of a change that was not made")
			continue
		}
		require.Eventually(t, func() bool { return b.count("ticket/"+id+"/1") > 0 }, 30*time.Second, time.Millisecond, "event of change %s lost", id)
	}
	return died
}
