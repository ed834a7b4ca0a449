package store

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

const hold = 15 * time.Minute

var start = time.Date(2026, 3, 14, 15, 9, 26, 535000000, time.UTC)

// broker collects events.
type broker struct {
	mu     sync.Mutex
	events map[string]contracts.Event
}

func (b *broker) Publish(_ context.Context, e contracts.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events[e.ID] = e
	return nil
}

// types lists what was said of an order, by version.
func (b *broker) types(orderID string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var types []string
	for version := 1; ; version++ {
		e, ok := b.events[fmt.Sprintf("order/%s/%d", orderID, version)]
		if !ok {
			return types
		}
		types = append(types, e.Type)
	}
}

// world is a state store and a broker that instances of the service share.
type world struct {
	memory *statetest.Memory // nil when the store is another
	store  *ledger
	broker *broker
}

func newWorld() *world {
	memory := statetest.NewMemory()
	w := newWorldOn(memory)
	w.memory = memory
	return w
}

func newWorldOn(store state.Store) *world {
	return &world{store: &ledger{Store: store, keys: map[string]bool{}}, broker: &broker{events: map[string]contracts.Event{}}}
}

// ledger is a state store that remembers which orders were written to it, as
// stores can't be asked.
type ledger struct {
	state.Store
	mu   sync.Mutex
	keys map[string]bool
}

func (l *ledger) Transact(ctx context.Context, ops []state.Op) error {
	l.mu.Lock()
	for _, op := range ops {
		if strings.HasPrefix(op.Key, "order/") {
			l.keys[op.Key] = true
		}
	}
	l.mu.Unlock()
	return l.Store.Transact(ctx, ops)
}

// orders reads all orders that are stored.
func (w *world) orders(tb testing.TB) []order.State {
	var orders []order.State
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(w.store.keys)), 100) {
		docs, err := state.ReadMany[order.State](context.Background(), state.NewReader(w.store), chunk)
		require.NoError(tb, err)
		for _, doc := range docs {
			if doc != nil { // else its transaction was not committed
				orders = append(orders, *doc)
			}
		}
	}
	return orders
}

// mustInstance starts an instance of the service, until the test ends.
func (w *world) mustInstance(tb testing.TB, name string) *Store {
	wr := writer.New(w.store, w.broker, writer.Options{Instance: name, Log: slog.New(slog.DiscardHandler)})
	require.NoError(tb, wr.Start(tb.Context()))
	tb.Cleanup(func() { require.NoError(tb, wr.Close(context.Background())) })
	return New(wr, state.NewReader(w.store), name)
}

func mustListing(tb testing.TB, s *Store, quantity int) listing.Listing {
	l := listing.Listing{
		ID: id.New(), SellerID: id.New(), Title: "$100 voucher 🎟", Price: 2500, Currency: "usd", Quantity: quantity, Version: 1,
	}
	changed, err := s.Apply(tb.Context(), l)
	require.NoError(tb, err)
	require.True(tb, changed)
	return l
}

func (s *Store) reserve(ctx context.Context, ticketID, buyerID string, units int, at time.Time) (order.Order, error) {
	r := s.Reservation(order.Request{
		ID: id.New(), BuyerID: buyerID, TicketID: ticketID, Units: units, At: at, ExpiresAt: at.Add(hold),
	})
	return writer.Do(ctx, s.writer, r.Keys(), r.Run)
}

func mustReserve(tb testing.TB, s *Store, ticketID, buyerID string, units int, at time.Time) order.Order {
	o, err := s.reserve(tb.Context(), ticketID, buyerID, units, at)
	require.NoError(tb, err)
	return o
}

func mustRead[T any](tb testing.TB, w *world, key string) *T {
	doc, err := state.Read[T](context.Background(), state.NewReader(w.store), key)
	require.NoError(tb, err)
	require.NotNil(tb, doc, key)
	return doc
}

// counts are the units of a listing as its blocks have them.
type counts struct{ free, held, sold, quantity, owed int }

// audit counts a listing's units, and holds blocks and orders, and orders and
// events, against each other.
func (w *world) audit(tb testing.TB, ticketID string) counts {
	doc := mustRead[listingDoc](tb, w, listingKey(ticketID))
	sum := counts{quantity: doc.Stock.Quantity, owed: doc.Stock.Owed}
	held := map[string]int{}
	for n := range doc.Stock.Blocks {
		block := mustRead[stock.Block](tb, w, blockKey(ticketID, n))
		require.GreaterOrEqual(tb, block.Free, 0)
		sum.free, sum.held, sum.sold = sum.free+block.Free, sum.held+block.Held(), sum.sold+block.Sold
		for _, h := range block.Holds {
			held[h.OrderID] += h.Units
		}
	}
	require.Equal(tb, sum.quantity+sum.owed, sum.free+sum.held+sum.sold, "free+held+sold = quantity+owed")
	open, sold := w.unitsOf(tb, ticketID)
	require.Equal(tb, open, held, "holds are those of the open orders")
	require.Equal(tb, sold, sum.sold, "sold units are those of the complete orders")
	return sum
}

// unitsOf adds up the orders of a listing, and looks that the newest event of
// each says what the order says, and that the list of sales has those that were
// sold.
func (w *world) unitsOf(tb testing.TB, ticketID string) (open map[string]int, sold int) {
	open = map[string]int{}
	want := []string{}
	for _, s := range w.orders(tb) {
		if s.Listing.ID != ticketID {
			continue
		}
		if order.Restore(s).Open() {
			open[s.ID] = s.Units
		}
		if s.Status == order.Complete {
			sold += unitsIn(s.Parts)
		}
		if order.Restore(s).Sold() {
			want = append(want, s.ID)
		}
		w.auditEvent(tb, s)
	}
	require.ElementsMatch(tb, want, w.sales(tb, ticketID, 7), "the list of sales")
	return open, sold
}

// sales lists all sales of a listing, a page at a time.
func (w *world) sales(tb testing.TB, ticketID string, limit int) (ids []string) {
	s := New(nil, state.NewReader(w.store), "orders-0")
	var next []int
	for {
		orders, more, err := s.Sales(context.Background(), ticketID, next, limit)
		require.NoError(tb, err)
		require.LessOrEqual(tb, len(orders), limit)
		for _, o := range orders {
			ids = append(ids, o.State().ID)
		}
		if next = more; next == nil {
			return ids
		}
	}
}

func (w *world) auditEvent(tb testing.TB, s order.State) {
	eventID := fmt.Sprintf("order/%s/%d", s.ID, s.Version)
	require.Eventually(tb, func() bool {
		w.broker.mu.Lock()
		defer w.broker.mu.Unlock()
		_, ok := w.broker.events[eventID]
		return ok
	}, 5*time.Second, time.Millisecond, "no event %s", eventID)
	w.broker.mu.Lock()
	defer w.broker.mu.Unlock()
	var said contracts.Order
	require.NoError(tb, json.Unmarshal(w.broker.events[eventID].Data, &said))
	require.Equal(tb, string(s.Status), said.Status)
	require.Len(tb, said.Refunds, len(s.Refunds))
	_, tooNew := w.broker.events[fmt.Sprintf("order/%s/%d", s.ID, s.Version+1)]
	require.False(tb, tooNew, "an event tells of a version that is not stored")
}
