package catalogue

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"time"

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

// entry is what the catalogue remembers of a listing: what it is found and
// sorted by. The words are kept because they must be known to be removed.
type entry struct {
	id       uuid.UUID
	seller   string
	status   listing.Status
	revision int64
	created  int64 // microseconds since 1970
	starts   int64 // the same, noDate without a date
	price    int64
	words    string // divided by spaces, which no word has
}

const noDate = math.MaxInt64

func entryOf(l listing.Listing) (entry, error) {
	s := l.State()
	id, err := uuid.Parse(s.ID)
	if err != nil {
		return entry{}, err
	}
	return entry{
		id: id, seller: s.SellerID, status: l.Status(), revision: s.Revision,
		created: s.CreatedAt.UnixMicro(), starts: startOf(s.StartsAt), price: s.Price,
		words: strings.Join(Words(s.Title, s.Venue, s.Description), " "),
	}, nil
}

func startOf(at *time.Time) int64 {
	if at == nil {
		return noDate
	}
	return at.UnixMicro()
}

// place is where a listing stands in an order.
type place struct {
	key int64
	id  uuid.UUID
}

func (e *entry) place(by Sort) place {
	switch by {
	case Soonest:
		return place{e.starts, e.id}
	case Cheapest:
		return place{e.price, e.id}
	case Dearest:
		return place{-e.price, e.id}
	}
	return place{-e.created, e.id}
}

// before compares places. Identifiers grow with time, so the greater is the
// newer.
func (p place) before(q place) bool {
	if p.key != q.key {
		return p.key < q.key
	}
	return bytes.Compare(p.id[:], q.id[:]) > 0
}

func (e *entry) eachWord(do func(word string)) {
	for word := range strings.SplitSeq(e.words, " ") {
		if word != "" {
			do(word)
		}
	}
}

// samePlaces tells whether the listing keeps its place in all orders.
func (e *entry) samePlaces(other *entry) bool {
	return !slices.ContainsFunc(Sorts, func(by Sort) bool { return e.place(by) != other.place(by) })
}
