package charge_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/payments/internal/charge"
)

var captureTime = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)

// sale is a charge of 10.00, of which 1.00 is the platform's.
func sale() charge.Charge {
	return charge.New(charge.Terms{
		PaymentID: "pay", OrderID: "order", SellerID: "seller", Amount: 1000, Fee: 100, Currency: "usd",
		IntentID: "pi", ChargeID: "ch", CapturedAt: captureTime,
	})
}

func TestAChargeWithoutASellerTransfersNothing(t *testing.T) {
	c := charge.New(charge.Terms{Amount: 1000, CapturedAt: captureTime})
	require.Equal(t, charge.Rest, c.Balance(captureTime).Next(captureTime.Add(time.Hour)))
}

func TestTheSellersShare(t *testing.T) {
	refund := func(amount, fee int64, status charge.Status) charge.Refund {
		return charge.Refund{Decision: charge.Decision{ID: fmt.Sprint(amount), Amount: amount, Fee: fee}, Status: status}
	}
	for name, c := range map[string]struct {
		state charge.State
		want  int64
	}{
		"all":                 {charge.State{}, 900},
		"a refund":            {charge.State{Refunds: []charge.Refund{refund(300, 30, charge.Succeeded)}}, 630},
		"a decision":          {charge.State{Refunds: []charge.Refund{refund(300, 30, charge.Pending)}}, 630},
		"a refund that fails": {charge.State{Refunds: []charge.Refund{refund(300, 30, charge.Failed)}}, 900},
		"a lost dispute":      {charge.State{Disputes: []charge.Dispute{{Amount: 500, Status: charge.DisputeLost}}}, 450},
		"a dispute won":       {charge.State{Disputes: []charge.Dispute{{Amount: 500, Status: charge.DisputeWon}}}, 900},
		"more than there was": {charge.State{
			Refunds:  []charge.Refund{refund(600, 60, charge.Succeeded)},
			Disputes: []charge.Dispute{{Amount: 1000, Status: charge.DisputeLost}},
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c.state.Terms = sale().State().Terms
			require.Equal(t, c.want, c.state.Share())
		})
	}
}

// treasury is Stripe, as far as transfers go: it remembers keys, and what moved.
type treasury struct {
	random *rand.Rand
	keys   map[int]error
	moved  []charge.Found
}

var errTreasury = fmt.Errorf("no")

// do makes a move, once for its key, or refuses it. heard says whether the
// answer arrives.
func (b *treasury) do(m charge.Move, calm bool) (found charge.Found, err error, heard bool) {
	heard = calm || b.random.IntN(4) > 0
	if err, known := b.keys[m.N]; known {
		for _, f := range b.moved {
			if f.N == m.N {
				return f, err, heard
			}
		}
		return charge.Found{}, err, heard
	}
	if !calm && b.random.IntN(4) == 0 { // it never arrived
		return charge.Found{}, nil, false
	}
	fault, acts := !calm && b.random.IntN(4) == 0, calm || b.random.IntN(3) > 0
	if b.keys[m.N] = nil; fault {
		b.keys[m.N] = errTreasury
	}
	if fault && !acts {
		return charge.Found{}, errTreasury, heard
	}
	found = charge.Found{ID: fmt.Sprintf("tr_%d", m.N), N: m.N, Amount: m.Amount, Back: m.Back, Of: m.Of, At: captureTime}
	b.moved = append(b.moved, found)
	return found, b.keys[m.N], heard
}

func (b *treasury) sums() (out, back int64) {
	for _, f := range b.moved {
		if f.Back {
			back += f.Amount
		} else {
			out += f.Amount
		}
	}
	return out, back
}

