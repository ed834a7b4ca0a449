package catalogue

import (
	"fmt"
	"math/rand"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/tickets/internal/listing"
)

var places = []string{"Old Hall", "Arena", "Opéra", "Club 27", "Riverside Stage"}

// market makes a catalogue of n listings as a marketplace has them: common
// words, rare words, words that only one listing has, and several statuses.
func market(tb testing.TB, n int) *Catalogue {
	tb.Helper()
	r := rand.New(rand.NewSource(7))
	c := New()
	for i := range n {
		at := start.Add(time.Duration(r.Intn(1000)) * time.Hour)
		s := listing.State{
			ID: numbered(i), SellerID: fmt.Sprintf("seller-%d", i%(n/10)), Version: 1, Revision: 1,
			CreatedAt: start.Add(time.Duration(i) * time.Second), Sold: min(i%10, 2), Withdrawn: i%50 == 0,
			Terms: listing.Terms{
				Title:    fmt.Sprintf("Concert %d of band%05d", i, i),
				Venue:    places[r.Intn(len(places))],
				StartsAt: &at, Price: int64(50 + i), Currency: "usd", Quantity: 2,
				Description: fmt.Sprintf("Row %d, seat %d. Doors open early; bring your own chair. Genre %d",
					r.Intn(40), r.Intn(60), r.Intn(500)),
			},
		}
		if i%2 == 0 {
			s.Title += " evenings"
		}
		if i < n/20 {
			s.Title += " bargain"
		}
		require.NoError(tb, c.Put(listing.Restore(s)))
	}
	return c
}

var queries = map[string]Query{
	"newest":               {},
	"soonest":              {Sort: Soonest},
	"by price":             {Sort: Cheapest},
	"on sale":              {Status: listing.OnSale, Sort: Dearest},
	"withdrawn":            {Status: listing.Withdrawn, Sort: Soonest},
	"one seller":           {Seller: "seller-3"},
	"word of all":          {Words: Words("concert"), Sort: Cheapest},
	"word of half":         {Words: Words("evenings"), Sort: Soonest},
	"two common words":     {Words: Words("evenings opera"), Sort: Soonest},
	"rare word":            {Words: Words("genre 77")},
	"word of one":          {Words: Words("band00042")},
	"prefix of everything": {Words: Words("band"), Sort: Dearest},
	"one digit":            {Words: Words("1"), Sort: Soonest},
	"nothing":              {Words: Words("polka")},
	"empty intersection":   {Words: Words("band00042 band00043")},
	"common words, never together": {
		Words: Words("bargain"), Status: listing.Reserved},
	"all at the wrong end": {Words: Words("bargain"), Sort: Dearest},
	"filters together": {
		Words: Words("concert arena"), Status: listing.OnSale, Sort: Soonest},
}

const few, lots = 1_000, 20_000

// TestFindDoesNotGrowWithTheCatalogue counts what a search looks at, which no
// other load on the machine can change. It may take some steps more among
// twenty times as many listings, but never in proportion to them.
func TestFindDoesNotGrowWithTheCatalogue(t *testing.T) {
	const bound = lots / 10 // blocks and listings
	c := market(t, lots)
	for name, q := range queries {
		t.Run(name, func(t *testing.T) {
			q.Limit = 20
			for page := range 40 {
				found := c.Find(q)
				require.LessOrEqual(t, found.steps, bound, "page %d", page)
				if q.After = found.Next; found.Next == nil {
					break
				}
			}
		})
	}
}

func TestDeepCursorCostsNoMoreThanTheFirstPage(t *testing.T) {
	c := market(t, lots)
	for _, by := range Sorts {
		q := Query{Sort: by, Limit: 100}
		for c.Find(q).Next != nil {
			page := c.Find(q)
			require.LessOrEqual(t, page.steps, 2*100+blockSize)
			q.After = page.Next
		}
	}
}

// BenchmarkFind shows the factor between 1,000 and 20,000 listings.
func BenchmarkFind(b *testing.B) {
	for _, n := range []int{few, lots} {
		c := market(b, n)
		for name, q := range queries {
			q.Limit = 20
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				steps := 0
				for b.Loop() {
					steps = c.Find(q).steps
				}
				b.ReportMetric(float64(steps), "steps/op")
			})
		}
	}
}

// BenchmarkMemory reports what the catalogue keeps per listing.
func BenchmarkMemory(b *testing.B) {
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		c := market(b, lots)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/lots, "B/listing")
		runtime.KeepAlive(c)
	}
}

// TestFindWhilePutting is for the race detector.
func TestFindWhilePutting(t *testing.T) {
	c := New()
	var writing sync.WaitGroup
	for w := range 4 {
		writing.Add(1)
		go func() {
			defer writing.Done()
			r := rand.New(rand.NewSource(int64(w)))
			for n := range 300 {
				s := randomState(r, n)
				s.Revision = int64(w + 1)
				if err := c.Put(listing.Restore(s)); err != nil {
					t.Error(err)
				}
				c.Find(randomQuery(r))
				c.Revision(s.ID)
			}
		}()
	}
	writing.Wait()
	require.Equal(t, 300, c.Len())
}
