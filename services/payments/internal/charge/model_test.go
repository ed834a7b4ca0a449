package charge_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/saheedt/pass/services/payments/internal/charge"
)

var (
	errRefused = errors.New("refused")
	errFault   = errors.New("fault, kept for the key")
	errLimit   = errors.New("not begun")
	errLost    = errors.New("no answer")
)

// bank is Stripe, as far as one charge goes: it makes refunds, each key once,
// and can fail in all the ways in which Stripe does.
type bank struct {
	rng      *rand.Rand
	healthy  bool
	amount   int64
	refunds  []charge.Made
	disputes []charge.Dispute
	answers  map[string]func() (charge.Made, error)
}

func (b *bank) left() int64 {
	left := b.amount
	for _, r := range b.refunds {
		if r.Status != charge.Failed {
			left -= r.Amount
		}
	}
	return left
}

// refund makes a refund for a decision, or without one in the dashboard.
func (b *bank) refund(key, decision string, amount int64, now time.Time) (charge.Made, error) {
	if known, ok := b.answers[key]; ok && key != "" {
		return known()
	}
	fault := b.rng.IntN(8)
	if b.healthy || key == "" {
		fault = 7
	}
	if fault == 0 {
		return charge.Made{}, errLimit
	}
	if fault == 1 {
		return charge.Made{}, errLost // on its way there
	}
	answer := func() (charge.Made, error) { return charge.Made{}, errFault }
	if fault != 2 {
		answer = b.make(decision, amount, now)
	}
	if fault == 3 {
		answer = func() (charge.Made, error) { return charge.Made{}, errFault } // having acted
	}
	b.answers[key] = answer
	if fault == 4 {
		return charge.Made{}, errLost // on its way back
	}
	return answer()
}

func (b *bank) make(decision string, amount int64, now time.Time) func() (charge.Made, error) {
	if amount > b.left() {
		return func() (charge.Made, error) { return charge.Made{}, errRefused }
	}
	made := charge.Made{
		ID: fmt.Sprintf("re_%d", len(b.refunds)+1), DecisionID: decision, Amount: amount, Status: charge.Succeeded, CreatedAt: now,
	}
	if b.rng.IntN(4) == 0 {
		made.Status = charge.Pending
	}
	b.refunds = append(b.refunds, made)
	return func() (charge.Made, error) { return made, nil }
}

// truth is what a look gives. Disputes are as they are then.
func (b *bank) truth() charge.Truth {
	return charge.Truth{
		ChargeID: "ch_1",
		Refunds:  append([]charge.Made{}, b.refunds...),
		Disputes: append([]charge.Dispute{}, b.disputes...),
	}
}

// happen lets something happen at the bank that nobody asked for.
func (b *bank) happen(now time.Time) {
	switch b.rng.IntN(5) {
	case 0:
		if amount := 1 + b.rng.Int64N(b.amount); amount <= b.left() {
			_, _ = b.refund("", "", amount, now)
		}
	case 1, 2:
		if len(b.refunds) > 0 {
			r := &b.refunds[b.rng.IntN(len(b.refunds))]
			if b.rng.IntN(4) == 0 {
				r.Status, r.Failure = charge.Failed, "declined"
			} else if r.Status == charge.Pending {
				r.Status = charge.Succeeded
			}
		}
	case 3:
		d := charge.Dispute{ID: fmt.Sprintf("dp_%d", len(b.disputes)), Amount: b.amount, Status: "needs_response", CreatedAt: now}
		if len(b.disputes) < 2 {
			b.disputes = append(b.disputes, d)
		}
	case 4:
		for i := range b.disputes {
			b.disputes[i].Status = []string{"under_review", "won", "lost"}[b.rng.IntN(3)]
		}
	}
}
