package order

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

var (
	at      = time.Date(2026, 3, 14, 15, 9, 26, 535000000, time.UTC)
	due     = at.Add(15 * time.Minute)
	offered = listing.Listing{ID: "t", SellerID: "s", Title: "$100 voucher 🎟", Price: 2500, Currency: "usd", Version: 1}
	paid    = Payment{ID: "p", Version: 2, Amount: 5000, Currency: "usd"}
)

func request(units int) Request {
	return Request{ID: "o", BuyerID: "b", TicketID: "t", Units: units, At: at, ExpiresAt: due}
}

func mustNew(tb testing.TB) Order {
	o, err := New(request(2), offered)
	require.NoError(tb, err)
	return o.In([]stock.Part{{Block: 3, Units: 2}})
}

// steps make an order in each state that it can be in.
var steps = map[string]func(Order) (Order, Effect, error){
	"created":   func(o Order) (Order, Effect, error) { return o, Keep, nil },
	"awaiting":  func(o Order) (Order, Effect, error) { return o.Await(Payment{ID: "p", Version: 1}, at) },
	"complete":  func(o Order) (Order, Effect, error) { return o.Authorized(paid, at) },
	"cancelled": func(o Order) (Order, Effect, error) { return o.CancelByBuyer(at) },
	"failed":    func(o Order) (Order, Effect, error) { return o.Failed(Payment{ID: "p", Version: 4}, at) },
}

func TestNew(t *testing.T) {
	o := mustNew(t)
	require.Equal(t, Created, o.State().Status)
	require.Equal(t, int64(1), o.State().Version)
	require.Equal(t, int64(5000), o.Total())
	for _, units := range []int{-1, 0, 11, 1 << 40} {
		_, err := New(request(units), offered)
		require.ErrorIs(t, err, ErrUnits)
	}
	gone := offered
	gone.Withdrawn = true
	_, err := New(request(1), gone)
	require.ErrorIs(t, err, listing.ErrWithdrawn)
}

func TestTransitions(t *testing.T) {
	type step = func(Order) (Order, Effect, error)
	cancel := func(o Order) (Order, Effect, error) { return o.CancelByBuyer(due) }
	expire := func(o Order) (Order, Effect, error) { return o.Expire(due) }
	authorize := func(p Payment) step {
		return func(o Order) (Order, Effect, error) { return o.Authorized(p, due.Add(time.Hour)) }
	}
	fail := func(p Payment) step { return func(o Order) (Order, Effect, error) { return o.Failed(p, due) } }
	await := func(p Payment) step { return func(o Order) (Order, Effect, error) { return o.Await(p, due) } }
	p := func(version int64) Payment { return Payment{ID: "p", Version: version, Amount: 5000, Currency: "usd"} }
	other, tooMuch, euros := Payment{ID: "q", Version: 9, Amount: 5000, Currency: "usd"}, p(2), p(2)
	tooMuch.Amount, euros.Currency = 5001, "eur"

	for _, c := range []struct {
		name, from string
		do         step
		want       Status
		why        Reason
		effect     Effect
		err        error
	}{
		{"cancel created", "created", cancel, Cancelled, Buyer, Release, nil},
		{"cancel awaiting", "awaiting", cancel, Cancelled, Buyer, Release, nil},
		{"cancel complete", "complete", cancel, Complete, "", Keep, ErrComplete},
		{"cancel cancelled", "cancelled", cancel, Cancelled, Buyer, Keep, ErrStale},

		{"expire created", "created", expire, Cancelled, Expired, Release, nil},
		{"expire awaiting", "awaiting", expire, Cancelled, Expired, Release, nil},
		{"expire complete", "complete", expire, Complete, "", Keep, ErrStale},
		{"expire cancelled", "cancelled", expire, Cancelled, Buyer, Keep, ErrStale},
		{"expire early", "created", func(o Order) (Order, Effect, error) { return o.Expire(due.Add(-time.Millisecond)) }, Created, "", Keep, ErrNotDue},

		{"await created", "created", await(p(1)), AwaitingPayment, "", Keep, nil},
		{"await awaiting", "awaiting", await(p(3)), AwaitingPayment, "", Keep, ErrStale},
		{"await complete", "complete", await(p(3)), Complete, "", Keep, ErrStale},
		{"await cancelled", "cancelled", await(p(3)), Cancelled, Buyer, Keep, ErrStale},

		{"authorize created, even late", "created", authorize(p(2)), Complete, "", Sell, nil},
		{"authorize awaiting", "awaiting", authorize(p(2)), Complete, "", Sell, nil},
		{"authorize awaiting by an old event", "awaiting", authorize(p(1)), AwaitingPayment, "", Keep, ErrStale},
		{"authorize another sum", "awaiting", authorize(tooMuch), Cancelled, PaymentFailed, Release, nil},
		{"authorize another currency", "created", authorize(euros), Cancelled, PaymentFailed, Release, nil},
		{"authorize again", "complete", authorize(p(2)), Complete, "", Keep, ErrStale},
		{"authorize again in a new version", "complete", authorize(p(3)), Complete, "", Keep, nil},
		{"authorize twice by two payments", "complete", authorize(other), Complete, "", Keep, ErrComplete},
		{"authorize cancelled says so again", "cancelled", authorize(p(2)), Cancelled, Buyer, Keep, nil},
		{"authorize after the failure", "failed", authorize(p(2)), Cancelled, PaymentFailed, Keep, ErrStale},

		{"fail created", "created", fail(p(3)), Cancelled, PaymentFailed, Release, nil},
		{"fail awaiting", "awaiting", fail(p(3)), Cancelled, PaymentFailed, Release, nil},
		{"fail complete", "complete", fail(p(3)), Cancelled, PaymentFailed, TakeBack, nil},
		{"fail complete by an old event", "complete", fail(p(1)), Complete, "", Keep, ErrStale},
		{"fail complete by another payment", "complete", fail(other), Complete, "", Keep, ErrComplete},
		{"fail cancelled", "cancelled", fail(p(3)), Cancelled, Buyer, Keep, ErrStale},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, _, err := steps[c.from](mustNew(t))
			require.NoError(t, err)
			kept := before.State()
			after, effect, err := c.do(before)
			require.ErrorIs(t, err, c.err)
			require.Equal(t, kept, before.State(), "the order that was asked stays as it is")
			require.Equal(t, c.want, after.State().Status)
			require.Equal(t, c.why, after.State().Reason)
			require.Equal(t, c.effect, effect)
			version := kept.Version
			if c.err == nil {
				version++
			}
			require.Equal(t, version, after.State().Version)
		})
	}
}

func TestAnswersEachVersionOfAPaymentOnce(t *testing.T) {
	o, _, err := mustNew(t).CancelByBuyer(at)
	require.NoError(t, err)
	again, _, err := o.Authorized(paid, at)
	require.NoError(t, err)
	require.Equal(t, &Answered{ID: "p", Version: 2}, again.State().Payment)
	_, _, err = again.Authorized(paid, at)
	require.ErrorIs(t, err, ErrStale)
}
