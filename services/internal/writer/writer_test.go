package writer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
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

type counter struct {
	N   int      `json:"n"`
	Log []string `json:"log"` // ids of the changes that were applied
}

// broker records what was published, and fails when told to.
type broker struct {
	mu     sync.Mutex
	events map[string]int
	fail   func() error
}

func (b *broker) Publish(ctx context.Context, event contracts.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		if err := b.fail(); err != nil {
			return err
		}
	}
	if b.events == nil {
		b.events = map[string]int{}
	}
	b.events[event.ID]++
	return ctx.Err()
}

func (b *broker) count(id string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.events[id]
}

func (b *broker) setFail(fail func() error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = fail
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func mustStart(t *testing.T, store state.Store, publisher writer.Publisher, opts writer.Options) *writer.Writer {
	t.Helper()
	opts.Log = quiet
	w := writer.New(store, publisher, opts)
	require.NoError(t, w.Start(t.Context()))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		_ = w.Close(ctx)
	})
	return w
}

// add makes one change: id joins the log of each key, and an event says so.
func add(ctx context.Context, w *writer.Writer, id string, keys ...string) (int, error) {
	return writer.Do(ctx, w, keys[:1], func(tx *writer.Tx) (int, error) {
		total := 0
		for _, key := range keys {
			old, err := writer.Get[counter](tx, key)
			if err != nil {
				return 0, err
			}
			changed := counter{}
			if old != nil {
				changed = counter{N: old.N, Log: append([]string(nil), old.Log...)}
			}
			changed.N++
			changed.Log = append(changed.Log, id)
			writer.Put(tx, key, &changed)
			total += changed.N
		}
		tx.Publish(event(id))
		return total, nil
	})
}

func event(id string) contracts.Event {
	return contracts.New(contracts.TicketUpdated, id, 1, time.Now(), map[string]string{"id": id})
}

func mustRead[T any](t *testing.T, store state.Store, key string) *T {
	t.Helper()
	value, err := state.Read[T](t.Context(), state.NewReader(store), key)
	require.NoError(t, err)
	return value
}

func TestDoCommitsAndPublishes(t *testing.T) {
	store, b := statetest.NewMemory(), &broker{}
	w := mustStart(t, store, b, writer.Options{Instance: "a"})

	n, err := add(t.Context(), w, "one", "x", "y")
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, &counter{1, []string{"one"}}, mustRead[counter](t, store, "x"))
	require.Eventually(t, func() bool { return b.count("ticket/one/1") == 1 }, time.Second, time.Millisecond)
}

func TestDoManyAtOnceShareTransactions(t *testing.T) {
	store, b := statetest.NewMemory(), &broker{}
	var transactions atomic.Int64
	store.Commits = func([]state.Op) (bool, error) {
		transactions.Add(1)
		time.Sleep(time.Millisecond)
		return true, nil
	}
	w := mustStart(t, store, b, writer.Options{Instance: "a"})
	var all sync.WaitGroup
	for i := range 500 {
		all.Go(func() {
			_, err := add(t.Context(), w, fmt.Sprint(i), "x")
			require.NoError(t, err)
		})
	}
	all.Wait()
	require.Equal(t, 500, mustRead[counter](t, store, "x").N)
	require.Less(t, transactions.Load(), int64(100))
}

func TestRefusalChangesNothingAndSparesTheOthers(t *testing.T) {
	store, b := statetest.NewMemory(), &broker{}
	w := mustStart(t, store, b, writer.Options{Instance: "a"})
	soldOut := errors.New("sold out")
	var all sync.WaitGroup
	var refused atomic.Int64
	for i := range 100 {
		all.Go(func() {
			_, err := writer.Do(t.Context(), w, []string{"x"}, func(tx *writer.Tx) (any, error) {
				old, err := writer.Get[counter](tx, "x")
				if err != nil {
					return nil, err
				}
				if old == nil {
					old = &counter{}
				}
				writer.Put(tx, "x", &counter{N: old.N + 1})
				tx.Publish(event(fmt.Sprint(i)))
				if old.N == 7 {
					return nil, soldOut
				}
				return nil, nil
			})
			if errors.Is(err, soldOut) {
				refused.Add(1)
				return
			}
			require.NoError(t, err)
		})
	}
	all.Wait()
	require.EqualValues(t, 93, refused.Load())
	require.Equal(t, 7, mustRead[counter](t, store, "x").N)
	require.Eventually(t, func() bool { return w.Pending() == 0 }, time.Second, time.Millisecond)
	require.Len(t, b.events, 7)
}

