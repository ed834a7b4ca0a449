package order

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/saheedt/pass/services/internal/money"

	"github.com/saheedt/pass/services/orders/internal/fee"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

// desk is where money of one order is given back.
type desk struct {
	o       Order
	step    int64 // of the currency
	made    int
	version int64
}

// TestRefundsGiveBackTheTotalExactly plays random games of refunds of units, of
// money only, and of refunds that fail, and gives back at the end all that is
// left.
func TestRefundsGiveBackTheTotalExactly(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(rt)
		rt.Repeat(map[string]func(*rapid.T){
			"units": func(rt *rapid.T) { d.units(rt, rapid.IntRange(0, MaxUnits).Draw(rt, "units")) },
			"money": d.money,
			"end":   d.end,
			"":      d.check,
		})
		for range 2 * MaxUnits {
			d.units(rt, -1)
		}
		d.check(rt)
		require.Equal(rt, d.o.Total(), d.o.RefundedAmount(), "all is given back")
		require.Zero(rt, d.o.feeLeft(), "and all of the fee with it")
		require.Equal(rt, d.o.State().Units, d.o.RefundedUnits())
	})
}

func newDesk(rt *rapid.T) *desk {
	currency := rapid.SampledFrom([]string{"usd", "jpy", "kwd", "isk"}).Draw(rt, "currency")
	step := money.Step(currency)
	l := offered
	l.Currency, l.Price = currency, step*rapid.Int64Range(1, 50_000).Draw(rt, "price")
	r := request(rapid.IntRange(1, MaxUnits).Draw(rt, "quantity"))
	r.Fees = fee.Schedule{
		BPS:   rapid.IntRange(0, fee.MaxBPS).Draw(rt, "bps"),
		Fixed: map[string]int64{currency: step * rapid.Int64Range(0, 200).Draw(rt, "fixed")},
	}
	o, err := New(r, l)
	require.NoError(rt, err)
	o = o.In([]stock.Part{{Block: 0, Units: r.Units}})
	o, _, err = o.Authorized(Payment{ID: "p", Version: 2, Amount: o.Total(), Currency: currency}, at)
	require.NoError(rt, err)
	return &desk{o: o, step: step, version: 3}
}

func (d *desk) units(rt *rapid.T, n int) {
	d.made++
	r := RefundRequest{ID: fmt.Sprint(d.made), CallerID: "s", At: at}
	if n >= 0 {
		r.Units = &n
	}
	left := d.o.State().Units - d.o.RefundedUnits()
	o, _, err := d.o.Refund(r)
	if err != nil {
		few, ok := err.(TooFewUnits)
		require.True(rt, err == ErrNothingLeft || ok && few.Left == left && n > left, "%v", err)
		return
	}
	d.o = o
}

// money is a refund in Stripe's dashboard.
func (d *desk) money(rt *rapid.T) {
	most := d.o.left() / d.step
	if most == 0 {
		return
	}
	d.made++
	amount := d.step * rapid.Int64Range(1, most).Draw(rt, "amount")
	_, share := d.o.within(amount, money.Share(d.o.State().Fee, amount, d.o.Total(), d.o.State().Currency))
	d.follow(rt, func(refunds []Refund) []Refund {
		return append(refunds, Refund{ID: fmt.Sprint(d.made), Amount: amount, Fee: share, Status: Succeeded, By: ByPlatform, CreatedAt: at})
	})
}

// end lets a refund succeed or fail.
func (d *desk) end(rt *rapid.T) {
	if len(d.o.State().Refunds) == 0 {
		return
	}
	n := rapid.IntRange(0, len(d.o.State().Refunds)-1).Draw(rt, "refund")
	status := rapid.SampledFrom([]RefundStatus{Succeeded, Failed}).Draw(rt, "status")
	if d.o.State().Refunds[n].Status == Failed {
		return // for good
	}
	d.follow(rt, func(refunds []Refund) []Refund {
		refunds[n].Status = status
		return refunds
	})
}

func (d *desk) follow(rt *rapid.T, change func([]Refund) []Refund) {
	d.version++
	refunds := change(append([]Refund{}, d.o.State().Refunds...))
	o, _, err := d.o.Follow(Payment{ID: "p", Version: d.version, Refunds: refunds}, at)
	require.NoError(rt, err)
	d.o = o
}

// check adds up what went back, and the units that are on sale again.
func (d *desk) check(rt *rapid.T) {
	var amount, share int64
	restocked, kept := 0, 0
	for _, r := range d.o.State().Refunds {
		require.Positive(rt, r.Amount)
		require.Zero(rt, r.Amount%d.step, "it can be paid out")
		require.Zero(rt, r.Fee%d.step)
		require.True(rt, 0 <= r.Fee && r.Fee <= r.Amount, "fee %d of %d", r.Fee, r.Amount)
		if r.Status != Failed {
			amount, share = amount+r.Amount, share+r.Fee
		}
		if r.Restock {
			restocked += r.Units
		}
	}
	for _, part := range d.o.State().Parts {
		kept += part.Units
	}
	require.LessOrEqual(rt, amount, d.o.Total())
	require.LessOrEqual(rt, share, d.o.State().Fee)
	require.LessOrEqual(rt, amount-share, d.o.Subtotal(), "the seller gives back no more than they got")
	require.Equal(rt, amount, d.o.RefundedAmount())
	require.Equal(rt, d.o.State().Units, restocked+kept, "a unit is on sale again or the order's")
}
