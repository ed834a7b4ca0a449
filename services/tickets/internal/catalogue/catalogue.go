// Package catalogue finds listings: by words, seller and status, in several
// orders, page by page.
//
// It is in the memory of one instance of the service. What it costs to find a
// page depends little on how many listings there are: words lead to ready
// sets of listings (lexicon), sets are bitmaps, and every order can be entered
// anywhere and passes over what is not wanted in blocks (order).
package catalogue

import (
	"fmt"
	"sync"

	"github.com/google/uuid"

	"github.com/saheedt/pass/services/tickets/internal/listing"
)

// Catalogue is the index. It is safe for concurrent use.
type Catalogue struct {
	mu       sync.RWMutex
	entries  []entry // by number
	numbers  map[uuid.UUID]uint32
	sellers  map[string]*set
	statuses map[listing.Status]*set
	shown    set // not withdrawn
	words    lexicon
	orders   map[Sort]*order
}

// New makes an empty catalogue.
func New() *Catalogue {
	c := &Catalogue{
		numbers:  map[uuid.UUID]uint32{},
		sellers:  map[string]*set{},
		statuses: map[listing.Status]*set{},
		orders:   map[Sort]*order{},
	}
	for _, status := range listing.Statuses {
		c.statuses[status] = &set{}
	}
	for _, by := range Sorts {
		c.orders[by] = &order{before: func(a, b uint32) bool {
			return c.entries[a].place(by).before(c.entries[b].place(by))
		}}
	}
	return c
}

// Len is how many listings there are, withdrawn ones included.
func (c *Catalogue) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.entries)
}

// Revision is the newest revision of the listing that the catalogue has seen,
// 0 for an unknown one.
func (c *Catalogue) Revision(id string) int64 {
	key, err := uuid.Parse(id)
	if err != nil {
		return 0
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	number, known := c.numbers[key]
	if !known {
		return 0
	}
	return c.entries[number].Revision
}

// Put takes up what is new about a listing. A revision that is not newer than
// the one it has changes nothing, so Puts may come late and in any order. Its
// error is that of a listing whose id is no UUID.
func (c *Catalogue) Put(l listing.Listing) error {
	e, err := entryOf(l)
	if err != nil {
		return fmt.Errorf("catalogue: id of a listing: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if number, known := c.numbers[e.id]; known {
		c.replace(number, e)
	} else {
		c.insert(e)
	}
	return nil
}

func (c *Catalogue) insert(e entry) {
	number := uint32(len(c.entries))
	c.entries = append(c.entries, e)
	c.numbers[e.id] = number
	if c.sellers[e.SellerID] == nil {
		c.sellers[e.SellerID] = &set{}
	}
	c.sellers[e.SellerID].add(number)
	c.index(number, e.words())
	c.mark(number, e.status())
	for _, order := range c.orders {
		order.add(number)
	}
}

func (c *Catalogue) replace(number uint32, e entry) {
	old := c.entries[number]
	if e.Revision <= old.Revision {
		return
	}
	if !e.sameText(&old) {
		for _, word := range old.words() {
			c.words.remove(word, number)
		}
		c.index(number, e.words())
	}
	if before := old.status(); before != e.status() {
		c.statuses[before].remove(number)
		c.mark(number, e.status())
	}
	if e.samePlaces(&old) {
		c.entries[number] = e
		return
	}
	for _, order := range c.orders {
		order.remove(number)
	}
	c.entries[number] = e
	for _, order := range c.orders {
		order.add(number)
	}
}

func (c *Catalogue) index(number uint32, words []string) {
	for _, word := range words {
		c.words.add(word, number)
	}
}

func (c *Catalogue) mark(number uint32, status listing.Status) {
	c.statuses[status].add(number)
	if status == listing.Withdrawn {
		c.shown.remove(number)
	} else {
		c.shown.add(number)
	}
}
