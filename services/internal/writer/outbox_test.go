package writer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
)

var errDown = errors.New("broker down")

func down() *broker { return &broker{fail: func() error { return errDown }} }

// seam is a store whose answers a test can change on their way.
type seam struct {
	*statetest.Memory
	got       hook[func(map[string]state.Item) error]
	committed hook[func()]
}

// hook is a function that is set while others may call it.
type hook[F any] struct{ atomic.Pointer[F] }

func (h *hook[F]) set(f F) { h.Store(&f) }

func (s *seam) Get(ctx context.Context, keys []string) (map[string]state.Item, error) {
	items, err := s.Memory.Get(ctx, keys)
	if got := s.got.Load(); got != nil && err == nil {
		err = (*got)(items)
	}
	return items, err
}

func (s *seam) Transact(ctx context.Context, ops []state.Op) error {
	err := s.Memory.Transact(ctx, ops)
	if committed := s.committed.Load(); committed != nil {
		(*committed)()
	}
	return err
}

type outboxHead struct {
	Epoch   string    `json:"epoch"`
	Attempt int64     `json:"attempt"`
	Lease   time.Time `json:"lease"`
	Chunks  []string  `json:"chunks"`
	Gone    bool      `json:"gone,omitempty"`
}

// mustEmpty does to an outbox what a peer does that has published its events.
func mustEmpty(t *testing.T, store state.Store, instance string) {
	t.Helper()
	key := "outbox/" + instance
	items, err := store.Get(t.Context(), []string{key})
	require.NoError(t, err)
	var h outboxHead
	require.NoError(t, json.Unmarshal(items[key].Value, &h))
	var ops []state.Op
	for _, chunk := range h.Chunks {
		ops = append(ops, state.Op{Key: key + "/" + chunk, Delete: true})
	}
	h.Chunks = nil
	raw, err := json.Marshal(h)
	require.NoError(t, err)
	require.NoError(t, store.Transact(t.Context(), append(ops, state.Op{Key: key, Value: raw, ETag: items[key].ETag})))
}

// Between a commit and its read-back the lease may have run out.
func TestAdoptionJustAfterACommit(t *testing.T) {
	store := &seam{Memory: statetest.NewMemory()}
	w := mustStart(t, store, down(), writer.Options{Instance: "a"})
	var adopted atomic.Bool
	store.committed.set(func() {
		if adopted.CompareAndSwap(false, true) {
			mustEmpty(t, store.Memory, "a")
		}
	})
	for _, id := range []string{"one", "two"} {
		_, err := add(t.Context(), w, id, "x")
		require.NoError(t, err)
	}
	again := &broker{}
	mustRestart(t, store.Memory, again)
	require.Eventually(t, func() bool { return again.count("ticket/two/1") > 0 }, time.Second, time.Millisecond)
}

// mustRestart starts the next process of instance a.
func mustRestart(t *testing.T, store state.Store, publisher writer.Publisher) *writer.Writer {
	t.Helper()
	w := writer.New(store, publisher, writer.Options{Instance: "a", Log: quiet})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	require.NoError(t, w.Start(ctx))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		_ = w.Close(ctx)
	})
	return w
}

// held is a publisher that holds events back until they are let go.
type held map[string]chan struct{}

