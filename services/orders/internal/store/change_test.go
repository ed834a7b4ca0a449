package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

var paid = order.Payment{ID: "p", Version: 2, Amount: 5000, Currency: "usd"}

func TestWhatBecomesOfUnits(t *testing.T) {
	failed := order.Payment{ID: "p", Version: 3, Amount: 5000, Currency: "usd"}
	wrong := order.Payment{ID: "p", Version: 2, Amount: 4999, Currency: "usd"}
	type step = func(s *Store, o order.State) error
	await := func(s *Store, o order.State) error {
		_, err := s.Await(t.Context(), o.ID, order.Payment{ID: "p", Version: 1}, start)
		return err
	}
	cancel := func(s *Store, o order.State) error {
		_, err := s.Cancel(t.Context(), o.BuyerID, o.ID, start)
		return err
	}
	steal := func(s *Store, o order.State) error {
		_, err := s.Cancel(t.Context(), id.New(), o.ID, start)
		return err
	}
	expire := func(s *Store, o order.State) error { _, err := s.Expire(t.Context(), o.ID, o.ExpiresAt); return err }
	tooEarly := func(s *Store, o order.State) error {
		_, err := s.Expire(t.Context(), o.ID, o.ExpiresAt.Add(-time.Millisecond))
		return err
	}
	pay := func(p order.Payment) step {
		return func(s *Store, o order.State) error {
			_, err := s.Authorized(t.Context(), o.ID, p, o.ExpiresAt.Add(time.Hour))
			return err
		}
	}
	fail := func(s *Store, o order.State) error { _, err := s.Failed(t.Context(), o.ID, failed, start); return err }

	for name, c := range map[string]struct {
		steps []step
		errs  []error
		want  counts
		said  []string
	}{
		"cancelled twice":                 {[]step{cancel, cancel}, []error{nil, order.ErrStale}, counts{free: 5, quantity: 5}, []string{contracts.OrderCreated, contracts.OrderCancelled}},
		"cancelled by another":            {[]step{steal}, []error{order.ErrNotFound}, counts{free: 3, held: 2, quantity: 5}, []string{contracts.OrderCreated}},
		"expired, paid too late":          {[]step{expire, pay(paid), pay(paid)}, []error{nil, nil, order.ErrStale}, counts{free: 5, quantity: 5}, []string{contracts.OrderCreated, contracts.OrderCancelled, contracts.OrderCancelled}},
		"expired early":                   {[]step{tooEarly}, []error{order.ErrNotDue}, counts{free: 3, held: 2, quantity: 5}, []string{contracts.OrderCreated}},
		"paid, expired, cancelled":        {[]step{await, pay(paid), expire, cancel}, []error{nil, nil, order.ErrStale, order.ErrComplete}, counts{free: 3, sold: 2, quantity: 5}, []string{contracts.OrderCreated, contracts.OrderAwaitingPayment, contracts.OrderCompleted}},
		"paid, late opening":              {[]step{pay(paid), await, pay(paid)}, []error{nil, order.ErrStale, order.ErrStale}, counts{free: 3, sold: 2, quantity: 5}, []string{contracts.OrderCreated, contracts.OrderCompleted}},
		"paid another sum":                {[]step{await, pay(wrong)}, []error{nil, nil}, counts{free: 5, quantity: 5}, []string{contracts.OrderCreated, contracts.OrderAwaitingPayment, contracts.OrderCancelled}},
		"paid, money refused":             {[]step{pay(paid), fail, fail}, []error{nil, nil, order.ErrStale}, counts{free: 5, quantity: 5}, []string{contracts.OrderCreated, contracts.OrderCompleted, contracts.OrderCancelled}},
		"money refused before it is paid": {[]step{fail, pay(paid)}, []error{nil, order.ErrStale}, counts{free: 5, quantity: 5}, []string{contracts.OrderCreated, contracts.OrderCancelled}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			s := w.mustInstance(t, "orders-0")
			l := mustListing(t, s, 5)
			o := mustReserve(t, s, l.ID, id.New(), 2, start)
			for i, step := range c.steps {
				require.ErrorIs(t, step(s, o.State()), c.errs[i], "step %d", i)
			}
			require.Equal(t, c.want, w.audit(t, l.ID))
			require.Equal(t, c.said, w.broker.types(o.State().ID))
		})
	}
}

func TestUnknownOrder(t *testing.T) {
	s := newWorld().mustInstance(t, "orders-0")
	_, err := s.Expire(t.Context(), id.New(), start)
	require.ErrorIs(t, err, order.ErrNotFound)
	_, err = s.Order(t.Context(), id.New(), id.New())
	require.ErrorIs(t, err, order.ErrNotFound)
}

func TestOverdueUnitsGoToWhoWantsThem(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	l := mustListing(t, s, 3)
	first := mustReserve(t, s, l.ID, id.New(), 2, start)
	mustReserve(t, s, l.ID, id.New(), 1, start.Add(time.Minute))

	_, err := s.reserve(t.Context(), l.ID, id.New(), 1, start.Add(hold+stock.Grace))
	require.Equal(t, stock.Short{Free: 0}, err)
	late := start.Add(hold + stock.Grace + time.Millisecond)
	_, err = s.reserve(t.Context(), l.ID, id.New(), 3, late)
	require.Equal(t, stock.Short{Free: 2}, err)
	require.Equal(t, counts{held: 3, quantity: 3}, w.audit(t, l.ID), "a refusal frees nothing")

	mustReserve(t, s, l.ID, id.New(), 1, late)
	require.Equal(t, counts{free: 1, held: 2, quantity: 3}, w.audit(t, l.ID))
	gone, err := s.Order(t.Context(), first.State().BuyerID, first.State().ID)
	require.NoError(t, err)
	require.Equal(t, order.Expired, gone.State().Reason)
	require.Equal(t, []string{contracts.OrderCreated, contracts.OrderCancelled}, w.broker.types(first.State().ID))
	_, err = s.Expire(t.Context(), first.State().ID, late)
	require.ErrorIs(t, err, order.ErrStale)
}

