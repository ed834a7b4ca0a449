package seller

import "time"

const (
	// A webhook of an account that can't be paid out yet may never come: it is
	// looked at after these, doubling.
	shortestLook = time.Minute
	longestLook  = 6 * time.Hour
	// lastTry ends the looks at an account whose seller does nothing, after two
	// weeks. Webhooks and the seller's own visits still count.
	lastTry = 64
)

// Action is what an account needs next.
type Action string

// Actions: none, have Stripe make it, ask Stripe how it is, let go what
// waited for it.
const (
	Rest    Action = ""
	Make    Action = "make"
	Look    Action = "look"
	Release Action = "release"
)

// Next is what the account needs at now.
func (a Account) Next(now time.Time) Action {
	switch {
	case a.state.DueAt.IsZero() || now.Before(a.state.DueAt):
		return Rest
	case a.state.AccountID == "":
		return Make
	case a.state.Releasing && a.Payouts():
		return Release
	}
	return Look
}

// Nudge has Stripe asked how the account is: there is news, or it did not
// take a transfer.
func (a Account) Nudge(now time.Time) Account {
	if a.state.AccountID == "" || a.state.Releasing {
		return a
	}
	a.state.DueAt = now
	return a
}

// Looked puts off the next look, after one at seen. It changes nothing if the
// account has changed since.
func (a Account) Looked(seen Account, now time.Time) Account {
	if !a.Equal(seen) {
		return a
	}
	if a.Payouts() || a.state.Gone {
		a.state.DueAt, a.state.Tries = time.Time{}, 0
		return a
	}
	return a.put(now)
}

// Postpone puts off what seen needed, after a call that gave no answer.
func (a Account) Postpone(seen Account, now time.Time) Account {
	if !a.Equal(seen) {
		return a
	}
	return a.put(now)
}

func (a Account) put(now time.Time) Account {
	a.state.DueAt = now.Add(pause(a.state.Tries))
	a.state.Tries++
	if a.state.Tries > lastTry && a.state.AccountID != "" {
		a.state.DueAt = time.Time{}
	}
	return a
}

// Released records that sales that waited were let go; more says that some
// are left.
func (a Account) Released(more bool, now time.Time) Account {
	if !a.state.Releasing {
		return a
	}
	a.state.Releasing, a.state.DueAt = more, time.Time{}
	if more {
		a.state.DueAt = now
	}
	return a
}

func pause(tries int) time.Duration {
	return min(shortestLook<<min(tries, 10), longestLook)
}
