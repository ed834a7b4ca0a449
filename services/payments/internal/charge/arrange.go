package charge

import (
	"slices"
	"time"
)

// Balance has the seller's part looked at when it is not what the seller has:
// because of a refund, a dispute, or a move that was made.
func (c Charge) Balance(now time.Time) Charge {
	t := &c.state.Transfer
	if _, moving := t.Moving(); moving || c.state.SellerID == "" {
		return c
	}
	missing := c.state.missing()
	if t.Waiting && missing <= 0 {
		t.Waiting = false
	}
	if t.Waiting || !t.DueAt.IsZero() || missing == 0 || missing > 0 && c.state.held() {
		return c
	}
	t.DueAt = now
	return c
}

// Ready says whether the next thing to do is a transfer to the seller's
// account. The first one is made delay after the capture at the earliest.
func (c Charge) Ready(delay time.Duration, now time.Time) bool {
	return c.Next(now) == Arrange && c.state.missing() > 0 && !c.state.held() && c.state.Transfer.sure() && !now.Before(c.state.CapturedAt.Add(delay))
}

// Await has the seller's part wait for their account.
func (c Charge) Await() Charge {
	c.state.Transfer.Waiting, c.state.Transfer.DueAt = true, time.Time{}
	return c
}

// Resume ends the wait for the seller's account.
func (c Charge) Resume(now time.Time) Charge {
	if t := &c.state.Transfer; t.Waiting {
		t.Waiting, t.DueAt = false, now
	}
	return c
}

// SendTo decides a transfer of what the seller has to have, to the account.
func (c Charge) SendTo(accountID string, now time.Time) Charge {
	return c.move(Move{Amount: c.state.missing(), AccountID: accountID, At: now}, now)
}

// Arrange does what there is to do when no transfer is Ready: it has Stripe
// asked what has moved, decides a reversal, puts a transfer off until delay is
// over, or lets the matter rest.
func (c Charge) Arrange(delay time.Duration, now time.Time) Charge {
	if c.Next(now) != Arrange {
		return c
	}
	missing, earliest := c.state.missing(), c.state.CapturedAt.Add(delay)
	switch {
	case missing > 0 && !c.state.held() && now.Before(earliest):
		c.state.Transfer.DueAt = earliest
	case missing != 0 && !c.state.Transfer.sure():
		c.state.Transfer.Doubt, c.state.Transfer.DueAt = true, now
	case missing < 0:
		return c.takeBack(-missing, now)
	default:
		c.state.Transfer.DueAt = time.Time{}
	}
	return c
}

// sure says whether nothing can have moved that we don't know of. After the
// first move something may have: by a call that was given up and came late, or
// by somebody in Stripe's dashboard.
func (t Transfer) sure() bool { return t.Last == 0 || t.Looked }

// takeBack decides the reversal of the newest transfer of which something is
// left: there may have to be another one for the rest.
func (c Charge) takeBack(amount int64, now time.Time) Charge {
	left := map[string]int64{}
	for _, m := range c.state.Transfer.Moves {
		if m.Back {
			left[m.Of] -= m.Amount
		} else {
			left[m.StripeID] += m.Amount
		}
	}
	for _, m := range slices.Backward(c.state.Transfer.Moves) {
		if !m.Back && left[m.StripeID] > 0 {
			return c.move(Move{Amount: min(amount, left[m.StripeID]), Back: true, Of: m.StripeID, At: now}, now)
		}
	}
	c.state.Transfer.DueAt = time.Time{} // nothing is left to take
	return c
}

func (c Charge) move(m Move, now time.Time) Charge {
	t := &c.state.Transfer
	t.Last++
	m.N = t.Last
	t.Moves = append(slices.Clone(t.Moves), m)
	t.Doubt, t.Looked, t.DueAt = false, false, now
	return c
}
