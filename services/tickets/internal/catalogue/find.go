package catalogue

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/uuid"

	"github.com/saheedt/pass/services/tickets/internal/listing"
)

// gatherLimit is how many candidates are rather all looked at and sorted
// than looked for in the order.
const gatherLimit = 256

// Query says which listings are wanted.
type Query struct {
	Words  []string       // each must begin a word of the listing; as made by Words
	Seller string         // empty for all
	Status listing.Status // empty for all but withdrawn ones, with Seller for really all
	Sort   Sort           // Newest when empty
	After  *Position      // nil for the first page
	Limit  int            // at least 1
}

// Position is a place in an order, whether or not a listing stands there
// still.
type Position struct {
	Key int64     `json:"k"`
	ID  uuid.UUID `json:"i"`
}

// Page is a part of what was found, in the order that was asked for.
type Page struct {
	Listings []listing.Listing
	Next     *Position // nil after the last page
	// steps is what it cost to find, in blocks and listings looked at.
	steps int
}

// Find returns the page of wanted listings after the given position. A listing
// that is added or changed meanwhile makes no other appear twice or be left
// out of the pages.
func (c *Catalogue) Find(q Query) Page {
	if q.Sort == "" {
		q.Sort = Newest
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	sets := c.wanted(q)
	if sets == nil {
		return Page{}
	}
	numbers, steps := c.pick(q, sets)
	page := Page{steps: steps}
	if len(numbers) > q.Limit {
		numbers = numbers[:q.Limit]
		last := c.entries[numbers[q.Limit-1]].place(q.Sort)
		page.Next = &Position{last.key, last.id}
	}
	for _, number := range numbers {
		page.Listings = append(page.Listings, listing.Restore(c.entries[number].State))
	}
	return page
}

// wanted returns the sets that a wanted listing is in, all of them, smallest
// first; nil when there is none such.
func (c *Catalogue) wanted(q Query) []*set {
	var sets []*set
	if q.Seller != "" {
		sets = append(sets, c.sellers[q.Seller])
	}
	if q.Status != "" {
		sets = append(sets, c.statuses[q.Status])
	} else if q.Seller == "" {
		sets = append(sets, &c.shown)
	}
	for _, word := range q.Words {
		sets = append(sets, c.words.withPrefix(word))
	}
	if slices.Contains(sets, nil) {
		return nil
	}
	slices.SortFunc(sets, func(a, b *set) int { return a.size() - b.size() })
	return sets
}

// pick returns the first numbers after q.After that are in all the sets, one
// more than the limit if there are so many.
func (c *Catalogue) pick(q Query, sets []*set) (numbers []uint32, steps int) {
	if sets[0].many == nil {
		return c.gather(q, sets)
	}
	all := sets[0].many
	for _, other := range sets[1:] {
		if other.many == nil { // the first once was larger than it
			return c.gather(q, sets)
		}
		all = roaring.And(all, other.many)
	}
	if all.GetCardinality() <= gatherLimit {
		return c.gather(q, []*set{{many: all}})
	}
	steps = c.orders[q.Sort].walk(all, func(number uint32) bool { return c.after(q, number) },
		func(number uint32) bool {
			numbers = append(numbers, number)
			return len(numbers) <= q.Limit
		})
	return numbers, steps
}

// gather looks at every member of the first set and sorts what is wanted.
func (c *Catalogue) gather(q Query, sets []*set) (numbers []uint32, steps int) {
	sets[0].each(func(number uint32) {
		steps++
		for _, other := range sets[1:] {
			if !other.has(number) {
				return
			}
		}
		if c.after(q, number) {
			numbers = append(numbers, number)
		}
	})
	before := c.orders[q.Sort].before
	slices.SortFunc(numbers, func(a, b uint32) int {
		if before(a, b) {
			return -1
		}
		return 1
	})
	if len(numbers) > q.Limit+1 {
		numbers = numbers[:q.Limit+1]
	}
	return numbers, steps
}

// after tells whether the listing comes after the last page.
func (c *Catalogue) after(q Query, number uint32) bool {
	if q.After == nil {
		return true
	}
	return place{q.After.Key, q.After.ID}.before(c.entries[number].place(q.Sort))
}
