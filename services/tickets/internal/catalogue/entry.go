package catalogue

import (
	"bytes"
	"math"
	"slices"
	"time"
	"unique"

	"github.com/google/uuid"

	"github.com/saheedt/pass/services/tickets/internal/listing"
)

// Sort is an order in which listings are shown. Within the same price or
// start, the newest come first.
type Sort string

// Orders. Soonest shows listings without a date last; the prices are compared
// as numbers, whatever their currency.
const (
	Newest   Sort = "newest"
	Soonest  Sort = "soonest"
	Cheapest Sort = "price"
	Dearest  Sort = "-price"
)

// Sorts are all there are.
var Sorts = []Sort{Newest, Soonest, Cheapest, Dearest}

// entry is a listing with its id in a form that is quick to compare.
type entry struct {
	id uuid.UUID
	listing.State
}

func entryOf(l listing.Listing) (entry, error) {
	s := l.State()
	id, err := uuid.Parse(s.ID)
	if err != nil {
		return entry{}, err
	}
	// Few texts for many listings.
	s.SellerID, s.Currency = unique.Make(s.SellerID).Value(), unique.Make(s.Currency).Value()
	s.Venue = unique.Make(s.Venue).Value()
	return entry{id, s}, nil
}

func (e *entry) status() listing.Status { return listing.Restore(e.State).Status() }

// words are what the listing is found by.
func (e *entry) words() []string { return Words(e.Title, e.Venue, e.Description) }

func (e *entry) sameText(other *entry) bool {
	return e.Title == other.Title && e.Venue == other.Venue && e.Description == other.Description
}

// place is where a listing stands in an order.
type place struct {
	key int64
	id  uuid.UUID
}

func (e *entry) place(by Sort) place {
	switch by {
	case Soonest:
		return place{startOf(e.StartsAt), e.id}
	case Cheapest:
		return place{e.Price, e.id}
	case Dearest:
		return place{-e.Price, e.id}
	}
	return place{-e.CreatedAt.UnixMicro(), e.id}
}

// startOf puts what has no date after everything that has one.
func startOf(at *time.Time) int64 {
	if at == nil {
		return math.MaxInt64
	}
	return at.UnixMicro()
}

// before compares places. Identifiers grow with time, so the greater is the
// newer.
func (p place) before(q place) bool {
	if p.key != q.key {
		return p.key < q.key
	}
	return bytes.Compare(p.id[:], q.id[:]) > 0
}

// samePlaces tells whether the listing keeps its place in all orders.
func (e *entry) samePlaces(other *entry) bool {
	return !slices.ContainsFunc(Sorts, func(by Sort) bool { return e.place(by) != other.place(by) })
}
