package catalogue

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/tickets/internal/listing"
)

var start = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)

// vocabulary has words that share prefixes, differ in case and accents, and
// begin one another.
var vocabulary = []string{
	"rock", "Rocket", "rockabilly", "opera", "Opéra", "open", "hall", "Halle", "x", "🎟", "$100", "concert", "конце́рт",
	"concerto", "con", "東京", "festival", "Straße", "night", "nightly",
}

var sellers = []string{"ann", "bob", "cid"}

// numbered makes an identifier that grows with n, as real ones do with time.
func numbered(n int) string {
	return fmt.Sprintf("0195a1b2-%04x-7000-8000-%012x", n>>16, n)
}

func randomState(r *rand.Rand, n int) listing.State {
	s := listing.State{
		ID: numbered(n), SellerID: sellers[r.Intn(len(sellers))], Version: 1, Revision: 1,
		CreatedAt: start.Add(time.Duration(n/3) * time.Second),
	}
	randomize(r, &s)
	return s
}

// randomize gives the listing other terms and counts.
func randomize(r *rand.Rand, s *listing.State) {
	pick := func(n int) string {
		words := make([]string, r.Intn(n+1))
		for i := range words {
			words[i] = vocabulary[r.Intn(len(vocabulary))]
		}
		return strings.Join(words, " ")
	}
	s.Title, s.Venue, s.Description = "show "+pick(3), pick(1), pick(4)
	s.Price, s.Quantity = int64(50+r.Intn(20)), 3
	s.Held = r.Intn(4)
	s.Sold = r.Intn(4 - s.Held)
	s.Withdrawn = r.Intn(8) == 0
	s.StartsAt = nil
	if r.Intn(3) > 0 {
		at := start.Add(time.Duration(r.Intn(30)) * time.Hour)
		s.StartsAt = &at
	}
}

// naive finds what the contract says, by looking at every listing.
func naive(states map[string]listing.State, q Query) []string {
	var found []listing.State
	for _, s := range states {
		status := listing.Restore(s).Status()
		hidden := q.Status == "" && q.Seller == "" && status == listing.Withdrawn
		if hidden || q.Seller != "" && q.Seller != s.SellerID || q.Status != "" && q.Status != status {
			continue
		}
		if q.Words == nil || beginsAll(q.Words, Words(s.Title, s.Venue, s.Description)) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b listing.State) int { return compare(q.Sort, a, b) })
	var ids []string
	for _, s := range found {
		ids = append(ids, s.ID)
	}
	return ids
}

func beginsAll(prefixes, words []string) bool {
	for _, prefix := range prefixes {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, prefix) }) {
			return false
		}
	}
	return true
}

func compare(by Sort, a, b listing.State) int {
	var c int
	switch by {
	case Soonest:
		c = compareStarts(a.StartsAt, b.StartsAt)
	case Cheapest:
		c = int(a.Price - b.Price)
	case Dearest:
		c = int(b.Price - a.Price)
	default:
		c = b.CreatedAt.Compare(a.CreatedAt)
	}
	if c == 0 {
		c = strings.Compare(b.ID, a.ID)
	}
	return c
}

func compareStarts(a, b *time.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return a.Compare(*b)
}

func randomQuery(r *rand.Rand) Query {
	q := Query{Sort: Sorts[r.Intn(len(Sorts))], Limit: 1 + r.Intn(40)}
	for range r.Intn(3) {
		word := Words(vocabulary[r.Intn(len(vocabulary))])[0]
		runes := []rune(word)
		q.Words = append(q.Words, string(runes[:1+r.Intn(len(runes))]))
	}
	if r.Intn(3) == 0 {
		q.Seller = sellers[r.Intn(len(sellers))]
	}
	if r.Intn(3) == 0 {
		q.Status = listing.Statuses[r.Intn(len(listing.Statuses))]
	}
	return q
}

func idsOf(page Page) []string {
	var ids []string
	for _, l := range page.Listings {
		ids = append(ids, l.State().ID)
	}
	return ids
}

// all follows the pages to the end.
func all(t *testing.T, c *Catalogue, q Query) []string {
	t.Helper()
	var ids []string
	for {
		page := c.Find(q)
		require.LessOrEqual(t, len(page.Listings), q.Limit)
		ids = append(ids, idsOf(page)...)
		if page.Next == nil {
			return ids
		}
		require.Len(t, page.Listings, q.Limit, "only the last page may be short")
		q.After = page.Next
	}
}

