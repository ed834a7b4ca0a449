package store

import (
	"hash/fnv"
	"math"
	"strconv"
	"strings"
	"sync"
)

// maxPlaces bounds the memory that places take; past it all is forgotten.
const maxPlaces = 10_000

// places remembers for each listing the block that last had units, which is
// where the next reservation looks first. It is only a hint.
type places struct {
	share float64 // where this instance starts, as a share of all blocks

	mu   sync.RWMutex
	last map[string]int
}

func newPlaces(instance string) *places {
	return &places{share: shareOf(instance), last: map[string]int{}}
}

// shareOf spreads instances evenly: the multiples of the golden ratio keep as
// far apart as can be, however many there are. The number at the end of the
// name counts, or a hash of a name without one.
func shareOf(instance string) float64 {
	number, err := strconv.ParseUint(instance[strings.LastIndexByte(instance, '-')+1:], 10, 16)
	if err != nil {
		hash := fnv.New32a()
		hash.Write([]byte(instance))
		number = uint64(hash.Sum32() >> 16)
	}
	_, share := math.Modf(float64(number) * (math.Sqrt(5) - 1) / 2)
	return share
}

// first is the block where this instance starts on a listing it does not know.
func (p *places) first(blocks int) int { return int(p.share * float64(blocks)) }

func (p *places) of(ticketID string) (block int, known bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	block, known = p.last[ticketID]
	return block, known
}

func (p *places) remember(ticketID string, block int) {
	if last, known := p.of(ticketID); known && last == block {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.last) >= maxPlaces {
		clear(p.last)
	}
	p.last[ticketID] = block
}
