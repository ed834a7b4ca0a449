package audit

import (
	"fmt"
	"hash/fnv"

	"github.com/saheedt/pass/services/payments/internal/store"
)

// buckets is over how many sums the facts are spread: a multiple of the
// store's shards, so that the orders of a bucket are in one shard.
const buckets = 128 * store.Shards

// digest sums facts up, so that both sides can be held against each other
// without keeping them: equal sets have equal sums, in any order.
type digest [buckets]struct {
	facts  int
	orders int // whose payment is among the facts
	sum    uint64
}

func (d *digest) add(f Fact) {
	b := &d[bucketOf(f.OrderID)]
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %s %s %s %d %s", f.Kind, f.ID, f.OrderID, f.State, f.Amount, f.Currency)
	b.facts++
	b.sum += h.Sum64()
	if f.Kind == Payment {
		b.orders++
	}
}

// bucketOf agrees with the store's shards: the same hash, cut finer.
func bucketOf(orderID string) int {
	h := fnv.New64a()
	h.Write([]byte(orderID))
	return store.Shard(orderID) + store.Shards*int(h.Sum64()>>32%(buckets/store.Shards))
}