// TestFindsWhatLookingAtEverythingFinds changes a catalogue at random and
// compares its answers with those of the naive search.
func TestFindsWhatLookingAtEverythingFinds(t *testing.T) {
	for seed := range int64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewSource(seed))
			c, states := New(), map[string]listing.State{}
			for step := range 2000 {
				s := randomState(r, step)
				if old, known := states[numbered(r.Intn(step+1))]; known && r.Intn(2) == 0 {
					s = old
					s.Revision++
					randomize(r, &s)
				}
				states[s.ID] = s
				require.NoError(t, c.Put(listing.Restore(s)))
				if step%400 == 0 || step == 1999 {
					for range 40 {
						q := randomQuery(r)
						require.Equal(t, naive(states, q), all(t, c, q), "%+v", q)
					}
				}
			}
			require.Equal(t, len(states), c.Len())
			requireWholeBlocks(t, c)
		})
	}
}

// requireWholeBlocks wants every order to have every listing once, and blocks
// that know exactly their own: one that claims more costs time unseen.
func requireWholeBlocks(t *testing.T, c *Catalogue) {
	t.Helper()
	for by, order := range c.orders {
		listings := 0
		for _, b := range order.blocks {
			listings += len(b.numbers)
			require.True(t, b.members.Equals(roaring.BitmapOf(b.numbers...)), by)
		}
		require.Equal(t, c.Len(), listings, by)
	}
}

func TestPutIgnoresWhatIsNotNewer(t *testing.T) {
	c := New()
	s := listing.State{ID: numbered(1), SellerID: "ann", Revision: 3, Terms: listing.Terms{Title: "new", Quantity: 1}}
	require.NoError(t, c.Put(listing.Restore(s)))
	s.Title, s.Revision = "old", 2
	require.NoError(t, c.Put(listing.Restore(s)))
	s.Title, s.Revision = "other", 3
	require.NoError(t, c.Put(listing.Restore(s)))

	require.EqualValues(t, 3, c.Revision(numbered(1)))
	require.Zero(t, c.Revision(numbered(2)))
	require.Zero(t, c.Revision("nonsense"))
	require.Equal(t, []string{numbered(1)}, idsOf(c.Find(Query{Words: []string{"new"}, Limit: 1})))
	require.Empty(t, idsOf(c.Find(Query{Words: []string{"old"}, Limit: 1})))
	require.Empty(t, idsOf(c.Find(Query{Words: []string{"other"}, Limit: 1})))
}

func TestPutRefusesAnIdentifierThatIsNone(t *testing.T) {
	require.Error(t, New().Put(listing.Restore(listing.State{ID: "1"})))
}

// TestPagesAreStable inserts and changes listings between two pages: none of
// the others appears twice or is left out.
func TestPagesAreStable(t *testing.T) {
	for _, by := range Sorts {
		t.Run(string(by), func(t *testing.T) {
			r := rand.New(rand.NewSource(1))
			c, first := New(), map[string]bool{}
			for n := range 300 {
				s := randomState(r, n)
				s.Withdrawn = false
				first[s.ID] = true
				require.NoError(t, c.Put(listing.Restore(s)))
			}
			seen := map[string]int{}
			q := Query{Sort: by, Limit: 7}
			for n := 300; ; n += 5 {
				page := c.Find(q)
				for _, id := range idsOf(page) {
					seen[id]++
				}
				if page.Next == nil {
					break
				}
				for m := range 5 {
					require.NoError(t, c.Put(listing.Restore(randomState(r, n+m))))
				}
				q.After = page.Next
			}
			for id := range first {
				require.Equal(t, 1, seen[id], id)
			}
			for id, times := range seen {
				require.Equal(t, 1, times, id)
			}
		})
	}
}

func TestCursorOutlivesItsListing(t *testing.T) {
	c := New()
	for n := range 10 {
		require.NoError(t, c.Put(listing.Restore(listing.State{
			ID: numbered(n), Revision: 1, Terms: listing.Terms{Price: int64(n), Quantity: 1},
		})))
	}
	q := Query{Sort: Cheapest, Limit: 4}
	page := c.Find(q)
	last := uuid.MustParse(idsOf(page)[3])
	require.NoError(t, c.Put(listing.Restore(listing.State{
		ID: last.String(), Revision: 2, Terms: listing.Terms{Price: 100, Quantity: 1},
	})))
	q.After = page.Next
	require.Equal(t, []string{numbered(4), numbered(5), numbered(6), numbered(7)}, idsOf(c.Find(q)))
}
