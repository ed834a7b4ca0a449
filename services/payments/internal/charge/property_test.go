package charge_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/payments/internal/charge"
)

// play is one charge with its bank. Calls are under way for a while, and what
// came of them is recorded late, in any order, or never.
type play struct {
	*bank
	t        *testing.T
	now      time.Time
	c        charge.Charge
	ids      int
	decided  int
	underWay []func()
}

func mustPlay(t *testing.T, seed uint64) *play {
	rng := rand.New(rand.NewPCG(seed, 1))
	amount := 100 + rng.Int64N(10_000)
	return &play{
		t: t, now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		bank: &bank{rng: rng, amount: amount, answers: map[string]func() (charge.Made, error){}},
		c: charge.New(charge.Terms{
			PaymentID: "payment", OrderID: "order", Amount: amount, Fee: rng.Int64N(amount / 4), Currency: "usd", IntentID: "pi_1",
		}),
	}
}

func (p *play) newID() string {
	p.ids++
	return fmt.Sprintf("platform-%d", p.ids)
}

// decide has orders decide a refund; decisions come twice.
func (p *play) decide() {
	if p.decided == 3 {
		return
	}
	amount := 1 + p.rng.Int64N(p.amount)
	d := charge.Decision{ID: fmt.Sprintf("decision-%d", p.decided), Amount: amount, Fee: amount / 20, By: "seller"}
	p.decided++
	p.c = p.c.Decide([]charge.Decision{d}, p.now).Decide([]charge.Decision{d}, p.now)
}

// call begins what the charge needs now.
func (p *play) call() {
	seen := p.c
	switch seen.Next(p.now) {
	case charge.GiveBack:
		r, _ := seen.Owed(p.now)
		made, err := p.refund(fmt.Sprintf("%s/%d", r.ID, r.Answers), r.ID, r.Amount, p.now)
		p.underWay = append(p.underWay, func() { p.gaveBack(r, made, err) })
	case charge.Look:
		if !p.healthy && p.rng.IntN(3) == 0 {
			p.c = p.c.Blind(seen, p.now)
			return
		}
		truth := p.truth()
		p.underWay = append(p.underWay, func() { p.c = p.c.Observe(truth, seen, p.newID, p.now) })
	}
}

func (p *play) gaveBack(r charge.Refund, made charge.Made, err error) {
	switch {
	case err == nil:
		p.c = p.c.GaveBack(made, p.newID, p.now)
	case errors.Is(err, errRefused):
		p.c = p.c.Refuse(r, "", p.now)
	default:
		p.c = p.c.PutOff(r, errors.Is(err, errFault), !errors.Is(err, errLimit), p.now)
	}
}

// answer records what came of one of the calls, or forgets it: the process
// was killed.
func (p *play) answer() {
	if len(p.underWay) == 0 {
		return
	}
	i := p.rng.IntN(len(p.underWay))
	if p.healthy || p.rng.IntN(4) > 0 {
		p.underWay[i]()
	}
	p.underWay = append(p.underWay[:i], p.underWay[i+1:]...)
}

func (p *play) step() {
	switch p.rng.IntN(7) {
	case 0:
		p.decide()
	case 1:
		p.happen(p.now)
	case 2:
		p.c = p.c.Nudge(p.now) // a webhook
	case 3, 4:
		p.call()
	case 5:
		p.answer()
	case 6:
		p.now = p.now.Add(time.Duration(p.rng.Int64N(int64(90 * time.Second))))
	}
}

// finish has all faults end, and all that is due be done.
func (p *play) finish() {
	p.healthy = true
	for len(p.underWay) > 0 {
		p.answer()
	}
	p.c = p.c.Nudge(p.now)
	for range 200 {
		for calls := 0; p.c.Next(p.now) != charge.Rest; calls++ {
			require.Less(p.t, calls, 20, "nothing goes on for ever: %+v", p.c.State())
			p.call()
			p.answer()
		}
		p.now = p.now.Add(time.Second)
	}
}

// check holds the charge against the bank.
func (p *play) check() {
	t, s := p.t, p.c.State()
	made := map[string]int{}
	for _, r := range p.refunds {
		if r.DecisionID != "" {
			made[r.DecisionID]++
		}
	}
	for decision, count := range made {
		require.Equal(t, 1, count, "%s was given back once", decision)
	}
	require.Equal(t, p.left(), s.Left())
	require.GreaterOrEqual(t, s.Left(), int64(0))
	known := map[string]charge.Refund{}
	for _, r := range s.Refunds {
		require.False(t, r.Wanted(), "%+v", r)
		require.True(t, r.StripeID != "" || r.Status == charge.Failed, "%+v", r)
		require.GreaterOrEqual(t, r.Amount, r.Fee, "%+v", r)
		require.GreaterOrEqual(t, r.Fee, int64(0), "%+v", r)
		if r.StripeID != "" {
			known[r.StripeID] = r
		}
	}
	require.Len(t, known, len(p.refunds), "each refund of the bank's is known once")
	for _, r := range p.refunds {
		require.Equal(t, r.Status, known[r.ID].Status)
		require.Equal(t, r.Amount, known[r.ID].Amount)
	}
	require.Equal(t, append([]charge.Dispute(nil), p.disputes...), s.Disputes)
}

// TestAnyStory has decisions, dashboard refunds, late failures, webhooks,
// faults, kills and crossing answers come in any order.
func TestAnyStory(t *testing.T) {
	for seed := range uint64(3000) {
		p := mustPlay(t, seed)
		for range 60 {
			p.step()
		}
		p.finish()
		p.check()
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
