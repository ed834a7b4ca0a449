package order

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/orders/internal/fee"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

// mustSold makes a complete order of three units at 25.00 with a fee of 1.00,
// in two blocks, that the buyer may give back until an hour after at.
func mustSold(tb testing.TB) Order {
	begins := at.Add(time.Hour)
	l := offered
	l.Refundable, l.StartsAt = true, &begins
	r := request(3)
	r.Fees = fee.Schedule{Fixed: map[string]int64{"usd": 100}}
	o, err := New(r, l)
	require.NoError(tb, err)
	o = o.In([]stock.Part{{Block: 3, Units: 2}, {Block: 4, Units: 1}})
	o, _, err = o.Authorized(Payment{ID: "p", Version: 2, Amount: 7600, Currency: "usd"}, at)
	require.NoError(tb, err)
	require.Equal(tb, Complete, o.State().Status)
	return o
}

func disputed(o Order, status string) Order {
	s := o.State()
	s.Dispute = &Dispute{ID: "dp", Amount: 7600, Status: status, Reason: "fraudulent", CreatedAt: at}
	return Restore(s)
}

func bySeller(id string, units int) RefundRequest {
	return RefundRequest{ID: id, CallerID: "s", Units: &units, At: at}
}

func TestWhoMayRefund(t *testing.T) {
	no, two, four := false, 2, 4
	seller := RefundRequest{ID: "r", CallerID: "s", At: at.Add(48 * time.Hour)}
	buyer := RefundRequest{ID: "r", CallerID: "b", At: at}
	sold := mustSold(t)
	change := func(do func(*State)) Order {
		s := sold.State()
		do(&s)
		return Restore(s)
	}
	unsold := mustNew(t)
	failed, _, err := sold.Failed(Payment{ID: "p", Version: 3}, at)
	require.NoError(t, err)

	for name, c := range map[string]struct {
		o    Order
		r    RefundRequest
		err  error
		want Refund
		free []stock.Part
	}{
		"seller, all, at any time": {sold, seller, nil, Refund{Units: 3, Amount: 7600, Fee: 100, By: BySeller, Restock: true}, []stock.Part{{Block: 4, Units: 1}, {Block: 3, Units: 2}}},
		"seller, some": {sold, with(seller, func(r *RefundRequest) { r.Units = &two; r.Reason = "Broken seat" }), nil,
			Refund{Units: 2, Amount: 5067, Fee: 67, By: BySeller, Restock: true, Reason: "Broken seat"}, []stock.Part{{Block: 4, Units: 1}, {Block: 3, Units: 1}}},
		"seller, not on sale again":      {sold, with(seller, func(r *RefundRequest) { r.Restock = &no }), nil, Refund{Units: 3, Amount: 7600, Fee: 100, By: BySeller}, nil},
		"seller, too many":               {sold, with(seller, func(r *RefundRequest) { r.Units = &four }), TooFewUnits{3}, Refund{}, nil},
		"seller who bought it":           {change(func(s *State) { s.BuyerID = "s"; s.Listing.Refundable = false }), seller, nil, Refund{Units: 3, Amount: 7600, Fee: 100, By: BySeller, Restock: true}, []stock.Part{{Block: 4, Units: 1}, {Block: 3, Units: 2}}},
		"seller of an order not paid":    {unsold, seller, ErrNotFound, Refund{}, nil},
		"seller of a failed order":       {failed, seller, ErrNotComplete, Refund{}, nil},
		"buyer":                          {sold, buyer, nil, Refund{Units: 3, Amount: 7600, Fee: 100, By: ByBuyer}, nil},
		"buyer, listing sells again":     {sold, with(buyer, func(r *RefundRequest) { r.Restocks = true }), nil, Refund{Units: 3, Amount: 7600, Fee: 100, By: ByBuyer, Restock: true}, []stock.Part{{Block: 4, Units: 1}, {Block: 3, Units: 2}}},
		"buyer who says restock":         {sold, with(buyer, func(r *RefundRequest) { r.Restock = &no }), ErrRestock, Refund{}, nil},
		"buyer, not refundable":          {change(func(s *State) { s.Listing.Refundable = false }), buyer, ErrNotRefundable, Refund{}, nil},
		"buyer, a moment before it":      {sold, with(buyer, func(r *RefundRequest) { r.At = at.Add(time.Hour - time.Millisecond) }), nil, Refund{Units: 3, Amount: 7600, Fee: 100, By: ByBuyer}, nil},
		"buyer, when it begins":          {sold, with(buyer, func(r *RefundRequest) { r.At = at.Add(time.Hour) }), ErrBegun, Refund{}, nil},
		"buyer, no time known":           {change(func(s *State) { s.Listing.StartsAt = nil }), with(buyer, func(r *RefundRequest) { r.At = at.AddDate(9, 0, 0) }), nil, Refund{Units: 3, Amount: 7600, Fee: 100, By: ByBuyer}, nil},
		"buyer of an order not paid":     {change(func(s *State) { s.Status = AwaitingPayment; s.SoldAt = nil }), buyer, ErrNotComplete, Refund{}, nil},
		"a bank asks for the money":      {disputed(sold, "needs_response"), seller, ErrDisputed, Refund{}, nil},
		"a bank asks, and the buyer":     {disputed(sold, "under_review"), buyer, ErrDisputed, Refund{}, nil},
		"a bank has the money":           {disputed(sold, "lost"), seller, ErrDisputed, Refund{}, nil},
		"a bank was refused the money":   {disputed(sold, "won"), buyer, nil, Refund{Units: 3, Amount: 7600, Fee: 100, By: ByBuyer}, nil},
		"a bank only asks":               {disputed(sold, "warning_needs_response"), buyer, nil, Refund{Units: 3, Amount: 7600, Fee: 100, By: ByBuyer}, nil},
		"somebody else":                  {sold, with(buyer, func(r *RefundRequest) { r.CallerID = "x" }), ErrNotFound, Refund{}, nil},
		"seller, only what failed, none": {sold, with(seller, func(r *RefundRequest) { r.Units = new(int) }), ErrNothingLeft, Refund{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			before := c.o.State()
			after, free, err := c.o.Refund(c.r)
			require.ErrorIs(t, err, c.err)
			require.Equal(t, before, c.o.State(), "the order that was asked stays as it is")
			if c.err != nil {
				require.Equal(t, before, after.State())
				return
			}
			c.want.ID, c.want.Status, c.want.CreatedAt = "r", Pending, c.r.At
			require.Equal(t, []Refund{c.want}, after.State().Refunds)
			require.Equal(t, c.free, free)
			require.Equal(t, before.Version+1, after.State().Version)
			require.Equal(t, Complete, after.State().Status)
			_, _, err = after.Refund(c.r)
			require.ErrorIs(t, err, ErrStale, "the same decision again")
		})
	}
}

