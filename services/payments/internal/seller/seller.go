// Package seller holds the rules of sellers' accounts at Stripe, to which
// their share of what they sold is transferred: how one is made, once for
// each seller, what Stripe says of it, and what waits for it.
//
// An account is a value, and its transitions are pure: what is late, doubled
// or out of order leaves it as it was.
package seller

import (
	"reflect"
	"time"
)

// Status is how far a seller has come.
type Status string

// A seller has no account, or has yet to tell Stripe who they are, or has but
// can't be paid out (yet, or any more), or can.
const (
	None       Status = "none"
	Onboarding Status = "onboarding"
	Restricted Status = "restricted"
	Enabled    Status = "enabled"
)

// State is an account as it is kept.
type State struct {
	UserID    string    `json:"userId"`
	AccountID string    `json:"accountId,omitempty"` // Stripe's; empty until it was made
	Country   string    `json:"country,omitempty"`   // as asked for; empty: the platform's
	Attempt   int       `json:"attempt"`             // counts the keys under which it was asked for
	AskedAt   time.Time `json:"askedAt,omitzero"`    // when the first of them was
	Unsure    bool      `json:"unsure,omitempty"`    // an earlier key may have made it

	Submitted    bool     `json:"submitted,omitempty"`    // the seller told Stripe what it asked
	Transfers    bool     `json:"transfers,omitempty"`    // the account takes transfers
	PaidOut      bool     `json:"paidOut,omitempty"`      // Stripe pays its balance out
	Gone         bool     `json:"gone,omitempty"`         // Stripe knows it no more
	Requirements []string `json:"requirements,omitempty"` // what Stripe wants to know still, in its words

	Releasing bool      `json:"releasing,omitempty"` // sales that waited for it may be left
	Tries     int       `json:"tries,omitempty"`     // counts the looks that found nothing new
	DueAt     time.Time `json:"dueAt,omitzero"`      // when to look at it again; zero: when there is news
	Version   int64     `json:"version"`             // 0: nobody was told
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// Account is a seller's account.
type Account struct{ state State }

// New is what there is of the account of a seller who never asked for one.
func New(userID string, now time.Time) Account {
	return Account{State{UserID: userID, CreatedAt: now, UpdatedAt: now}}
}

// Restore gives back the account that State was taken from.
func Restore(s State) Account { return Account{s} }

// State is the account as it is now.
func (a Account) State() State { return a.state }

// Equal says whether both are the same.
func (a Account) Equal(b Account) bool { return reflect.DeepEqual(a.state, b.state) }

// Exists says whether there is an account at Stripe.
func (a Account) Exists() bool { return a.state.AccountID != "" && !a.state.Gone }

// Payouts says whether the seller can be paid out: the account takes
// transfers, and Stripe pays them out.
func (a Account) Payouts() bool { return a.Exists() && a.state.Transfers && a.state.PaidOut }

// Status is how far the seller has come.
func (a Account) Status() Status {
	switch {
	case !a.Exists():
		return None
	case a.Payouts():
		return Enabled
	case a.state.Submitted:
		return Restricted
	}
	return Onboarding
}

// become is a change that the outside sees, with the next version.
func (a Account) become(now time.Time) Account {
	a.state.Version++
	a.state.UpdatedAt = now
	a.state.Tries = 0
	return a
}