func TestInsertDeleteAndPanic(t *testing.T) {
	store := statetest.NewMemory()
	w := mustStart(t, store, &broker{}, writer.Options{Instance: "a"})
	insert := func() error {
		_, err := writer.Do(t.Context(), w, nil, func(tx *writer.Tx) (any, error) {
			writer.Insert(tx, "doc", &counter{N: 1})
			return nil, nil
		})
		return err
	}
	require.NoError(t, insert())
	require.ErrorIs(t, insert(), writer.ErrExists)

	_, err := writer.Do(t.Context(), w, nil, func(tx *writer.Tx) (any, error) {
		tx.Delete("doc")
		tx.Delete("never there")
		return nil, nil
	})
	require.NoError(t, err)
	require.Nil(t, mustRead[counter](t, store, "doc"))
	require.NoError(t, insert())

	_, err = writer.Do(t.Context(), w, nil, func(*writer.Tx) (any, error) { panic("boom") })
	require.ErrorContains(t, err, "boom")
	_, err = writer.Do(t.Context(), w, nil, func(tx *writer.Tx) (any, error) {
		writer.Put(tx, "bad", new(func()))
		return nil, nil
	})
	require.ErrorContains(t, err, "encode bad")
	require.NoError(t, w.Ready())
}

func TestCommitIsRecognised(t *testing.T) {
	broken := errors.New("connection lost")
	for name, commits := range map[string]func(nth int) (bool, error){
		"failed call that committed":     func(nth int) (bool, error) { return true, failFirst(nth, broken) },
		"reported commit that was lost":  func(nth int) (bool, error) { return nth != 0, nil },
		"failed call that did not":       func(nth int) (bool, error) { return nth != 0, failFirst(nth, broken) },
		"several of these one by one":    func(nth int) (bool, error) { return nth > 4 || nth == 3, failFirst(nth-4, broken) },
		"all fail for a while, none did": func(nth int) (bool, error) { return nth > 6, failFirst(nth-6, broken) },
	} {
		t.Run(name, func(t *testing.T) {
			store, b := statetest.NewMemory(), &broker{}
			w := mustStart(t, store, b, writer.Options{Instance: "a"})
			nth := -1
			store.Commits = func([]state.Op) (bool, error) { nth++; return commits(nth) }
			for _, id := range []string{"one", "two"} {
				_, err := add(t.Context(), w, id, "x")
				require.NoError(t, err)
			}
			require.Equal(t, []string{"one", "two"}, mustRead[counter](t, store, "x").Log)
			require.Eventually(t, func() bool { return b.count("ticket/one/1") > 0 && b.count("ticket/two/1") > 0 }, time.Second, time.Millisecond)
		})
	}
}

func failFirst(nth int, err error) error {
	if nth <= 0 {
		return err
	}
	return nil
}

func TestBacklogRefusesAndRecovers(t *testing.T) {
	store, b := statetest.NewMemory(), &broker{}
	b.setFail(func() error { return errors.New("broker down") })
	w := mustStart(t, store, b, writer.Options{Instance: "a", MaxPending: 10})
	var accepted []string
	require.Eventually(t, func() bool {
		id := fmt.Sprint(len(accepted))
		_, err := add(t.Context(), w, id, "x")
		if err == nil {
			accepted = append(accepted, id)
		}
		return errors.Is(err, writer.ErrBacklog)
	}, time.Second, time.Microsecond)
	require.Len(t, accepted, 10)
	require.ErrorIs(t, w.Ready(), writer.ErrBacklog)

	b.setFail(nil)
	require.Eventually(t, func() bool { return w.Pending() == 0 }, 10*time.Second, time.Millisecond)
	for _, id := range accepted {
		require.Positive(t, b.count("ticket/"+id+"/1"))
	}
	_, err := add(t.Context(), w, "after", "x")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(chunks(store)) == 0 }, 30*time.Second, time.Millisecond, "published events are tidied away")
}

func chunks(store *statetest.Memory) (found []string) {
	for _, key := range store.Keys() {
		if len(key) > len("outbox/a/") && key[:9] == "outbox/a/" {
			found = append(found, key)
		}
	}
	return found
}

func TestRestartPublishesWhatIsLeft(t *testing.T) {
	store, down := statetest.NewMemory(), &broker{fail: func() error { return errors.New("broker down") }}
	old := mustStart(t, store, down, writer.Options{Instance: "a"})
	_, err := add(t.Context(), old, "one", "x")
	require.NoError(t, err)

	up := &broker{}
	mustStart(t, store, up, writer.Options{Instance: "a"})
	require.Eventually(t, func() bool { return up.count("ticket/one/1") > 0 }, time.Second, time.Millisecond)

	// The old process notices that it was replaced, and changes nothing more.
	_, err = add(t.Context(), old, "two", "x")
	require.ErrorIs(t, err, writer.ErrUnavailable)
	require.ErrorContains(t, old.Ready(), "INSTANCE")
	require.Equal(t, []string{"one"}, mustRead[counter](t, store, "x").Log)
}