func TestListingsFollowTheirOwner(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	l := mustListing(t, s, 300)
	apply := func(version int64, quantity int, price int64, withdrawn bool) bool {
		next := l
		next.Version, next.Quantity, next.Price, next.Withdrawn = version, quantity, price, withdrawn
		changed, err := s.Apply(t.Context(), next)
		require.NoError(t, err)
		return changed
	}
	require.False(t, apply(1, 999, 1, false), "the same version")
	before := mustReserve(t, s, l.ID, id.New(), 10, start)
	require.True(t, apply(3, 4, 9900, false))
	require.False(t, apply(2, 999, 1, false), "an older version")
	require.Equal(t, counts{held: 10, quantity: 4, owed: 6}, w.audit(t, l.ID))

	_, err := s.Cancel(t.Context(), before.State().BuyerID, before.State().ID, start)
	require.NoError(t, err)
	require.Equal(t, counts{free: 4, quantity: 4}, w.audit(t, l.ID))
	after := mustReserve(t, s, l.ID, id.New(), 1, start)
	require.Equal(t, int64(2500), before.State().UnitPrice)
	require.Equal(t, int64(9900), after.State().UnitPrice)

	require.True(t, apply(4, 10_000, 9900, false))
	require.Equal(t, counts{free: 9_999, held: 1, quantity: 10_000}, w.audit(t, l.ID))
	require.True(t, apply(5, 10_000, 9900, true))
	_, err = s.reserve(t.Context(), l.ID, id.New(), 1, start)
	require.ErrorIs(t, err, listing.ErrWithdrawn)
	_, err = s.reserve(t.Context(), id.New(), id.New(), 1, start)
	require.ErrorIs(t, err, listing.ErrUnknown)
}

func TestBuyersListsGoOnWhereTheyStopped(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	l := mustListing(t, s, 200)
	buyer := id.New()
	none, next, err := s.Orders(t.Context(), buyer, -1, 20)
	require.NoError(t, err)
	require.Empty(t, none)
	require.Negative(t, next)

	var want []string
	for range 2*chunkSize + 5 {
		want = append([]string{mustReserve(t, s, l.ID, buyer, 1, start).State().ID}, want...)
	}
	for _, limit := range []int{1, 7, 64, 100} {
		var got []string
		for next = -1; ; {
			var orders []order.Order
			orders, next, err = s.Orders(t.Context(), buyer, next, limit)
			require.NoError(t, err)
			require.LessOrEqual(t, len(orders), limit)
			for _, o := range orders {
				got = append(got, o.State().ID)
			}
			if next < 0 {
				break
			}
		}
		require.Equal(t, want, got, "limit %d", limit)
	}
}

func TestInstancesStartApart(t *testing.T) {
	for _, c := range []struct {
		instance string
		blocks   int
		want     int
	}{
		{"orders-0", 2, 0}, {"orders-1", 2, 1}, {"orders-0", 40, 0}, {"orders-1", 40, 24}, {"orders-2", 40, 9}, {"orders-1", 1, 0},
	} {
		require.Equal(t, c.want, newPlaces(c.instance).first(c.blocks), "%s of %d", c.instance, c.blocks)
	}
	for _, odd := range []string{"", "blue", "orders-x", "orders-99999999999999999999"} {
		first := newPlaces(odd).first(40)
		require.True(t, first >= 0 && first < 40, "%q starts at %d", odd, first)
	}
}

func TestHoldsThatEndTogetherExpireTogether(t *testing.T) {
	w := newWorld()
	s := w.mustInstance(t, "orders-0")
	l := mustListing(t, s, 240)
	var due []order.State
	for range dueAtOnce + 6 {
		due = append(due, mustReserve(t, s, l.ID, id.New(), 2, start).State())
	}
	later := mustReserve(t, s, l.ID, id.New(), 2, start.Add(time.Millisecond)).State()

	_, err := s.Expire(t.Context(), due[3].ID, due[3].ExpiresAt)
	require.NoError(t, err)
	require.Equal(t, 2*6, w.audit(t, l.ID).held, "the bound of one transaction, a few more, and the one whose time has not come")
	for _, o := range due {
		if _, err := s.Expire(t.Context(), o.ID, o.ExpiresAt); err != nil {
			require.ErrorIs(t, err, order.ErrStale)
		}
	}
	require.Equal(t, counts{free: 238, held: 2, quantity: 240}, w.audit(t, l.ID))
	for _, o := range due {
		require.Equal(t, []string{contracts.OrderCreated, contracts.OrderCancelled}, w.broker.types(o.ID))
	}
	kept, err := s.Order(t.Context(), later.BuyerID, later.ID)
	require.NoError(t, err)
	require.True(t, kept.Open())
}
