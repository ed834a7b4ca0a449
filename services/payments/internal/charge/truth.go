package charge

import "time"

// Made is a refund as Stripe has it. DecisionID is what we gave it when we
// asked for it; empty for those of Stripe's dashboard.
type Made struct {
	ID         string
	DecisionID string
	Amount     int64
	Status     Status
	Failure    string
	CreatedAt  time.Time
}

// Truth is all that Stripe says of a charge.
type Truth struct {
	ChargeID string
	Refunds  []Made
	Disputes []Dispute
}

// Observe draws the consequences of what Stripe said after seen was read.
// newID makes ids for refunds that we did not ask for. When another look was
// answered meanwhile, it can't be told whose truth is newer: there is another.
func (c Charge) Observe(t Truth, seen Charge, newID func() string, now time.Time) Charge {
	if c.state.Looks != seen.state.Looks {
		c.state.LookAt = now
		return c
	}
	c = c.own()
	c.state.Looks++
	c.state.Tries = 0
	if c.state.ChargeID == "" {
		c.state.ChargeID = t.ChargeID
	}
	for _, made := range t.Refunds {
		c.state.heed(made, newID)
	}
	for _, d := range t.Disputes {
		c.state.hear(d)
	}
	for i := range c.state.Refunds {
		c.state.reconsider(i, seen, now)
	}
	if c.state.LookAt.Equal(seen.state.LookAt) { // else news came while Stripe was asked
		c.state.LookAt = c.state.nextLook(now)
	}
	return c
}

// GaveBack records the refund that Stripe made for a decision.
func (c Charge) GaveBack(made Made, newID func() string, now time.Time) Charge {
	c = c.own()
	c.state.heed(made, newID)
	if next := c.state.nextLook(now); c.state.LookAt.IsZero() {
		c.state.LookAt = next
	}
	return c
}

// heed takes what Stripe says of a refund: of one that is known, of one that
// was decided, or else of one that somebody made without us.
func (s *State) heed(made Made, newID func() string) {
	for i := range s.Refunds {
		if s.Refunds[i].StripeID == made.ID {
			s.Refunds[i].become(made)
			return
		}
	}
	for i := range s.Refunds {
		if r := &s.Refunds[i]; r.ID == made.DecisionID && r.StripeID == "" {
			s.settle(r, made)
			return
		}
	}
	r := Refund{
		Decision: Decision{ID: newID(), Amount: made.Amount, Fee: s.feePart(made.Amount), By: ByPlatform, CreatedAt: made.CreatedAt},
		Status:   Pending, StripeID: made.ID,
	}
	r.become(made)
	s.Refunds = append(s.Refunds, r)
}

// settle joins a decision with the refund that Stripe made for it, even when
// it was given up: the money went.
func (s *State) settle(r *Refund, made Made) {
	if r.Amount != made.Amount {
		r.Amount, r.Fee = made.Amount, s.feePart(made.Amount)
	}
	r.Status, r.Failure, r.StripeID = Pending, "", made.ID
	r.Doubt, r.DueAt = false, time.Time{}
	r.become(made)
}

// become moves a refund that Stripe made on, never back: pending, succeeded,
// failed is the only order in which that happens, and Stripe's answers may
// cross each other.
func (r *Refund) become(made Made) {
	if r.Status == Failed || made.Status == Pending {
		return
	}
	r.Status = made.Status
	if made.Status == Failed {
		r.Failure = made.Failure
	}
}

// reconsider looks again at a refund that Stripe has not made, though it may
// have: whether to ask for it again, and for how much of it. The truth may be
// older than the doubt, or than a call that is under way: only a doubt that was
// there before Stripe was asked is over, and only then may the key change.
func (s *State) reconsider(i int, seen Charge, now time.Time) {
	r := &s.Refunds[i]
	if was, known := seen.Refund(r.ID); !known || was != *r || !r.Wanted() || !r.suspect(now) {
		return
	}
	r.Doubt, r.DueAt = false, now
	if r.Failure == "" {
		return // never refused
	}
	switch left := s.Left(); {
	case left <= 0:
		r.fail(FailureNothingLeft)
	case r.Amount > left:
		r.Amount, r.Fee = left, s.feePart(left)
		r.Refusals, r.Failure = 0, ""
	case r.hopeless():
		r.fail(r.Failure)
	default:
		r.DueAt = now.Add(pause(r.Tries))
	}
}
