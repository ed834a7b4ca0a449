package payment

import "time"

const (
	// Stripe refuses sessions that end sooner than 30 minutes or later than 24
	// hours after they were made; a minute is left for clocks that differ.
	shortestSession = 31 * time.Minute
	longestSession  = 24*time.Hour - time.Minute
	stripesShortest = 30 * time.Minute
)

// sessionEnd is when a session made at now has to end: with the hold, within
// Stripe's bounds. A hold that ends sooner has its session expired by us.
func sessionEnd(o Order, now time.Time) time.Time {
	end := o.ExpiresAt
	if least := now.Add(shortestSession); end.Before(least) {
		end = least
	}
	if most := now.Add(longestSession); end.After(most) {
		end = most
	}
	return end.Truncate(time.Second)
}

// Prepare makes the payment ready for a checkout session: an open payment
// whose last session is over, or was never made in time, gets a new attempt.
// One that has a session, or whose card is authorised, stays as it is. It
// returns ErrOrderClosed when o can't be paid at now.
//
// A session is only replaced once Stripe said that it is over: two sessions
// that can be paid at once would be two authorisations.
func (p Payment) Prepare(o Order, now time.Time) (Payment, error) {
	if p.Settled() || p.state.Pending != Nothing {
		return p, ErrOrderClosed
	}
	if p.state.Status == Authorized || p.Payable() {
		return p, nil
	}
	if !o.payable(now) {
		return p, ErrOrderClosed
	}
	if p.state.Session.ID == "" && p.state.Session.ExpiresAt.Sub(now) >= stripesShortest {
		return p, nil // asked for already: the same key and terms give the same session
	}
	p.state.Attempt++
	p.state.Session = Session{ExpiresAt: sessionEnd(o, now)}
	p.state.UpdatedAt = now
	return p, nil
}

// Opened records the session that Stripe made for the attempt. It returns
// ErrOrderClosed if the order was cancelled meanwhile and ErrStale if another
// attempt was begun: nobody has seen that session then, and nobody shall.
func (p Payment) Opened(attempt int, id, url string, now time.Time) (Payment, error) {
	if p.Settled() || p.state.Pending != Nothing {
		return p, ErrOrderClosed
	}
	if p.state.Session.ID == id {
		return p, nil
	}
	if attempt != p.state.Attempt || p.state.Session.ID != "" {
		return p, ErrStale
	}
	p.state.Session.ID, p.state.Session.URL = id, url
	p = p.become(Open, now)
	p.state.DueAt = now.Add(openLook)
	return p, nil
}

// Refused begins another attempt after Stripe answered the attempt with an
// error: it would give the same answer to the same key for a day.
func (p Payment) Refused(attempt int, now time.Time) Payment {
	if p.Settled() || attempt != p.state.Attempt || p.state.Session.ID != "" {
		return p
	}
	p.state.Attempt++
	p.state.UpdatedAt = now
	return p
}
