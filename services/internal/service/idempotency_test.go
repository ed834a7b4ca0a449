package service_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
)

const replayed = "Idempotency-Replayed"

func keyed(key string) servicetest.With { return servicetest.Header("Idempotency-Key", key) }

func TestSameKeyGetsTheFirstAnswer(t *testing.T) {
	h, executed := start(t, servicetest.Options{})
	body := map[string]string{"title": "a"}
	first := h.Send("POST", "/api/v1/notes", body, servicetest.As(ana), keyed("k1"))
	require.Equal(t, 201, first.Status, "%s", first.Body)
	require.Empty(t, first.Header.Get(replayed))
	again := h.Send("POST", "/api/v1/notes", body, servicetest.As(ana), keyed("k1"))
	require.Equal(t, 201, again.Status)
	require.Equal(t, "true", again.Header.Get(replayed))
	require.Equal(t, first.Body, again.Body)
	require.Equal(t, first.Header.Get("Location"), again.Header.Get("Location"))
	require.Equal(t, first.Header.Get("Content-Type"), again.Header.Get("Content-Type"))
	require.EqualValues(t, 1, executed.Load())
	require.NotEqual(t, first.Header.Get("X-Request-Id"), again.Header.Get("X-Request-Id"))
}

func TestKeyBelongsToRequestAndCaller(t *testing.T) {
	h, executed := start(t, servicetest.Options{})
	ben := session.User{ID: "0195a1b2-0000-7000-8000-00000000000b", Email: "ben@example.com"}
	require.Equal(t, 201, h.Send("POST", "/api/v1/notes", `{"title":"a"}`, servicetest.As(ana), keyed("k1")).Status)
	require.Equal(t, 409, h.Send("POST", "/api/v1/notes", `{"title":"b"}`, servicetest.As(ana), keyed("k1")).Status, "another body")
	require.Equal(t, 409, h.Send("POST", "/api/v1/signin", `{"title":"a"}`, servicetest.As(ana), keyed("k1")).Status, "another route")
	require.Equal(t, 201, h.Send("POST", "/api/v1/notes", `{"title":"a"}`, servicetest.As(ben), keyed("k1")).Status, "another caller")
	require.EqualValues(t, 2, executed.Load())
}

func TestRefusalsAreKeptFailuresAreNot(t *testing.T) {
	h, executed := start(t, servicetest.Options{})
	full := map[string]string{"title": "full"}
	require.Equal(t, 409, h.Send("POST", "/api/v1/notes", full, servicetest.As(ana), keyed("k1")).Status)
	again := h.Send("POST", "/api/v1/notes", full, servicetest.As(ana), keyed("k1"))
	require.Equal(t, 409, again.Status)
	require.Equal(t, "true", again.Header.Get(replayed))
	require.Equal(t, "The shelf is full.", again.Problem().Detail)
	require.EqualValues(t, 1, executed.Load())
	for _, key := range h.Memory.Keys() {
		require.False(t, strings.HasPrefix(key, "note/"), "a refusal wrote %s", key)
	}
	for range 2 {
		res := h.Send("POST", "/api/v1/notes", `{"title":""}`, servicetest.As(ana), keyed("k2"))
		require.Equal(t, 400, res.Status)
		require.Empty(t, res.Header.Get(replayed))
		require.Equal(t, 401, h.Send("POST", "/api/v1/notes", `{"title":"a"}`, keyed("k3")).Status)
		res = h.Send("POST", "/api/v1/nothing", `{"title":"a"}`, keyed("k4"))
		require.Equal(t, 404, res.Status)
		require.Empty(t, res.Header.Get(replayed))
	}
	require.Equal(t, 201, h.Send("POST", "/api/v1/notes", `{"title":"a"}`, servicetest.As(ana), keyed("k3")).Status)
}

func TestHandlerWithoutDocuments(t *testing.T) {
	h, executed := start(t, servicetest.Options{})
	first := h.Send("POST", "/api/v1/signin", `{"password":"pw-in-body"}`, keyed("k1"))
	require.Equal(t, 200, first.Status)
	require.Contains(t, first.Header.Get("Set-Cookie"), "session=token1")
	again := h.Send("POST", "/api/v1/signin", `{"password":"pw-in-body"}`, keyed("k1"))
	require.Equal(t, first.Body, again.Body)
	require.Equal(t, first.Header.Values("Set-Cookie"), again.Header.Values("Set-Cookie"))
	require.Equal(t, "true", again.Header.Get(replayed))
	require.EqualValues(t, 1, executed.Load())
}