func (h held) Publish(ctx context.Context, event contracts.Event) error {
	select {
	case <-h[event.ID]:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A read that is behind shows the outbox as it was before a chunk was added.
func TestStaleReadOfTheOutbox(t *testing.T) {
	store := &seam{Memory: statetest.NewMemory()}
	broker := held{"ticket/one/1": make(chan struct{}), "ticket/two/1": make(chan struct{})}
	w := mustStart(t, store, broker, writer.Options{Instance: "a"})
	stale, err := store.Get(t.Context(), []string{"outbox/a"})
	require.NoError(t, err)
	_, err = writer.Do(t.Context(), w, nil, func(tx *writer.Tx) (any, error) {
		tx.Publish(event("one"))
		tx.Publish(event("two"))
		return nil, nil
	})
	require.NoError(t, err)

	var reads atomic.Int64
	store.got.set(func(items map[string]state.Item) error {
		if _, ok := items["outbox/a"]; ok && reads.Add(1) == 1 {
			items["outbox/a"] = stale["outbox/a"]
		}
		return nil
	})
	_, err = writer.Do(t.Context(), w, nil, func(tx *writer.Tx) (any, error) { tx.Delete("x"); writer.Put(tx, "y", &counter{}); return nil, nil })
	require.NoError(t, err)
	close(broker["ticket/one/1"]) // it was on its way twice
	require.Never(t, func() bool { return len(chunks(store.Memory)) == 0 }, 1200*time.Millisecond, 10*time.Millisecond,
		"an event was given up before it was published")
	close(broker["ticket/two/1"])
	require.Eventually(t, func() bool { return len(chunks(store.Memory)) == 0 }, 3*time.Second, 10*time.Millisecond)
}

func TestWriterRecoversWhenItsOutboxIsSeenAgain(t *testing.T) {
	store := &seam{Memory: statetest.NewMemory()}
	w := mustStart(t, store, &broker{}, writer.Options{Instance: "a", Lease: 60 * time.Millisecond})
	var hide atomic.Bool
	store.got.set(func(items map[string]state.Item) error {
		if hide.Load() {
			delete(items, "outbox/a")
		}
		return nil
	})
	hide.Store(true)
	_, err := add(t.Context(), w, "one", "x")
	require.ErrorIs(t, err, writer.ErrUnavailable)
	require.Error(t, w.Ready())
	hide.Store(false)
	require.Eventually(t, func() bool { return w.Ready() == nil }, 3*time.Second, time.Millisecond)
	_, err = add(t.Context(), w, "two", "x")
	require.NoError(t, err)
}

func TestRestartWithABacklogLargerThanAMessage(t *testing.T) {
	store := &seam{Memory: statetest.NewMemory()}
	w := mustStart(t, store, down(), writer.Options{Instance: "a"})
	for i := range 40 {
		_, err := writer.Do(t.Context(), w, nil, func(tx *writer.Tx) (any, error) {
			text := map[string]string{"text": strings.Repeat("x", 4<<10)}
			tx.Publish(contracts.New(contracts.TicketUpdated, fmt.Sprint(i), 1, time.Now(), text))
			return nil, nil
		})
		require.NoError(t, err)
	}
	store.got.set(func(items map[string]state.Item) error {
		size := 0
		for _, item := range items {
			size += len(item.Value)
		}
		if size > 64<<10 {
			return errors.New("received message larger than max")
		}
		return nil
	})
	up := &broker{}
	mustRestart(t, store, up)
	require.Eventually(t, func() bool { return up.count("ticket/0/1") > 0 && up.count("ticket/39/1") > 0 }, 3*time.Second, time.Millisecond)
}

func TestBacklogIsTidiedAwayInPieces(t *testing.T) {
	store, b := statetest.NewMemory(), down()
	w := mustStart(t, store, b, writer.Options{Instance: "a"})
	for i := range 600 {
		_, err := add(t.Context(), w, fmt.Sprint(i), fmt.Sprint("x", i%50))
		require.NoError(t, err)
	}
	var largest atomic.Int64
	store.Commits = func(ops []state.Op) (bool, error) {
		largest.Store(max(largest.Load(), int64(len(ops))))
		return true, nil
	}
	b.setFail(nil)
	require.Eventually(t, func() bool { return len(chunks(store)) == 0 }, 20*time.Second, 10*time.Millisecond)
	require.LessOrEqual(t, largest.Load(), int64(300))
}

func TestCloseDoesNotWaitForAnAdoption(t *testing.T) {
	store, lease := statetest.NewMemory(), 20*time.Millisecond
	dead := &process{Store: store}
	w := mustStart(t, dead, down(), writer.Options{Instance: "dead", Lease: lease})
	_, err := add(t.Context(), w, "one", "x")
	require.NoError(t, err)
	dead.crash()

	began := make(chan struct{}, 16)
	peer := mustStart(t, store, publishFunc(func(ctx context.Context, _ contracts.Event) error {
		began <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	}), writer.Options{Instance: "peer", Lease: lease})
	<-began
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	require.NoError(t, peer.Close(ctx))
	require.NoError(t, ctx.Err())
}

type publishFunc func(context.Context, contracts.Event) error

func (f publishFunc) Publish(ctx context.Context, event contracts.Event) error { return f(ctx, event) }

func TestClosedInstanceIsAdoptedAtOnce(t *testing.T) {
	store := statetest.NewMemory()
	w := mustStart(t, store, down(), writer.Options{Instance: "closed", Lease: time.Hour})
	_, err := add(t.Context(), w, "one", "x")
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, w.Close(ctx), context.DeadlineExceeded)

	up := &broker{}
	mustStart(t, store, up, writer.Options{Instance: "peer", Lease: 50 * time.Millisecond})
	require.Eventually(t, func() bool { return up.count("ticket/one/1") > 0 }, 3*time.Second, time.Millisecond)
}

func TestOneBadOutboxDoesNotKeepOthersFromAdoption(t *testing.T) {
	store := statetest.NewMemory()
	require.NoError(t, store.Transact(t.Context(), []state.Op{
		{Key: "outboxes", Value: []byte(`{"instances":["bad","closed"]}`)}, {Key: "outbox/bad", Value: []byte(`"nonsense"`)},
	}))
	dead := &process{Store: store}
	w := mustStart(t, dead, down(), writer.Options{Instance: "closed", Lease: 50 * time.Millisecond})
	_, err := add(t.Context(), w, "one", "x")
	require.NoError(t, err)
	dead.crash()

	up := &broker{}
	mustStart(t, store, up, writer.Options{Instance: "peer", Lease: 50 * time.Millisecond})
	require.Eventually(t, func() bool { return up.count("ticket/one/1") > 0 }, 3*time.Second, time.Millisecond)
}

// A read that is behind does not show the outbox of an instance that has just
// started.
func TestOutboxThatIsNotSeenIsNotForgotten(t *testing.T) {
	store := &seam{Memory: statetest.NewMemory()}
	mustStart(t, store.Memory, &broker{}, writer.Options{Instance: "starting", Lease: time.Hour})
	store.got.set(func(items map[string]state.Item) error {
		delete(items, "outbox/starting")
		return nil
	})
	mustStart(t, store, &broker{}, writer.Options{Instance: "peer", Lease: 10 * time.Millisecond})
	for range 30 {
		require.True(t, registered(t, store, "starting"))
		time.Sleep(10 * time.Millisecond)
	}
}
