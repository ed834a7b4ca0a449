package store

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/seller"
)

// giveBack decides a refund of so many units.
func (s *Store) giveBack(ctx context.Context, orderID, callerID string, units int, restock bool) (order.Order, error) {
	return s.decide(ctx, orderID, order.RefundRequest{ID: id.New(), CallerID: callerID, Units: &units, Restock: &restock, At: start})
}

func (s *Store) decide(ctx context.Context, orderID string, r order.RefundRequest) (order.Order, error) {
	refunding, err := s.Refunding(ctx, orderID, r)
	if err != nil {
		return order.Order{}, err
	}
	return writer.Do(ctx, s.writer, refunding.Keys(), refunding.Run)
}

func mustSell(tb testing.TB, s *Store, l listing.Listing, units int) order.State {
	o := mustReserve(tb, s, l.ID, id.New(), units, start)
	o, err := s.Authorized(tb.Context(), o.State().ID, order.Payment{ID: "p", Version: 2, Amount: o.Total(), Currency: "usd"}, start)
	require.NoError(tb, err)
	return o.State()
}

func TestRefundsMoveUnits(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	l := mustListing(t, s, 5)
	o := mustSell(t, s, l, 4)
	give := func(units int, restock bool) {
		t.Helper()
		_, err := s.giveBack(t.Context(), o.ID, l.SellerID, units, restock)
		require.NoError(t, err)
	}
	give(1, true)
	require.Equal(t, counts{free: 2, sold: 3, quantity: 5}, w.audit(t, l.ID))
	give(1, false)
	require.Equal(t, counts{free: 2, sold: 3, quantity: 5}, w.audit(t, l.ID), "counted as sold")
	_, err := s.giveBack(t.Context(), o.ID, id.New(), 1, true)
	require.ErrorIs(t, err, order.ErrNotFound)
	_, err = s.giveBack(t.Context(), id.New(), l.SellerID, 1, true)
	require.ErrorIs(t, err, order.ErrNotFound)
	_, err = s.Failed(t.Context(), o.ID, order.Payment{ID: "p", Version: 3}, start)
	require.NoError(t, err)
	require.Equal(t, counts{free: 5, quantity: 5}, w.audit(t, l.ID), "the capture failed: all come back")
	require.Equal(t, []string{
		contracts.OrderCreated, contracts.OrderCompleted, contracts.OrderRefunded, contracts.OrderRefunded, contracts.OrderCancelled,
	}, w.broker.types(o.ID))
	gone, err := s.Order(t.Context(), l.SellerID, o.ID)
	require.NoError(t, err, "its seller may see why")
	require.Equal(t, order.Failed, gone.State().Refunds[1].Status)
}

func TestRefundedUnitsPayWhatIsOwed(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	l := mustListing(t, s, 4)
	o := mustSell(t, s, l, 4)
	fewer := l
	fewer.Version, fewer.Quantity = 2, 2
	_, err := s.Apply(t.Context(), fewer)
	require.NoError(t, err)
	_, err = s.giveBack(t.Context(), o.ID, l.SellerID, 3, true)
	require.NoError(t, err)
	require.Equal(t, counts{free: 1, sold: 1, quantity: 2}, w.audit(t, l.ID))
}

func TestBuyersRefundDoesWhatTheListingSays(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	l := mustListing(t, s, 2)
	l.Version, l.Refundable = 2, true
	_, err := s.Apply(t.Context(), l)
	require.NoError(t, err)
	first, second := mustSell(t, s, l, 1), mustSell(t, s, l, 1)
	refund := func(o order.State) {
		_, err := s.decide(t.Context(), o.ID, order.RefundRequest{ID: id.New(), CallerID: o.BuyerID, At: start})
		require.NoError(t, err)
	}
	refund(first)
	require.Equal(t, counts{sold: 2, quantity: 2}, w.audit(t, l.ID))
	l.Version, l.Refundable, l.RestockRefunds = 3, false, true
	_, err = s.Apply(t.Context(), l)
	require.NoError(t, err)
	refund(second)
	require.Equal(t, counts{free: 1, sold: 1, quantity: 2}, w.audit(t, l.ID), "refundable as it was, on sale again as it is")
}

