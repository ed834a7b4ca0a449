package charge

import "time"

const (
	// lookPending is how often a refund that Stripe has under way is asked
	// for, and lookDispute how often a dispute that is open: webhooks tell of
	// most at once.
	lookPending = time.Hour
	lookDispute = 6 * time.Hour
)

// Action is what a charge needs next.
type Action string

// Actions: none, ask Stripe what is true, have it make the refund that Owed
// gives; decide what moves to or from the seller, ask Stripe whether it has,
// have it make the transfer or the reversal that is under way.
const (
	Rest        Action = ""
	Look        Action = "look"
	GiveBack    Action = "refund"
	Arrange     Action = "arrange transfer"
	LookForMove Action = "look for transfer"
	Send        Action = "transfer"
	TakeBack    Action = "reverse transfer"
)

// Next is what the charge needs at now.
func (c Charge) Next(now time.Time) Action {
	r, owed := c.Owed(now)
	switch {
	case owed && r.suspect(now):
		return Look
	case owed:
		return GiveBack
	case due(c.state.LookAt, now):
		return Look
	}
	return c.nextTransfer(now)
}

// Owed is the refund that is to be asked for at now.
func (c Charge) Owed(now time.Time) (Refund, bool) {
	i := c.find(func(r Refund) bool { return r.Wanted() && due(r.DueAt, now) })
	if i < 0 {
		return Refund{}, false
	}
	return c.state.Refunds[i], true
}

// suspect says whether Stripe may have made the refund without our knowing:
// also when nobody was there to ask for so long that the key has run out.
func (r Refund) suspect(now time.Time) bool {
	return r.Doubt || now.Sub(r.DueAt) > keysLast
}

// DueAt is when the charge needs something next; zero: when something
// happens.
func (c Charge) DueAt() time.Time {
	at := sooner(c.state.LookAt, c.state.Transfer.DueAt)
	for _, r := range c.state.Refunds {
		if r.Wanted() {
			at = sooner(at, r.DueAt)
		}
	}
	return at
}

// Nudge makes the charge ask Stripe what is true.
func (c Charge) Nudge(now time.Time) Charge {
	c.state.LookAt = now
	return c
}

// Blind puts off the look at Stripe that got no answer, and what waits for it.
// If there was another look since seen was read, nothing changes.
func (c Charge) Blind(seen Charge, now time.Time) Charge {
	if c.state.Looks != seen.state.Looks || c.state.Tries != seen.state.Tries {
		return c
	}
	c = c.own()
	c.state.LookAt = now.Add(pause(c.state.Tries))
	c.state.Tries++
	for i := range c.state.Refunds {
		if r := &c.state.Refunds[i]; r.Wanted() && due(r.DueAt, now) && r.suspect(now) {
			r.Doubt, r.DueAt = true, c.state.LookAt
		}
	}
	return c
}

// nextLook is when to ask again though nothing happened.
func (s State) nextLook(now time.Time) time.Time {
	var at time.Time
	for _, r := range s.Refunds {
		if r.StripeID != "" && r.Status == Pending {
			at = sooner(at, now.Add(lookPending))
		}
	}
	for _, d := range s.Disputes {
		if !d.Over() {
			at = sooner(at, now.Add(lookDispute))
		}
	}
	return at
}

func due(at, now time.Time) bool { return !at.IsZero() && !now.Before(at) }

// sooner is the earlier of two times, of which either may be none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
