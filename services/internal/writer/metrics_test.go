package writer_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
)

// TestAfterRunsOncePerCommit has two instances change one document while the
// store fails: the functions run more often than they commit.
func TestAfterRunsOncePerCommit(t *testing.T) {
	store := statetest.NewMemory()
	var tries atomic.Int64
	store.Commits = func([]state.Op) (bool, error) {
		switch tries.Add(1) % 5 {
		case 0:
			return true, errors.New("failed, committed")
		case 1:
			return false, nil
		}
		return true, nil
	}
	writers := []*writer.Writer{
		mustStart(t, store, &broker{}, writer.Options{Instance: "a"}), mustStart(t, store, &broker{}, writer.Options{Instance: "b"}),
	}
	var ran, after, refused atomic.Int64
	errNo := errors.New("no")
	var all sync.WaitGroup
	for n := range 200 {
		all.Go(func() {
			_, err := writer.Do(t.Context(), writers[n%2], []string{"hot"}, func(tx *writer.Tx) (any, error) {
				ran.Add(1)
				old, err := writer.Get[counter](tx, "hot")
				if err != nil {
					return nil, err
				}
				tx.After(func() { after.Add(1) })
				if n%10 == 0 {
					return nil, errNo
				}
				if old == nil {
					old = &counter{}
				}
				if n%10 == 1 {
					tx.Discard()
				}
				writer.Put(tx, "hot", &counter{N: old.N + 1})
				writer.Put(tx, fmt.Sprint("own/", n), &counter{N: n})
				return nil, nil
			})
			if errors.Is(err, errNo) {
				refused.Add(1)
			} else if err != nil && !errors.Is(err, writer.ErrUnavailable) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	store.Commits = nil
	require.EqualValues(t, 20, refused.Load())
	committed := mustRead[counter](t, store, "hot").N
	require.EqualValues(t, committed-20, after.Load(), "once for each that is committed and not discarded")
	require.Greater(t, ran.Load(), int64(committed), "some had to be run again")
}

func TestOldestEventInTheOutbox(t *testing.T) {
	b := &broker{}
	w := mustStart(t, statetest.NewMemory(), b, writer.Options{Instance: "a"})
	require.Zero(t, w.Oldest())
	b.setFail(func() error { return errors.New("away") })
	_, err := add(t.Context(), w, "one", "x")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return w.Oldest() > 0 }, 10*time.Second, time.Millisecond)
	b.setFail(nil)
	require.Eventually(t, func() bool { return w.Oldest() == 0 }, 10*time.Second, time.Millisecond)
}
