package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/tickets/internal/catalogue"
	"github.com/saheedt/pass/services/tickets/internal/listing"
	"github.com/saheedt/pass/services/tickets/internal/store"
)

var now = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)

// broker keeps what was published.
type broker struct {
	mu     sync.Mutex
	events []contracts.Event
}

func (b *broker) Publish(_ context.Context, event contracts.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, event)
	return nil
}

// ids waits until n events were published, and returns what they were.
func (b *broker) ids(t *testing.T, n int) []string {
	t.Helper()
	var ids []string
	require.Eventually(t, func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		ids = nil
		for _, event := range b.events {
			ids = append(ids, event.Type+" "+event.ID)
		}
		return len(ids) >= n
	}, 5*time.Second, time.Millisecond)
	return ids
}

// instance is one running instance of the service, as far as documents go.
type instance struct {
	*store.Store
	Follower  *store.Follower
	Catalogue *catalogue.Catalogue
	broker    *broker
	writer    *writer.Writer
	log       *bytes.Buffer // of the follower; read it between its calls only
}

func start(t *testing.T, s state.Store, name string) *instance {
	t.Helper()
	i := &instance{broker: &broker{}, Catalogue: catalogue.New(), log: &bytes.Buffer{}}
	quiet, log := slog.New(slog.DiscardHandler), slog.New(slog.NewTextHandler(i.log, nil))
	i.writer = writer.New(s, i.broker, writer.Options{Instance: name, Log: quiet, Timeout: 5 * time.Second})
	require.NoError(t, i.writer.Start(t.Context()))
	t.Cleanup(func() { _ = i.writer.Close(context.Background()) })
	i.Store = store.New(i.writer, state.NewReader(s), i.Catalogue, name, log)
	i.Follower = store.NewFollower(i.Store)
	require.NoError(t, i.Follower.Start(t.Context()))
	return i
}

func draft(t *testing.T, title string, quantity int) listing.Listing {
	t.Helper()
	l, err := listing.New(id.New(), "seller", listing.Terms{Title: title, Price: 2500, Currency: "usd", Quantity: quantity}, now)
	require.NoError(t, err)
	return l
}

// create makes a listing and returns its id.
func (i *instance) create(t *testing.T, title string, quantity int) string {
	t.Helper()
	l := draft(t, title, quantity)
	require.NoError(t, i.add(t.Context(), l))
	return l.State().ID
}

func (i *instance) add(ctx context.Context, l listing.Listing) error {
	_, err := writer.Do(ctx, i.writer, i.KeysToCreate(), func(tx *writer.Tx) (any, error) {
		return nil, i.Create(tx, l)
	})
	if err == nil {
		i.Show(l)
	}
	return err
}

// find searches for the words.
func (i *instance) find(text string) []string {
	return i.ask(catalogue.Query{Words: catalogue.Words(text), Limit: 100})
}

func (i *instance) ask(q catalogue.Query) []string {
	var ids []string
	for _, l := range i.Catalogue.Find(q).Listings {
		ids = append(ids, l.State().ID)
	}
	return ids
}

func (i *instance) get(t *testing.T, ticketID string) listing.Listing {
	t.Helper()
	l, err := i.Get(t.Context(), ticketID)
	require.NoError(t, err)
	return l
}

func claim(version int64, quantity int, hold listing.Hold) listing.Claim {
	return listing.Claim{Version: version, Quantity: quantity, Hold: hold}
}

// retitle is a seller's change.
func retitle(title string, quantity int) func(*listing.Listing) error {
	return func(l *listing.Listing) error {
		terms := l.State().Terms
		terms.Title, terms.Quantity = title, quantity
		return l.Update("seller", nil, terms, now.Add(time.Minute))
	}
}

func TestCreateKeepsFindsAndPublishes(t *testing.T) {
	i := start(t, statetest.NewMemory(), "a")
	startsAt := now.Add(time.Hour)
	l, err := listing.New(id.New(), "seller", listing.Terms{
		Title: "$100 voucher 🎟", Description: "\"A\" <b>\nend", Venue: "Old Hall", StartsAt: &startsAt,
		Price: 2500, Currency: "eur", Quantity: 3,
	}, now)
	require.NoError(t, err)
	require.NoError(t, i.add(t.Context(), l))

	ticketID := l.State().ID
	require.Equal(t, l, i.get(t, ticketID), "comes back as it was")
	require.Equal(t, []string{ticketID}, i.find("vouch"))
	require.Equal(t, []string{"ticket.created ticket/" + ticketID + "/1"}, i.broker.ids(t, 1))
}

