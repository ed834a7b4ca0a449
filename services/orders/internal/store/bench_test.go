package store

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/saheedt/pass/services/internal/id"
)

// BenchmarkReserve reserves units of one hot listing by 64 buyers at once,
// through the writer on the store in memory. A listing that is sold out makes
// room for another.
func BenchmarkReserve(b *testing.B) {
	w := newWorld()
	s := w.mustInstance(b, "orders-0")
	var current atomic.Value
	current.Store(mustListing(b, s, 10_000).ID)
	var buyers, made atomic.Int64
	b.SetParallelism(32)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		buyer := "buyer-" + strconv.FormatInt(buyers.Add(1), 10) + id.New()
		for pb.Next() {
			if made.Add(1)%9_000 == 0 {
				current.Store(mustListing(b, s, 10_000).ID)
			}
			_, err := s.reserve(context.Background(), current.Load().(string), buyer, 1, time.Now())
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reservations/s")
}

// BenchmarkRefuse asks for units of a large listing that has none left.
func BenchmarkRefuse(b *testing.B) {
	w := newWorld()
	s := w.mustInstance(b, "orders-0")
	l := mustListing(b, s, 10_000)
	for range 1_000 {
		mustReserve(b, s, l.ID, id.New(), 10, time.Now())
	}
	b.SetParallelism(32)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := s.reserve(context.Background(), l.ID, "buyer", 1, time.Now()); err == nil {
				b.Error("a unit was free")
			}
		}
	})
}