func with(r RefundRequest, change func(*RefundRequest)) RefundRequest {
	change(&r)
	return r
}

func TestRefundsOneByOne(t *testing.T) {
	o := mustSold(t)
	var err error
	for n, want := range []struct{ amount, fee int64 }{{2533, 33}, {2534, 34}, {2533, 33}} {
		o, _, err = o.Refund(bySeller(string(rune('a'+n)), 1))
		require.NoError(t, err)
		got := o.State().Refunds[n]
		require.Equal(t, want.amount, got.Amount)
		require.Equal(t, want.fee, got.Fee)
		require.Equal(t, n+1, o.RefundedUnits())
	}
	require.Empty(t, o.State().Parts)
	require.Equal(t, o.Total(), o.RefundedAmount())
	_, _, err = o.Refund(bySeller("d", 1))
	require.ErrorIs(t, err, ErrNothingLeft)
}

func TestCaptureFailsAfterRefund(t *testing.T) {
	o, _, err := mustSold(t).Refund(bySeller("a", 2))
	require.NoError(t, err)
	gone, effect, err := o.Failed(Payment{ID: "p", Version: 3}, at)
	require.NoError(t, err)
	require.Equal(t, TakeBack, effect)
	s := gone.State()
	require.Equal(t, Cancelled, s.Status)
	require.Equal(t, []stock.Part{{Block: 3, Units: 1}}, s.Parts, "the one that is not on sale again yet")
	require.Equal(t, Failed, s.Refunds[0].Status)
	require.Equal(t, Pending, o.State().Refunds[0].Status, "the order that was asked stays as it is")
	require.True(t, gone.Sold(), "its seller may see why")
	_, _, err = gone.Follow(Payment{ID: "p", Version: 4, Refunds: []Refund{{ID: "a", Status: Succeeded}}}, at)
	require.ErrorIs(t, err, ErrStale)
}

func TestFailedRefundIsOwed(t *testing.T) {
	o, _, err := mustSold(t).Refund(bySeller("a", 2))
	require.NoError(t, err)
	o, _, err = o.Follow(told(o, 4, func(r []Refund) { r[0].Status = Failed }), at)
	require.NoError(t, err)
	require.Equal(t, 2, o.RefundedUnits(), "the units are the buyer's no more")
	require.Zero(t, o.RefundedAmount())

	o, free, err := o.Refund(bySeller("b", 0))
	require.NoError(t, err)
	require.Empty(t, free)
	require.Equal(t, Refund{ID: "b", Amount: 5067, Fee: 67, Status: Pending, By: BySeller, CreatedAt: at}, o.State().Refunds[1])
	_, _, err = o.Refund(bySeller("c", 0))
	require.ErrorIs(t, err, ErrNothingLeft)
	o, _, err = o.Refund(RefundRequest{ID: "d", CallerID: "s", At: at})
	require.NoError(t, err)
	require.Equal(t, int64(2533), o.State().Refunds[2].Amount)
	require.Equal(t, o.Total(), o.RefundedAmount())
}

// told is the payment as it tells of the order's refunds, changed.
func told(o Order, version int64, change func([]Refund)) Payment {
	refunds := append([]Refund{}, o.State().Refunds...)
	for n := range refunds {
		refunds[n].Units, refunds[n].Restock = 0, false
	}
	change(refunds)
	return Payment{ID: "p", Version: version, Amount: o.Total(), Currency: "usd", Refunds: refunds}
}

