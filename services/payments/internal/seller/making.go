package seller

import "time"

// keyLife is how long Stripe surely remembers an idempotency key, less an hour
// for clocks that differ and calls that take their time.
const keyLife = 23 * time.Hour

// Ask has an account made for a seller who has none: it is due at once. An
// account that is being made already stays as it was asked for.
func (a Account) Ask(country string, now time.Time) Account {
	if a.Exists() || a.making() {
		return a
	}
	a.state.AccountID, a.state.Gone = "", false
	a.state.Submitted, a.state.Transfers, a.state.PaidOut, a.state.Requirements = false, false, false, nil
	a.state.Country = country
	a.state.Attempt++
	a.state.AskedAt, a.state.Unsure = now, false
	a.state.Tries = 0
	a.state.DueAt = now
	a.state.UpdatedAt = now
	return a
}

// making says whether Stripe may be making the account just now.
func (a Account) making() bool { return a.state.AccountID == "" && !a.state.DueAt.IsZero() }

// Made records the account that Stripe made. It changes nothing if another
// one was recorded before.
func (a Account) Made(accountID string, now time.Time) Account {
	if a.Exists() {
		return a
	}
	a.state.AccountID, a.state.Gone, a.state.Unsure = accountID, false, false
	a = a.become(now)
	a.state.DueAt = now.Add(shortestLook)
	return a
}

// Refused records that Stripe makes no such account: the seller may ask for
// another one.
func (a Account) Refused(attempt int, now time.Time) Account {
	if !a.making() || attempt != a.state.Attempt {
		return a
	}
	a.state.DueAt = time.Time{}
	a.state.UpdatedAt = now
	return a
}

// Failed records a try whose key gives the same fault again: the next one has
// another key, after a look whether the account was made after all.
func (a Account) Failed(attempt int, now time.Time) Account {
	if !a.making() || attempt != a.state.Attempt {
		return a
	}
	a.state.Attempt++
	a.state.Unsure = true
	return a.put(now)
}

// Search says whether Stripe has to be asked for the account before it is to
// make one: its key may not protect from a second.
func (a Account) Search(now time.Time) bool {
	return a.state.Unsure || now.Sub(a.state.AskedAt) > keyLife
}
