package writer_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
)

// BenchmarkDo is a change as a reservation makes it: a hot document, a fresh
// one, one of the caller's own, and an event.
func BenchmarkDo(b *testing.B) {
	b.Run("memory", func(b *testing.B) { benchmarkDo(b, statetest.NewMemory()) })
	b.Run("sqlite", func(b *testing.B) { benchmarkDo(b, sidecartest.StateStore(b, "orders")) })
}

func benchmarkDo(b *testing.B, store state.Store) {
	w := writer.New(store, &broker{}, writer.Options{Instance: "bench", Log: quiet})
	require.NoError(b, w.Start(b.Context()))
	defer w.Close(b.Context())
	var serial atomic.Int64
	b.SetParallelism(32) // callers at once per processor
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			id := fmt.Sprint(serial.Add(1))
			_, err := writer.Do(b.Context(), w, []string{"hot", "own/" + id}, func(tx *writer.Tx) (any, error) {
				hot, err := writer.Get[counter](tx, "hot")
				if err != nil {
					return nil, err
				}
				n := 0
				if hot != nil {
					n = hot.N
				}
				writer.Put(tx, "hot", &counter{N: n + 1})
				writer.Insert(tx, "new/"+id, &counter{N: 1, Log: []string{id}})
				writer.Put(tx, "own/"+id, &counter{N: 1})
				tx.Publish(event(id))
				return nil, nil
			})
			if err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "changes/s")
}
