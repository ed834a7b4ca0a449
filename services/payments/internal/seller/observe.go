package seller

import (
	"slices"
	"time"
)

// Truth is what Stripe says of an account.
type Truth struct {
	AccountID                           string
	Submitted, Transfers, PaidOut, Gone bool
	Requirements                        []string
}

// Observe draws the consequences of what Stripe says. News of another account
// than the seller's own change nothing.
func (a Account) Observe(t Truth, now time.Time) Account {
	if a.state.AccountID == "" || t.AccountID != a.state.AccountID {
		return a
	}
	could, before := a.Payouts(), a
	a.state.Submitted, a.state.Transfers, a.state.PaidOut, a.state.Gone = t.Submitted, t.Transfers, t.PaidOut, t.Gone
	a.state.Requirements = slices.Clone(t.Requirements)
	if t.Gone {
		a.state.Submitted, a.state.Transfers, a.state.PaidOut, a.state.Requirements = false, false, false, nil
	}
	if len(a.state.Requirements) == 0 {
		a.state.Requirements = nil
	}
	if a.Equal(before) {
		return a
	}
	a = a.become(now)
	switch {
	case a.Payouts() && !could:
		a.state.Releasing, a.state.DueAt = true, now
	case a.Payouts() && a.state.Releasing:
	case a.Payouts(), a.state.Gone:
		a.state.Releasing, a.state.DueAt = false, time.Time{}
	default:
		a.state.Releasing, a.state.DueAt = false, now.Add(shortestLook)
	}
	return a
}