func TestGetOfAnUnknownListing(t *testing.T) {
	i := start(t, statetest.NewMemory(), "a")
	_, err := i.Get(t.Context(), id.New())
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = i.Change(t.Context(), id.New(), retitle("x", 1))
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestChange(t *testing.T) {
	i := start(t, statetest.NewMemory(), "a")
	ticketID := i.create(t, "before", 3)
	changed, err := i.Change(t.Context(), ticketID, retitle("after", 2))
	require.NoError(t, err)
	require.Equal(t, changed, i.get(t, ticketID))
	require.Empty(t, i.find("before"))
	require.Equal(t, []string{ticketID}, i.find("after"))

	refusal := errors.New("no")
	_, err = i.Change(t.Context(), ticketID, func(l *listing.Listing) error {
		require.NoError(t, retitle("never", 1)(l))
		return refusal
	})
	require.ErrorIs(t, err, refusal)
	require.Equal(t, changed, i.get(t, ticketID), "a refused change leaves nothing behind")

	withdraw := func(l *listing.Listing) error {
		_, err := l.Withdraw("seller", nil, now)
		return err
	}
	for range 2 {
		_, err = i.Change(t.Context(), ticketID, withdraw)
		require.NoError(t, err)
	}
	require.Empty(t, i.find("after"))
	prefix := " ticket/" + ticketID
	require.NoError(t, i.writer.Close(t.Context()))
	require.Equal(t, []string{"ticket.created" + prefix + "/1", "ticket.updated" + prefix + "/2", "ticket.withdrawn" + prefix + "/3"},
		i.broker.ids(t, 3))
}

func TestSettleInAnyOrder(t *testing.T) {
	created, waiting := claim(1, 2, listing.HoldOpen), claim(2, 2, listing.HoldOpen)
	complete, cancelled := claim(3, 2, listing.HoldSold), claim(4, 2, listing.HoldNone)
	for name, tc := range map[string]struct {
		claims     []listing.Claim
		held, sold int
	}{
		"in order, open":         {[]listing.Claim{created, waiting}, 2, 0},
		"in order, complete":     {[]listing.Claim{created, waiting, complete}, 0, 2},
		"all doubled":            {[]listing.Claim{created, created, waiting, waiting, complete, complete}, 0, 2},
		"in reverse":             {[]listing.Claim{complete, waiting, created}, 0, 2},
		"cancelled":              {[]listing.Claim{created, cancelled}, 0, 0},
		"cancelled first":        {[]listing.Claim{cancelled, created, waiting}, 0, 0},
		"complete and cancelled": {[]listing.Claim{complete, cancelled, waiting}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			i := start(t, statetest.NewMemory(), "a")
			ticketID, orderID := i.create(t, "x", 5), id.New()
			for _, c := range tc.claims {
				require.NoError(t, i.Settle(t.Context(), orderID, ticketID, c, now))
			}
			s := i.get(t, ticketID).State()
			require.Equal(t, tc.held, s.Held)
			require.Equal(t, tc.sold, s.Sold)
			require.EqualValues(t, 1, s.Version)
			require.Len(t, i.broker.ids(t, 1), 1, "availability is no news to others")
		})
	}
}

func TestSettleOfAnUnknownListingIsAnError(t *testing.T) {
	i := start(t, statetest.NewMemory(), "a")
	err := i.Settle(t.Context(), id.New(), id.New(), claim(1, 2, listing.HoldOpen), now)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestSettleShowsInSearches(t *testing.T) {
	i := start(t, statetest.NewMemory(), "a")
	ticketID := i.create(t, "x", 2)
	require.NoError(t, i.Settle(t.Context(), id.New(), ticketID, claim(1, 2, listing.HoldOpen), now))
	reserved := catalogue.Query{Status: listing.Reserved, Limit: 1}
	require.Equal(t, []string{ticketID}, i.ask(reserved))
}

func TestSettleRaisesALoweredQuantity(t *testing.T) {
	i := start(t, statetest.NewMemory(), "a")
	ticketID := i.create(t, "x", 5)
	_, err := i.Change(t.Context(), ticketID, retitle("x", 1))
	require.NoError(t, err)
	require.NoError(t, i.Settle(t.Context(), id.New(), ticketID, claim(1, 3, listing.HoldOpen), now.Add(time.Hour)))

	s := i.get(t, ticketID).State()
	require.Equal(t, 3, s.Quantity)
	require.EqualValues(t, 3, s.Version)
	require.Equal(t, "ticket.updated ticket/"+ticketID+"/3", i.broker.ids(t, 3)[2])
	last := i.broker.events[2]
	data, err := contracts.DataAs[contracts.Ticket](last)
	require.NoError(t, err)
	require.Equal(t, 3, data.Quantity)
}

// TestFaultsLoseAndDoubleNothing lets transactions fail in every way while
// listings are made and orders settled.
func TestFaultsLoseAndDoubleNothing(t *testing.T) {
	memory := statetest.NewMemory()
	i := start(t, memory, "a")
	ticketID := i.create(t, "hot", 1000)
	calls := 0
	memory.Commits = func([]state.Op) (bool, error) {
		switch calls++; calls % 5 {
		case 1:
			return true, errors.New("committed, but said to have failed")
		case 2:
			return false, errors.New("failed")
		case 3:
			return false, nil // said to be committed, but lost
		}
		return true, nil
	}
	const n = 60
	var all sync.WaitGroup
	for k := range n {
		all.Go(func() {
			if err := i.add(context.Background(), draft(t, fmt.Sprintf("cold%d", k), 1)); err != nil {
				t.Error(err)
			}
			orderID := id.New()
			for version := range int64(2) {
				err := i.Settle(context.Background(), orderID, ticketID, claim(version+1, 3, listing.HoldOpen), now)
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	require.Equal(t, 3*n, i.get(t, ticketID).State().Held)
	require.Len(t, i.find("cold"), n)
	require.Len(t, start(t, memory, "b").find("cold"), n, "another instance reads them all")
}
