package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/tickets/internal/catalogue"
	"github.com/saheedt/pass/services/tickets/internal/listing"
)

func TestRestartReadsTheCatalogue(t *testing.T) {
	memory := statetest.NewMemory()
	before := start(t, memory, "a")
	const n = 700 // several buckets and journal pages
	for k := range n {
		before.create(t, fmt.Sprintf("show %d", k), 1)
	}
	require.NoError(t, before.writer.Close(t.Context()))

	after := start(t, memory, "a")
	require.Equal(t, n, after.Catalogue.Len())
	query := catalogue.Query{Words: []string{"show"}, Limit: n}
	require.Equal(t, before.Catalogue.Find(query), after.Catalogue.Find(query))

	after.create(t, "one more", 1)
	require.Equal(t, n+1, start(t, memory, "b").Catalogue.Len())
}

func TestPeersSeeEachOther(t *testing.T) {
	memory := statetest.NewMemory()
	a, b := start(t, memory, "a"), start(t, memory, "b")
	ticketID := a.create(t, "before", 2)
	require.NoError(t, b.Follower.Catch(t.Context()))
	require.Equal(t, []string{ticketID}, b.find("before"))

	_, err := b.Change(t.Context(), ticketID, retitle("after", 2))
	require.NoError(t, err)
	require.NoError(t, a.Follower.Catch(t.Context()))
	require.Equal(t, []string{ticketID}, a.find("after"))
	require.Empty(t, a.find("before"))

	require.NoError(t, a.Settle(t.Context(), id.New(), ticketID, claim(1, 2, listing.HoldSold), now))
	require.NoError(t, b.Follower.Catch(t.Context()))
	soldOut := catalogue.Query{Status: listing.SoldOut, Limit: 1}
	require.Equal(t, []string{ticketID}, b.ask(soldOut))

	c := start(t, memory, "c")
	second := c.create(t, "of the third", 1)
	require.NoError(t, a.Follower.Catch(t.Context()))
	require.Equal(t, []string{second}, a.find("third"), "an instance that came later is followed too")
}

// TestRunFollows holds the promise of two seconds.
func TestRunFollows(t *testing.T) {
	memory := statetest.NewMemory()
	a, b := start(t, memory, "a"), start(t, memory, "b")
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { b.Follower.Run(ctx) })
	defer running.Wait()
	defer stop()
	a.create(t, "fresh", 1)
	require.Eventually(t, func() bool { return len(b.find("fresh")) == 1 }, 5*time.Second, 5*time.Millisecond)
}

// TestFollowerTurnsPages makes more changes than a page takes, fewer than the
// journal remembers.
func TestFollowerTurnsPages(t *testing.T) {
	memory := statetest.NewMemory()
	a, b := start(t, memory, "a"), start(t, memory, "b")
	for round := 1; round <= 3; round++ {
		for range 200 {
			a.create(t, "x", 1)
		}
		require.NoError(t, b.Follower.Catch(t.Context()))
		require.Equal(t, 200*round, b.Catalogue.Len())
	}
	require.NotContains(t, b.log.String(), "anew")
}

// TestHotListingFillsNoPages wants the journal to name a listing once, however
// often it changes.
func TestHotListingFillsNoPages(t *testing.T) {
	memory := statetest.NewMemory()
	a := start(t, memory, "a")
	ticketID := a.create(t, "hot", 1000)
	for range 100 {
		require.NoError(t, a.Settle(t.Context(), id.New(), ticketID, claim(1, 1, listing.HoldOpen), now))
	}
	require.NotContains(t, memory.Keys(), "journal/a/0")
}

// TestFollowerThatFellBehindReadsEverything makes more changes than the
// journal remembers.
func TestFollowerThatFellBehindReadsEverything(t *testing.T) {
	memory := statetest.NewMemory()
	a, b := start(t, memory, "a"), start(t, memory, "b")
	first := a.create(t, "first", 1)
	const n = 64*64 + 200
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for range n / 16 {
				if err := a.add(context.Background(), draft(t, "many", 1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	require.NoError(t, b.Follower.Catch(t.Context()))
	require.Equal(t, a.Catalogue.Len(), b.Catalogue.Len())
	require.Equal(t, []string{first}, b.find("first"))
	require.Contains(t, b.log.String(), "anew")

	last := a.create(t, "last", 1)
	require.NoError(t, b.Follower.Catch(t.Context()))
	require.Equal(t, []string{last}, b.find("last"))
}

// TestUnheardSuccessIsFoundInTheJournal is about a change that is committed
// after its caller was told that nobody knows.
func TestUnheardSuccessIsFoundInTheJournal(t *testing.T) {
	memory := statetest.NewMemory()
	a := start(t, memory, "a")
	ctx, giveUp := context.WithCancel(t.Context())
	memory.Commits = func([]state.Op) (bool, error) {
		giveUp()
		time.Sleep(20 * time.Millisecond)
		return true, nil
	}
	require.Error(t, a.add(ctx, draft(t, "unheard", 1)))
	require.Empty(t, a.find("unheard"))
	require.Eventually(t, func() bool {
		return a.Follower.Catch(t.Context()) == nil && len(a.find("unheard")) == 1
	}, 5*time.Second, 10*time.Millisecond)
}

// TestTwoInstancesSettleOneListing lets two instances work on one listing at
// the same time.
func TestTwoInstancesSettleOneListing(t *testing.T) {
	memory := statetest.NewMemory()
	instances := []*instance{start(t, memory, "a"), start(t, memory, "b")}
	ticketID := instances[0].create(t, "hot", 10_000)
	const n = 100
	var all sync.WaitGroup
	for k := range n {
		orderID := id.New()
		for turn, i := range instances { // both hear of every order
			all.Go(func() {
				c := claim(int64(turn+1), 1+k%3, listing.HoldOpen)
				if err := i.Settle(context.Background(), orderID, ticketID, c, now); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	want := 0
	for k := range n {
		want += 1 + k%3
	}
	require.Equal(t, want, instances[0].get(t, ticketID).State().Held)
}