func TestNothingConfidentialInTheStore(t *testing.T) {
	h, _ := start(t, servicetest.Options{})
	h.Send("POST", "/api/v1/signin", `{"password":"pw-in-body"}`, keyed("the-key"))
	items, err := h.Memory.Get(t.Context(), h.Memory.Keys())
	require.NoError(t, err)
	records := 0
	for key, item := range items {
		if strings.HasPrefix(key, "idempotency/") {
			records++
		}
		for _, secret := range []string{"pw-in-body", "token1", "the-key"} {
			require.NotContains(t, key+string(item.Value), secret)
		}
	}
	require.Equal(t, 1, records)
}

func TestTwinsAreExecutedOnce(t *testing.T) {
	memory := statetest.NewMemory()
	one, executedOne := start(t, servicetest.Options{Memory: memory})
	two, executedTwo := start(t, servicetest.Options{Memory: memory, Environ: []string{"INSTANCE=notes-1"}, Keys: one.Keys()})
	for round := range 5 {
		ids := sync.Map{}
		var running sync.WaitGroup
		for i := range 16 {
			h := []*servicetest.Harness{one, two}[i%2]
			running.Go(func() {
				res := h.Send("POST", "/api/v1/notes", `{"title":"a"}`, servicetest.Header("Authorization", "Bearer "+one.Token(ana)), keyed(fmt.Sprint("k", round)))
				var n note
				if res.Status == 201 && json.Unmarshal(res.Body, &n) == nil {
					ids.Store(n.ID, true)
				} else {
					t.Errorf("status %d: %s", res.Status, res.Body)
				}
			})
		}
		running.Wait()
		different := 0
		ids.Range(func(any, any) bool { different++; return true })
		require.Equal(t, 1, different, "all get the first answer")
	}
	notes := 0
	for _, key := range memory.Keys() {
		if strings.HasPrefix(key, "note/") {
			notes++
		}
	}
	require.Equal(t, 5, notes)
	require.GreaterOrEqual(t, executedOne.Load()+executedTwo.Load(), int64(5))
}

// A transaction that was reported failed may commit later. The request then
// finds its own answer, which is no replay.
func TestOwnCommitIsNoReplay(t *testing.T) {
	memory := statetest.NewMemory()
	late := lateCommit{memory: memory}
	memory.Commits, memory.Before = late.commits, late.before
	h, _ := start(t, servicetest.Options{Memory: memory})
	res := h.Send("POST", "/api/v1/notes", `{"title":"a"}`, servicetest.As(ana), keyed("k1"))
	require.Equal(t, 201, res.Status, "%s", res.Body)
	require.Empty(t, res.Header.Get(replayed))
	require.True(t, late.done.Load())
	notes := 0
	for _, key := range memory.Keys() {
		if strings.HasPrefix(key, "note/") {
			notes++
		}
	}
	require.Equal(t, 1, notes)
}

// lateCommit reports the first transaction with an answer as failed, and
// commits it just before the next one.
type lateCommit struct {
	memory     *statetest.Memory
	held       []state.Op // touched by the writer's goroutine alone
	seen, done atomic.Bool
}

func (l *lateCommit) commits(ops []state.Op) (bool, error) {
	for _, op := range ops {
		if strings.HasPrefix(op.Key, "idempotency/") && l.seen.CompareAndSwap(false, true) {
			l.held = ops
			return false, fmt.Errorf("connection lost")
		}
	}
	return true, nil
}

func (l *lateCommit) before(ctx context.Context, op string) error {
	if op == "transact" && l.seen.Load() && l.done.CompareAndSwap(false, true) {
		return l.memory.Transact(ctx, l.held)
	}
	return nil
}

func TestKeysExpire(t *testing.T) {
	var ahead atomic.Int64
	clock := func() time.Time { return time.Now().UTC().Add(time.Duration(ahead.Load())) }
	h, executed := start(t, servicetest.Options{Clock: clock})
	require.Equal(t, 201, h.Send("POST", "/api/v1/notes", `{"title":"a"}`, servicetest.As(ana), keyed("k1")).Status)
	ahead.Store(int64(25 * time.Hour))
	res := h.Send("POST", "/api/v1/notes", `{"title":"b"}`, servicetest.As(ana), keyed("k1"))
	require.Equal(t, 201, res.Status)
	require.Empty(t, res.Header.Get(replayed))
	require.EqualValues(t, 2, executed.Load())
}
