package writer_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
)

// TestNamesThatNeverComeBackLeaveNothing starts a thousand instances whose names are used once, a dozen at a time. Every
// third is killed, the others are stopped in order.
func TestNamesThatNeverComeBackLeaveNothing(t *testing.T) {
	store, b := statetest.NewMemory(), &broker{}
	const restarts, atOnce = 1000, 12
	lease := 100 * time.Millisecond
	mustStart(t, store, b, writer.Options{Instance: "steady", Lease: lease})
	var all sync.WaitGroup
	for worker := range atOnce {
		all.Go(func() {
			for n := worker; n < restarts; n += atOnce {
				live(t, store, b, fmt.Sprint(n), n%3 == 0, lease)
			}
		})
	}
	all.Wait()
	require.Eventually(t, func() bool {
		return slices.Equal(mustRead[struct{ Instances []string }](t, store, "outboxes").Instances, []string{"steady"})
	}, 20*time.Second, 10*time.Millisecond)
	require.Eventually(t, func() bool { return len(outboxes(store)) == 1 }, 20*time.Second, 10*time.Millisecond, "%v", outboxes(store))
	for n := range restarts {
		require.NotZero(t, b.count(fmt.Sprintf("ticket/%d/1", n)), "event of instance %d", n)
	}
}

// live is the short life of an instance that makes one change.
func live(t *testing.T, store state.Store, b *broker, name string, killed bool, lease time.Duration) {
	process := &process{Store: store}
	w := writer.New(process, b, writer.Options{Instance: name, Lease: lease, Log: quiet})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := w.Start(ctx); err != nil {
		t.Error(err)
		return
	}
	if _, err := add(ctx, w, name, "doc/"+name); err != nil {
		t.Error(err)
	}
	if killed {
		process.crash()
		ctx, cancel = context.WithTimeout(ctx, time.Millisecond)
		defer cancel()
	}
	_ = w.Close(ctx)
}

// outboxes lists what stays of outboxes: heads and chunks.
func outboxes(store *statetest.Memory) []string {
	return slices.DeleteFunc(store.Lasting(), func(key string) bool { return !strings.HasPrefix(key, "outbox/") })
}

// drowsy is the world as a process sees it that stands still at one step, for so long that its peers give it up, goes on,
// and dies at a later one.
type drowsy struct {
	mortal
	at      int // the step at which it falls asleep
	asleep  chan struct{}
	awake   chan struct{}
	stopped atomic.Bool
}

func (d *drowsy) nap() {
	d.mu.Lock()
	now := d.step + 1
	d.mu.Unlock()
	if now == d.at && d.stopped.CompareAndSwap(false, true) {
		close(d.asleep)
	}
	if d.stopped.Load() {
		<-d.awake
	}
}

func (d *drowsy) Get(ctx context.Context, keys []string) (map[string]state.Item, error) {
	d.nap()
	return d.mortal.Get(context.WithoutCancel(ctx), keys)
}

func (d *drowsy) Transact(ctx context.Context, ops []state.Op) error {
	d.nap()
	return d.mortal.Transact(context.WithoutCancel(ctx), ops)
}

func (d *drowsy) Publish(ctx context.Context, event contracts.Event) error {
	d.nap()
	return d.mortal.Publish(context.WithoutCancel(ctx), event)
}

// TestTakenForDead lets an instance stand still at each of its steps in turn until a peer has given it up, go on, and die
// some steps later. Whatever it did on waking, the events of what it changed come.
func TestTakenForDead(t *testing.T) {
	for _, revives := range []bool{false, true} {
		for at := 3; at <= 14; at++ {
			for later := range 10 {
				t.Run(fmt.Sprintf("asleep at %d, dead at %d, revives %t", at, at+later, revives), func(t *testing.T) {
					t.Parallel()
					takenForDead(t, at, later, revives)
				})
			}
		}
	}
}

func takenForDead(t *testing.T, at, later int, revives bool) {
	b, store := &broker{}, statetest.NewMemory()
	store.Revives = revives
	world := &drowsy{mortal: mortal{store: store, broker: b, n: at + later, after: true}, at: at,
		asleep: make(chan struct{}), awake: make(chan struct{})}
	// So long that it does not register again by itself.
	w := writer.New(world, world, writer.Options{Instance: "a", Lease: time.Hour, Timeout: 5 * time.Second, Publishers: 1, Log: quiet})
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		if w.Start(ctx) != nil {
			return
		}
		for i := 0; ctx.Err() == nil && !world.dead(); i++ {
			_, _ = add(ctx, w, fmt.Sprint(i), "x")
		}
	})
	select {
	case <-world.asleep:
	case <-time.After(30 * time.Second):
		t.Error("never came to that step")
	}
	mustEndLease(t, store, "a")
	mustStart(t, store, b, writer.Options{Instance: "peer", Lease: 30 * time.Millisecond})
	require.Eventually(t, func() bool { return !registered(t, store, "a") }, 10*time.Second, time.Millisecond)
	close(world.awake)
	require.Eventually(t, world.dead, 10*time.Second, time.Millisecond)
	cancel()
	ended, end := context.WithTimeout(context.Background(), time.Millisecond)
	defer end()
	_ = w.Close(ended)
	all.Wait()
	mustEndLease(t, store, "a")

	if doc := mustRead[counter](t, store, "x"); doc != nil {
		for _, id := range doc.Log {
			require.Eventually(t, func() bool { return b.count("ticket/"+id+"/1") > 0 }, 10*time.Second, time.Millisecond, "event of change %s lost", id)
		}
	}
	require.Eventually(t, func() bool { return !registered(t, store, "a") && len(outboxes(store)) <= 1 }, 10*time.Second, time.Millisecond)
}

// TestOwnerOfAnOutboxThatIsGoneAltogether was asleep for longer than the store keeps the note that it was given up.
func TestOwnerOfAnOutboxThatIsGoneAltogether(t *testing.T) {
	for _, revives := range []bool{false, true} {
		store, b := statetest.NewMemory(), &broker{}
		store.Revives = revives
		asleep := &process{Store: store}
		w := mustStart(t, asleep, b, writer.Options{Instance: "a", Lease: 50 * time.Millisecond})
		_, err := add(t.Context(), w, "one", "x")
		require.NoError(t, err)
		asleep.crash()
		peer := mustStart(t, store, b, writer.Options{Instance: "peer", Lease: 20 * time.Millisecond})
		require.Eventually(t, func() bool { return !registered(t, store, "a") }, 10*time.Second, time.Millisecond)
		store.Expire()
		asleep.dead.Store(false)
		_, err = add(t.Context(), w, "two", "x")
		require.NoError(t, err)
		require.NoError(t, w.Ready())
		require.True(t, registered(t, store, "a"))
		require.NoError(t, peer.Ready())
	}
}
