package payment

import "time"

const (
	// openLook is how long Stripe's word on an open session is good for: a
	// webhook that never comes costs this much at most.
	openLook = time.Minute
	// answerDue is how long orders may take to answer an authorisation before
	// it is told again.
	answerDue = 30 * time.Second
	// A step that failed is tried again after these, doubling.
	shortestPause = time.Second
	longestPause  = time.Minute
	// lookPause is the longest that an open payment waits for another look: it
	// may have been paid all the while.
	lookPause = 10 * time.Second
)

// Action is what a payment needs next.
type Action string

// Actions: none, ask Stripe what became of the session, tell orders of the
// authorisation again, take the money, give back the authorisation, end the
// session.
const (
	Rest          Action = ""
	Look          Action = "look"
	Remind        Action = "remind"
	TakeMoney     Action = "capture"
	CancelIntent  Action = "cancel"
	ExpireSession Action = "expire"
)

// Next is what the payment needs at now.
func (p Payment) Next(now time.Time) Action {
	if p.Settled() || p.state.DueAt.IsZero() || now.Before(p.state.DueAt) {
		return Rest
	}
	switch {
	case p.state.Pending == Capture:
		return TakeMoney
	case p.state.Pending != Nothing && p.state.IntentID != "":
		return CancelIntent
	case p.state.Pending != Nothing:
		return ExpireSession
	case p.state.Status == Authorized:
		return Remind
	}
	return Look
}

// Nudge makes a payment due that waits for news of Stripe.
func (p Payment) Nudge(now time.Time) Payment {
	waits := p.state.Status == Open || p.state.Pending != Nothing
	if p.Settled() || !waits || p.state.DueAt.IsZero() {
		return p
	}
	p.state.DueAt = now // even when it was due: whoever looks just now may have looked too early
	return p
}

// Reminded gives an authorised payment whose order says nothing its next
// version, to be told again.
func (p Payment) Reminded(now time.Time) Payment {
	if p.state.Status != Authorized || p.state.Pending != Nothing {
		return p
	}
	p = p.become(Authorized, now)
	p.state.DueAt = now.Add(answerDue)
	return p
}

// Waited puts off the next look at an open payment, after one that found
// nothing new. It changes nothing if the payment has moved since it was seen.
func (p Payment) Waited(seen Payment, now time.Time) Payment {
	if p.moved(seen) || p.state.Pending != Nothing {
		return p
	}
	p.state.DueAt = now.Add(openLook)
	p.state.Tries = 0
	return p
}

// Postpone puts off what seen needed, after a call to Stripe that did not
// bring it on. It changes nothing if the payment has moved since it was seen.
// answered says that Stripe gave an answer, which it would repeat for the
// same idempotency key: the next call has another.
func (p Payment) Postpone(seen Payment, answered bool, now time.Time) Payment {
	if p.moved(seen) {
		return p
	}
	wait := pause(p.state.Tries)
	if p.state.Pending == Nothing {
		wait = min(wait, lookPause)
	}
	p.state.DueAt = now.Add(wait)
	p.state.Tries++
	if answered {
		p.state.Answers++
	}
	return p
}

// moved says whether anything happened to the payment since it was seen.
func (p Payment) moved(seen Payment) bool {
	return p.Settled() || p.state.DueAt.IsZero() ||
		p.state.Version != seen.state.Version || p.state.Pending != seen.state.Pending ||
		!p.state.DueAt.Equal(seen.state.DueAt)
}

func pause(tries int) time.Duration {
	return min(shortestPause<<min(tries, 6), longestPause)
}