func TestMoneyThatThePlatformGivesBack(t *testing.T) {
	o := mustSold(t)
	platform := Refund{ID: "x", Amount: 7000, Fee: 92, Status: Succeeded, By: ByPlatform, CreatedAt: at}
	o, effect, err := o.Follow(Payment{ID: "p", Version: 4, Refunds: []Refund{platform}}, at)
	require.NoError(t, err)
	require.Equal(t, Keep, effect)
	require.Equal(t, []Refund{platform}, o.State().Refunds)
	require.Zero(t, o.RefundedUnits())
	require.Equal(t, int64(4), o.State().Payment.Followed)

	o, _, err = o.Refund(bySeller("a", 1))
	require.NoError(t, err)
	require.Equal(t, int64(600), o.State().Refunds[1].Amount, "what is left")
	require.Equal(t, int64(8), o.State().Refunds[1].Fee)
	require.Equal(t, 3, o.RefundedUnits(), "nothing is left, so no unit is paid for")
	require.Equal(t, o.Total(), o.RefundedAmount())
	_, _, err = o.Refund(bySeller("b", 1))
	require.ErrorIs(t, err, ErrNothingLeft)
}

func TestFollow(t *testing.T) {
	decided, _, err := mustSold(t).Refund(bySeller("a", 1))
	require.NoError(t, err)
	dispute := &Dispute{ID: "dp", Amount: 7600, Status: "needs_response", Reason: "fraudulent", CreatedAt: at}
	won := *dispute
	won.Status = "won"
	paid := func(version int64, status RefundStatus, d *Dispute) Payment {
		p := told(decided, version, func(r []Refund) { r[0].Status = status })
		p.Dispute = d
		return p
	}
	type step struct {
		p       Payment
		err     error
		changes bool
	}
	for name, c := range map[string]struct {
		steps   []step
		status  RefundStatus
		dispute *Dispute
	}{
		"in order":              {[]step{{paid(4, Pending, nil), nil, false}, {paid(5, Succeeded, nil), nil, true}}, Succeeded, nil},
		"doubled":               {[]step{{paid(5, Succeeded, nil), nil, true}, {paid(5, Succeeded, nil), ErrStale, false}}, Succeeded, nil},
		"reversed":              {[]step{{paid(5, Failed, nil), nil, true}, {paid(4, Succeeded, nil), ErrStale, false}}, Failed, nil},
		"nothing new, then old": {[]step{{paid(5, Pending, nil), nil, false}, {paid(4, Failed, nil), ErrStale, false}}, Pending, nil},
		"disputed and won":      {[]step{{paid(5, Pending, dispute), nil, true}, {paid(6, Succeeded, &won), nil, true}}, Succeeded, &won},
		"disputed, reversed":    {[]step{{paid(6, Pending, &won), nil, true}, {paid(5, Pending, dispute), ErrStale, false}}, Pending, &won},
		"unknown to payments":   {[]step{{Payment{ID: "p", Version: 4, Dispute: dispute}, nil, true}}, Pending, dispute},
		"another payment":       {[]step{{Payment{ID: "q", Version: 9, Dispute: dispute}, ErrComplete, false}}, Pending, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := decided
			for _, s := range c.steps {
				before := o.State()
				var err error
				o, _, err = o.Follow(s.p, at)
				require.ErrorIs(t, err, s.err)
				require.Equal(t, s.changes, o.State().Version > before.Version)
			}
			require.Len(t, o.State().Refunds, 1)
			require.Equal(t, c.status, o.State().Refunds[0].Status)
			require.Equal(t, 1, o.State().Refunds[0].Units)
			require.True(t, o.State().Refunds[0].Restock)
			require.Equal(t, c.dispute, o.State().Dispute)
		})
	}
	_, _, err = mustNew(t).Follow(paid(5, Succeeded, nil), at)
	require.ErrorIs(t, err, ErrStale)
}

// TestAnswersDoNotForgetWhatWasFollowed lets an event of the sale come late.
func TestAnswersDoNotForgetWhatWasFollowed(t *testing.T) {
	o, _, err := mustSold(t).Follow(Payment{ID: "p", Version: 7, Dispute: &Dispute{ID: "dp", Status: "lost"}}, at)
	require.NoError(t, err)
	o, _, err = o.Authorized(Payment{ID: "p", Version: 3, Amount: o.Total(), Currency: "usd"}, at)
	require.NoError(t, err)
	_, _, err = o.Follow(Payment{ID: "p", Version: 6, Dispute: &Dispute{ID: "dp", Status: "under_review"}}, at)
	require.ErrorIs(t, err, ErrStale)
}

func TestTotalsThatNobodyCanPay(t *testing.T) {
	l := offered
	l.Price = 99_999_999
	_, err := New(request(1), l)
	require.NoError(t, err)
	_, err = New(request(2), l)
	require.ErrorIs(t, err, ErrTooMuch)
	r := request(1)
	r.Fees.Fixed = map[string]int64{"usd": 1}
	_, err = New(r, l)
	require.ErrorIs(t, err, ErrTooMuch)
}
