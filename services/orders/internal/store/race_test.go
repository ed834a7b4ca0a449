package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

func mustInstances(tb testing.TB, w *world, count int) []*Store {
	var instances []*Store
	for i := range count {
		instances = append(instances, w.mustInstance(tb, fmt.Sprintf("orders-%d", i)))
	}
	return instances
}

// rush lets many buyers reserve at once, each at one of the instances, and
// returns how many units they got. Every refusal must be stock.Short.
func rush(tb testing.TB, instances []*Store, ticketID string, buyers int, units func(buyer int) int) int {
	var (
		all sync.WaitGroup
		mu  sync.Mutex
		got int
	)
	for i := range buyers {
		all.Go(func() {
			o, err := instances[i%len(instances)].reserve(context.Background(), ticketID, id.New(), units(i), time.Now())
			mu.Lock()
			defer mu.Unlock()
			var short stock.Short
			if err == nil {
				got += o.State().Units
			} else if !errors.As(err, &short) {
				tb.Errorf("buyer %d: %v", i, err)
			}
		})
	}
	all.Wait()
	return got
}

func TestManyBuyersAtOnce(t *testing.T) {
	for _, instances := range []int{1, 2} {
		t.Run(fmt.Sprintf("%d instances in memory", instances), func(t *testing.T) { manyBuyers(t, newWorld(), instances) })
		t.Run(fmt.Sprintf("%d instances on a sidecar", instances), func(t *testing.T) {
			manyBuyers(t, newWorldOn(sidecartest.StateStore(t, "orders")), instances)
		})
	}
}

func manyBuyers(t *testing.T, w *world, instances int) {
	stores := mustInstances(t, w, instances)

	one := mustListing(t, stores[0], 1)
	require.Equal(t, 1, rush(t, stores, one.ID, 300, func(int) int { return 1 }))
	require.Equal(t, counts{held: 1, quantity: 1}, w.audit(t, one.ID))

	some := mustListing(t, stores[0], 200)
	got := rush(t, stores, some.ID, 500, func(buyer int) int { return 1 + buyer%3 })
	require.Equal(t, counts{free: 200 - got, held: got, quantity: 200}, w.audit(t, some.ID))
	require.GreaterOrEqual(t, got, 198, "three units that are free can be had by somebody")

	many := mustListing(t, stores[0], 700)
	require.Equal(t, 700, rush(t, stores, many.ID, 800, func(int) int { return 1 }))
	require.Equal(t, counts{held: 700, quantity: 700}, w.audit(t, many.ID))
}

func TestOneBuyerAtTwoInstances(t *testing.T) {
	w := newWorld()
	stores := mustInstances(t, w, 2)
	l := mustListing(t, stores[0], 500)
	buyer := id.New()
	var all sync.WaitGroup
	for i := range 150 {
		all.Go(func() {
			_, err := stores[i%2].reserve(context.Background(), l.ID, buyer, 1, time.Now())
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	ids, next, err := stores[0].orderIDs(t.Context(), buyer, -1, 200)
	require.NoError(t, err)
	require.Negative(t, next)
	seen := map[string]bool{}
	for _, orderID := range ids {
		seen[orderID] = true
	}
	require.Len(t, seen, 150)
}

// TestFaultsLoseNothing does everything at once on two instances whose store
// fails at random in the ways that stores fail, and counts at the end.
func TestFaultsLoseNothing(t *testing.T) {
	w, before := newWorld(), readFigures(t)
	stores := mustInstances(t, w, 2)
	l := mustListing(t, stores[0], 40)
	var faults sync.Mutex
	random := rand.New(rand.NewPCG(1, 2))
	w.memory.Commits = func([]state.Op) (bool, error) {
		faults.Lock()
		defer faults.Unlock()
		switch random.IntN(10) {
		case 0:
			return false, errors.New("failed, not committed")
		case 1:
			return true, errors.New("failed, committed")
		case 2:
			return false, nil // reported, but lost
		}
		return true, nil
	}
	var all sync.WaitGroup
	for worker := range 24 {
		all.Go(func() { live(t, stores[worker%2], l.ID, rand.New(rand.NewPCG(7, uint64(worker)))) })
	}
	all.Go(func() {
		for version := int64(2); version < 12; version++ {
			next := l
			next.Version, next.Quantity = version, 20+int(version*37%60)
			if _, err := stores[version%2].Apply(context.Background(), next); err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	w.memory.Commits = nil
	sum := w.audit(t, l.ID)
	require.Equal(t, 20+11*37%60, sum.quantity)
	if sum.owed > 0 {
		require.Zero(t, sum.free)
	}
	w.auditFigures(t, before, sum)
}

// live is a buyer who reserves time and again, and what then becomes of the
// orders. What was answered must be true.
func live(t *testing.T, s *Store, ticketID string, random *rand.Rand) {
	ctx, buyer := context.Background(), id.New()
	for range 12 {
		at := time.Now()
		o, err := s.reserve(ctx, ticketID, buyer, 1+random.IntN(4), at)
		if errors.As(err, new(stock.Short)) || errors.Is(err, writer.ErrUnavailable) {
			continue
		}
		if err != nil {
			t.Error(err)
			return
		}
		orderID, p := o.State().ID, order.Payment{ID: "p", Version: 2, Amount: o.Total(), Currency: "usd"}
		failed := order.Payment{ID: "p", Version: 3}
		steps := []func() (order.Order, error){
			func() (order.Order, error) { return s.Cancel(ctx, buyer, orderID, at) },
			func() (order.Order, error) { return s.Expire(ctx, orderID, at.Add(hold)) },
			func() (order.Order, error) { return s.Authorized(ctx, orderID, p, at) },
			func() (order.Order, error) { return s.Authorized(ctx, orderID, p, at) },
			func() (order.Order, error) { return s.Failed(ctx, orderID, failed, at) },
			func() (order.Order, error) {
				return s.giveBack(ctx, orderID, o.State().Listing.SellerID, 1, random.IntN(2) == 0)
			},
			func() (order.Order, error) { return s.Follow(ctx, orderID, settledBy(p, s, orderID, random), at) },
		}
		for range 5 {
			_, err := steps[random.IntN(len(steps))]()
			if err != nil && !expected(err) {
				t.Error(err)
			}
		}
		if _, err := s.Order(ctx, buyer, orderID); err != nil {
			t.Errorf("order %s was answered and is gone: %v", orderID, err)
		}
	}
}

// expected tells the refusals of the rules, and of a store that is away.
func expected(err error) bool {
	for _, known := range []error{
		order.ErrStale, order.ErrComplete, order.ErrNotFound, order.ErrNotComplete, order.ErrNothingLeft, writer.ErrUnavailable,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return errors.As(err, new(order.TooFewUnits))
}

// settledBy is the payment with refunds that have ended one way or the other.
func settledBy(p order.Payment, s *Store, orderID string, random *rand.Rand) order.Payment {
	doc, err := state.Read[order.State](context.Background(), s.reader, orderKey(orderID))
	if err != nil || doc == nil {
		return p
	}
	p.Version = 2 + random.Int64N(5)
	p.Refunds = append(p.Refunds, doc.Refunds...)
	for n := range p.Refunds {
		p.Refunds[n].Status = []order.RefundStatus{order.Succeeded, order.Failed}[random.IntN(2)]
	}
	return p
}