// TestOneDecisionOnce runs the same decision at two instances, as when an
// answer was lost.
func TestOneDecisionOnce(t *testing.T) {
	w := newWorld()
	stores := mustInstances(t, w, 2)
	l := mustListing(t, stores[0], 10)
	o := mustSell(t, stores[0], l, 10)
	units := 2
	var all sync.WaitGroup
	for n := range 12 {
		all.Go(func() {
			r := order.RefundRequest{ID: fmt.Sprint(n % 3), CallerID: l.SellerID, Units: &units, At: start}
			if _, err := stores[n%2].decide(context.Background(), o.ID, r); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	kept, err := stores[1].Order(t.Context(), l.SellerID, o.ID)
	require.NoError(t, err)
	require.Len(t, kept.State().Refunds, 3)
	require.Equal(t, int64(15_000), kept.RefundedAmount())
	require.Equal(t, counts{free: 6, sold: 4, quantity: 10}, w.audit(t, l.ID))
}

func TestWhatPaymentsTells(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	l := mustListing(t, s, 2)
	o := mustSell(t, s, l, 2)
	p := order.Payment{ID: "p", Version: 3, Amount: 5000, Currency: "usd", Refunds: []order.Refund{
		{ID: "x", Amount: 5000, Status: order.Succeeded, By: order.ByPlatform, CreatedAt: start},
	}}
	for n, want := range []error{nil, order.ErrStale, order.ErrStale} {
		p.Version = []int64{5, 5, 4}[n]
		_, err := s.Follow(t.Context(), o.ID, p, start)
		require.ErrorIs(t, err, want)
	}
	p.Version = 6
	same, err := s.Follow(t.Context(), o.ID, p, start)
	require.NoError(t, err)
	require.Equal(t, int64(3), same.State().Version, "nothing new to tell")
	p.Version, p.Refunds = 5, nil
	_, err = s.Follow(t.Context(), o.ID, p, start)
	require.ErrorIs(t, err, order.ErrStale, "the version was remembered all the same")
	require.Equal(t, counts{sold: 2, quantity: 2}, w.audit(t, l.ID), "no units move")
	require.Equal(t, []string{contracts.OrderCreated, contracts.OrderCompleted, contracts.OrderRefunded}, w.broker.types(o.ID))
}

func TestSalesAreListedNewestFirst(t *testing.T) {
	w := newWorld()
	stores := mustInstances(t, w, 2)
	l := mustListing(t, stores[0], 600)
	var want []string
	for n := range 150 {
		s := stores[n%2]
		o := mustReserve(t, s, l.ID, id.New(), 1+n%3, start)
		p := order.Payment{ID: "p", Version: 2, Amount: o.Total(), Currency: "usd"}
		_, err := s.Authorized(t.Context(), o.State().ID, p, start.Add(time.Duration(n)*time.Second))
		require.NoError(t, err)
		want = append([]string{o.State().ID}, want...)
	}
	mustReserve(t, stores[0], l.ID, id.New(), 1, start)
	for _, limit := range []int{1, 7, 64, 100} {
		require.Equal(t, want, w.sales(t, l.ID, limit), "limit %d", limit)
	}
	first, next, err := stores[0].Sales(t.Context(), l.ID, nil, 10)
	require.NoError(t, err)
	more := l
	more.Version, more.Quantity = 2, 1000
	_, err = stores[0].Apply(t.Context(), more)
	require.NoError(t, err)
	for range 50 {
		mustSell(t, stores[0], l, 10) // also in a new block
	}
	second, _, err := stores[1].Sales(t.Context(), l.ID, next, 10)
	require.NoError(t, err)
	require.Equal(t, want[9], first[9].State().ID)
	require.Equal(t, want[10], second[0].State().ID, "a page goes on where it was, whatever is sold since")
}

func TestWhoSeesAnOrder(t *testing.T) {
	s := newWorld().mustInstance(t, "orders-0")
	l := mustListing(t, s, 3)
	open, sold := mustReserve(t, s, l.ID, id.New(), 1, start).State(), mustSell(t, s, l, 1)
	for _, c := range []struct {
		userID, orderID string
		err             error
	}{
		{open.BuyerID, open.ID, nil}, {l.SellerID, open.ID, order.ErrNotFound}, {sold.BuyerID, sold.ID, nil},
		{l.SellerID, sold.ID, nil}, {open.BuyerID, sold.ID, order.ErrNotFound},
	} {
		_, err := s.Order(t.Context(), c.userID, c.orderID)
		require.ErrorIs(t, err, c.err)
	}
}

func TestOnlyWhoCanBePaidOutMaySell(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	l := mustListing(t, s, 5)
	reserve := func() error {
		r := s.Reservation(order.Request{
			ID: id.New(), BuyerID: id.New(), TicketID: l.ID, Units: 1, At: start, ExpiresAt: start.Add(hold), PaidOut: true,
		})
		_, err := writer.Do(t.Context(), s.writer, r.Keys(), r.Run)
		return err
	}
	tell := func(version int64, payouts bool) {
		require.NoError(t, s.ApplySeller(t.Context(), seller.Seller{ID: l.SellerID, Payouts: payouts, Version: version}))
	}
	require.ErrorIs(t, reserve(), listing.ErrNoPayouts)
	require.ErrorIs(t, s.PaidOut(t.Context(), l.SellerID), listing.ErrNoPayouts)
	tell(2, true)
	require.NoError(t, reserve())
	require.NoError(t, reserve())
	tell(1, false)
	require.NoError(t, s.PaidOut(t.Context(), l.SellerID), "an older version")
	tell(3, false)
	require.ErrorIs(t, reserve(), listing.ErrNoPayouts)
	require.Equal(t, counts{free: 3, held: 2, quantity: 5}, w.audit(t, l.ID))
}