// step does what the charge needs at now.
func (b *treasury) step(c charge.Charge, open, calm bool, now time.Time) charge.Charge {
	m, _ := c.State().Transfer.Moving()
	switch c.Next(now) {
	case charge.Arrange:
		switch {
		case !c.Ready(0, now):
			c = c.Arrange(0, now)
		case open:
			c = c.SendTo("acct", now)
		default:
			c = c.Await()
		}
	case charge.LookForMove:
		c = c.Looked(b.moved, c, now)
	case charge.Send, charge.TakeBack:
		found, err, heard := b.do(m, calm)
		switch {
		case !heard:
			c = c.Delay(c, false, now)
		case err == nil:
			c = c.Moved(found)
		case b.random.IntN(2) == 0:
			c = c.Denied(m, "code", now)
		default:
			c = c.Delay(c, true, now)
		}
	}
	return c.Balance(now)
}

// TestTransfersComeRightInTheEnd has refunds, a seller's account that comes
// and goes, and a Stripe that loses answers and gives faults after having
// acted, and looks at what has moved.
func TestTransfersComeRightInTheEnd(t *testing.T) {
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 1))
		b := &treasury{random: random, keys: map[int]error{}}
		c, now := sale(), captureTime
		for i := range 60 {
			now = now.Add(time.Duration(random.IntN(600)) * time.Second)
			if random.IntN(12) == 0 {
				part := int64(random.IntN(200)) + 1
				c = c.Decide([]charge.Decision{{ID: fmt.Sprint(i), Amount: part, Fee: part / 10}}, now).Balance(now)
				c = c.GaveBack(charge.Made{ID: fmt.Sprint("re_", i), DecisionID: fmt.Sprint(i), Amount: part, Status: charge.Succeeded}, nil, now).Balance(now)
			}
			if random.IntN(10) == 0 {
				c = c.Resume(now).Balance(now)
			}
			c = b.step(charge.Restore(c.State()), random.IntN(3) > 0, false, now)
			out, back := b.sums()
			require.LessOrEqual(t, back, out, "seed %d", seed)
		}
		for i := 0; !c.DueAt().IsZero() || c.State().Transfer.Waiting; i++ {
			require.Less(t, i, 100, "seed %d: %+v", seed, c.State().Transfer)
			now = now.Add(6 * time.Hour)
			c = b.step(c.Resume(now), true, true, now)
		}
		out, back := b.sums()
		require.Equal(t, c.State().Share(), out-back, "seed %d: %+v", seed, c.State().Transfer)
		sent, taken := c.State().Transfer.Sent()
		require.Equal(t, [2]int64{out, back}, [2]int64{sent, taken}, "seed %d", seed)
		require.LessOrEqual(t, out-back, int64(900))
	}
}

func TestAReversalOfSomebodyElseIsNotMadeUpFor(t *testing.T) {
	b := &treasury{random: rand.New(rand.NewPCG(1, 1)), keys: map[int]error{}}
	c := sale()
	for range 3 {
		c = b.step(c, true, true, captureTime)
	}
	require.Zero(t, c.DueAt())
	b.moved = append(b.moved, charge.Found{ID: "trr_other", Amount: 700, Back: true, Of: "tr_1", At: captureTime})
	require.True(t, c.Same(c.Heard(0, captureTime)), "nothing new")
	c = c.Heard(700, captureTime)
	for range 5 {
		c = b.step(c, true, true, captureTime)
	}
	out, back := b.sums()
	require.Equal(t, [2]int64{900, 700}, [2]int64{out, back})
	status, amount, _ := c.State().Payout()
	require.Equal(t, charge.PartlyReversed, status)
	require.Equal(t, int64(200), amount)
}

func TestADisputeHoldsWhatWasNotSent(t *testing.T) {
	held := charge.Restore(charge.State{Terms: sale().State().Terms, Disputes: []charge.Dispute{{ID: "dp", Amount: 1000, Status: "needs_response"}}})
	require.Equal(t, charge.Rest, held.Balance(captureTime).Next(captureTime.Add(time.Hour)))
	won := held.State()
	won.Disputes = []charge.Dispute{{ID: "dp", Amount: 1000, Status: charge.DisputeWon}}
	c := charge.Restore(won).Balance(captureTime)
	require.True(t, c.Ready(0, captureTime))
	require.False(t, c.Ready(time.Hour, captureTime))
	require.Equal(t, captureTime.Add(time.Hour), c.Arrange(time.Hour, captureTime).DueAt())
}
