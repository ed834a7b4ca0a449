package state_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
)

// slow is a store whose reads wait until they are let go.
func slow(release chan struct{}) (*statetest.Memory, *atomic.Int64) {
	store, reads := statetest.NewMemory(), &atomic.Int64{}
	store.Before = func(_ context.Context, op string) error {
		if op == "get" {
			reads.Add(1)
			<-release
		}
		return nil
	}
	return store, reads
}

func TestReaderAnswersUnavailableWhenTheStoreIsTooSlow(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	store, _ := slow(release)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := state.NewReader(store).Get(ctx, "x")
	require.ErrorIs(t, err, state.ErrUnavailable)
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestReaderSparesTheStoreReadsNobodyWaitsFor(t *testing.T) {
	release := make(chan struct{})
	store, reads := slow(release)
	r := state.NewReader(store)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var all sync.WaitGroup
	for i := range 2000 {
		all.Go(func() { _, _ = r.Get(ctx, fmt.Sprint(i)) })
	}
	all.Wait()
	require.EqualValues(t, 4, reads.Load())
	close(release)
	_, err := r.Get(t.Context(), "x")
	require.NoError(t, err)
	require.EqualValues(t, 5, reads.Load())
}

func TestReaderReadsAfterItWasAsked(t *testing.T) {
	store := statetest.NewMemory()
	r := state.NewReader(store)
	var all sync.WaitGroup
	for writer := range 16 {
		all.Go(func() {
			for i := range 200 {
				key, value := fmt.Sprint(writer), fmt.Sprint(i)
				require.NoError(t, store.Transact(t.Context(), []state.Op{{Key: key, Value: []byte(value)}}))
				items, err := r.Get(t.Context(), key)
				require.NoError(t, err)
				require.Equal(t, value, string(items[key].Value))
			}
		})
	}
	all.Wait()
}
