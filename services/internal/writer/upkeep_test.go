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

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
)

var errSoldOut = errors.New("sold out")

// refuse is a change that looks at x and changes nothing.
func refuse(ctx context.Context, w *writer.Writer) error {
	_, err := writer.Do(ctx, w, []string{"x"}, func(*writer.Tx) (any, error) { return nil, errSoldOut })
	return err
}

func TestCallsThatMeetTheUpkeepAreAnswered(t *testing.T) {
	store := statetest.NewMemory()
	store.Before = func(context.Context, string) error { time.Sleep(time.Millisecond); return nil }
	w := mustStart(t, store, &broker{}, writer.Options{Instance: "a", Lease: 12 * time.Millisecond, Timeout: time.Second})
	for i := range 100 {
		_, err := add(t.Context(), w, fmt.Sprint(i), "x")
		require.NoError(t, err)
		time.Sleep(rand.N(8 * time.Millisecond))
	}
}

func TestRefusalsDoNotKeepTheOutboxFromItsUpkeep(t *testing.T) {
	store := statetest.NewMemory()
	w := mustStart(t, store, &broker{}, writer.Options{Instance: "a"})
	_, err := add(t.Context(), w, "one", "x")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	for range 4 {
		all.Go(func() {
			for ctx.Err() == nil {
				_ = refuse(ctx, w)
				time.Sleep(100 * time.Microsecond)
			}
		})
	}
	require.Eventually(t, func() bool { return len(chunks(store)) == 0 }, 3*time.Second, 10*time.Millisecond)
}

// meter counts the calls of a store from when it is started, and answers them.
type meter struct {
	on     atomic.Bool
	n      atomic.Int64
	answer error
}

func (m *meter) before(context.Context, string) error {
	if !m.on.Load() {
		return nil
	}
	m.n.Add(1)
	return m.answer
}

func (m *meter) count() int64 {
	m.on.Store(true)
	time.Sleep(600 * time.Millisecond)
	return m.n.Load()
}

func TestIdleWriterSparesAStoreThatIsDown(t *testing.T) {
	store, calls := statetest.NewMemory(), &meter{answer: errors.New("connection refused")}
	store.Before = calls.before
	mustStart(t, store, &broker{}, writer.Options{Instance: "a", Lease: 300 * time.Millisecond})
	require.Less(t, calls.count(), int64(20))
}

func TestReplacedWriterSparesTheStore(t *testing.T) {
	store, calls := statetest.NewMemory(), &meter{}
	store.Before = calls.before
	old := mustStart(t, store, &broker{}, writer.Options{Instance: "a", Lease: 300 * time.Millisecond})
	fresh := mustStart(t, store, &broker{}, writer.Options{Instance: "a", Lease: time.Hour})
	_, err := add(t.Context(), old, "one", "x")
	require.ErrorIs(t, err, writer.ErrUnavailable)
	require.ErrorContains(t, old.Ready(), "INSTANCE")
	require.NoError(t, fresh.Ready())
	require.Less(t, calls.count(), int64(20))
}

func TestCallersWhoHaveGoneCostNothing(t *testing.T) {
	store := statetest.NewMemory()
	var started, broken atomic.Bool
	var reads atomic.Int64
	store.Before = func(_ context.Context, op string) error {
		if op == "transact" && started.Load() {
			broken.Store(true)
		}
		if !broken.Load() {
			return nil
		}
		reads.Add(1)
		time.Sleep(60 * time.Millisecond)
		return errors.New("connection refused")
	}
	w := mustStart(t, store, &broker{}, writer.Options{Instance: "a", MaxBatch: 8, Timeout: 50 * time.Millisecond})
	started.Store(true)
	var all sync.WaitGroup
	for i := range 160 {
		all.Go(func() {
			_, err := add(t.Context(), w, fmt.Sprint(i), "x")
			require.ErrorIs(t, err, writer.ErrUnavailable)
		})
	}
	all.Wait()
	began := time.Now()
	require.NoError(t, w.Close(t.Context()))
	require.Less(t, time.Since(began), 600*time.Millisecond, "%d reads for nobody", reads.Load())
}

func TestOneThatCannotSucceedDoesNotHoldUpTheRest(t *testing.T) {
	store := statetest.NewMemory()
	store.Commits = func(ops []state.Op) (bool, error) {
		for _, op := range ops {
			if op.Key == "too large" {
				return false, errors.New("message too large")
			}
		}
		return true, nil
	}
	w := mustStart(t, store, &broker{}, writer.Options{Instance: "a"})
	var all sync.WaitGroup
	all.Go(func() {
		_, err := add(t.Context(), w, "bad", "too large")
		require.ErrorIs(t, err, writer.ErrUnavailable)
	})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for i := range 200 {
		all.Go(func() {
			_, err := add(ctx, w, fmt.Sprint(i), "x")
			require.NoError(t, err)
		})
	}
	all.Wait()
}
