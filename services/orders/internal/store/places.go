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

// place is the block of a listing that last had units, which is where the next
// reservation looks first, and whose listing it is.
type place struct {
	block  int
	seller string
}

// places remembers the places of listings. They are only hints.
type places struct {
	share float64 // where this instance starts, as a share of all blocks

	mu   sync.RWMutex
	last map[string]place
}

func newPlaces(instance string) *places {
	return &places{share: shareOf(instance), last: map[string]place{}}
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

func (p *places) of(ticketID string) (last place, known bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	last, known = p.last[ticketID]
	return last, known
}

func (p *places) remember(ticketID string, now place) {
	if last, known := p.of(ticketID); known && last == now {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.last) >= maxPlaces {
		clear(p.last)
	}
	p.last[ticketID] = now
}