func TestPeerAdoptsADeadInstance(t *testing.T) {
	store, down := statetest.NewMemory(), &broker{fail: func() error { return errors.New("broker down") }}
	dead := &process{Store: store}
	w := mustStart(t, dead, down, writer.Options{Instance: "dead", Lease: 50 * time.Millisecond})
	_, err := add(t.Context(), w, "one", "x")
	require.NoError(t, err)
	dead.crash()

	up := &broker{}
	mustStart(t, store, up, writer.Options{Instance: "peer", Lease: 50 * time.Millisecond})
	require.Eventually(t, func() bool { return up.count("ticket/one/1") > 0 }, 30*time.Second, time.Millisecond)
}

func TestSilentInstanceGoesOnAfterAdoption(t *testing.T) {
	store, b := statetest.NewMemory(), &broker{}
	b.setFail(func() error { return errors.New("broker down") })
	// Its lease runs out at once, so that it is adopted while it lives.
	w := mustStart(t, store, b, writer.Options{Instance: "slow", Lease: time.Millisecond})
	_, err := add(t.Context(), w, "one", "x")
	require.NoError(t, err)
	up := &broker{}
	mustStart(t, store, up, writer.Options{Instance: "peer", Lease: 20 * time.Millisecond})
	require.Eventually(t, func() bool { return up.count("ticket/one/1") > 0 }, 30*time.Second, time.Millisecond)
	for i := range 20 {
		_, err := add(t.Context(), w, fmt.Sprintf("more %d", i), "x")
		require.NoError(t, err)
	}
	require.Len(t, mustRead[counter](t, store, "x").Log, 21)
}

func TestCloseAnswersAllAndPublishes(t *testing.T) {
	store, b := statetest.NewMemory(), &broker{}
	w := mustStart(t, store, b, writer.Options{Instance: "a"})
	var all sync.WaitGroup
	var done atomic.Int64
	for i := range 200 {
		all.Go(func() {
			if _, err := add(t.Context(), w, fmt.Sprint(i), "x"); err == nil {
				done.Add(1)
			} else {
				require.ErrorIs(t, err, writer.ErrUnavailable)
			}
		})
	}
	require.NoError(t, w.Close(t.Context()))
	all.Wait()
	if n := int(done.Load()); n > 0 {
		require.Equal(t, n, mustRead[counter](t, store, "x").N)
	}
	require.Len(t, b.events, int(done.Load()))
}

// Calls that wait at the same moment run in their order on one set of copies.
func TestInsertDeleteInsertInOneRound(t *testing.T) {
	for name, existing := range map[string]bool{"fresh": false, "existing": true} {
		t.Run(name, func(t *testing.T) {
			store := statetest.NewMemory()
			w := mustStart(t, store, &broker{}, writer.Options{Instance: "a"})
			if existing {
				require.NoError(t, store.Transact(t.Context(), []state.Op{{Key: "doc", Value: []byte(`{"n":9}`)}}))
			}
			insert := func(n int) func(*writer.Tx) (any, error) {
				return func(tx *writer.Tx) (any, error) { writer.Insert(tx, "doc", &counter{N: n}); return nil, nil }
			}
			errs := inOneRound(t, w, insert(1), func(tx *writer.Tx) (any, error) { tx.Delete("doc"); return nil, nil }, insert(3))
			if existing {
				require.ErrorIs(t, errs[0], writer.ErrExists)
			} else {
				require.NoError(t, errs[0])
			}
			require.NoError(t, errs[1])
			require.NoError(t, errs[2])
			require.Equal(t, 3, mustRead[counter](t, store, "doc").N)
		})
	}
}

func TestDeleteAfterInsertInOneRoundDeletesWhatIsStored(t *testing.T) {
	store := statetest.NewMemory()
	w := mustStart(t, store, &broker{}, writer.Options{Instance: "a"})
	require.NoError(t, store.Transact(t.Context(), []state.Op{{Key: "doc", Value: []byte(`{"n":9}`)}}))
	errs := inOneRound(t, w,
		func(tx *writer.Tx) (any, error) { writer.Insert(tx, "doc", &counter{N: 1}); return nil, nil },
		func(tx *writer.Tx) (any, error) { tx.Delete("doc"); return nil, nil })
	require.ErrorIs(t, errs[0], writer.ErrExists)
	require.NoError(t, errs[1])
	require.Nil(t, mustRead[counter](t, store, "doc"))
}

// inOneRound makes changes that share a transaction, in their order.
func inOneRound(t *testing.T, w *writer.Writer, changes ...func(*writer.Tx) (any, error)) []error {
	t.Helper()
	busy, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		_, _ = writer.Do(t.Context(), w, nil, func(*writer.Tx) (any, error) { close(busy); <-release; return nil, nil })
	})
	<-busy
	errs := make([]error, len(changes))
	for i, change := range changes {
		all.Go(func() { _, errs[i] = writer.Do(t.Context(), w, nil, change) })
		time.Sleep(5 * time.Millisecond) // until it waits, behind the others
	}
	close(release)
	all.Wait()
	return errs
}
