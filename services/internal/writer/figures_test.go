package writer

import (
	"testing"
	"time"

	"github.com/saheedt/pass/services/internal/contracts"
)

// BenchmarkFigures is all that counting adds to a change that is committed
// alone, with an event: the worst case, as changes share transactions.
func BenchmarkFigures(b *testing.B) {
	one := parcel{event: contracts.Event{Type: contracts.OrderCreated, Time: time.Now()}}
	done := 0
	outcomes := map[*call]outcome{{}: {after: []func(){func() { done++ }}}}
	b.ReportAllocs()
	for b.Loop() {
		observe(time.Now())
		commits.Inc()
		tally(outcomes)
		one.tell(nil)
	}
}
