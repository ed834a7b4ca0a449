package engine

import (
	"net/http"
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// linkLife is how long an account link leads anywhere.
const linkLife = 5 * time.Minute

// CreateAccount makes a connected account of the terms that are given.
func (e *Engine) CreateAccount(tx *store.Tx, account *object.Account) error {
	account.ID, account.Created = object.NewID("acct_1", 16), e.Now().Unix()
	return store.Accounts.Put(tx, account)
}

// Account reads a connected account. Stripe doesn't tell one that is not there from one that is somebody else's.
func Account(tx *store.Tx, id string) (*object.Account, error) {
	account, err := store.Accounts.Get(tx, id)
	if missing(err) {
		refusal := problem.Invalid("account_invalid", "", "The provided key does not have access to account '%s' (or that account does not exist). "+
			"Application access may have been revoked.", id)
		refusal.Status = http.StatusForbidden
		return nil, refusal
	}
	return account, err
}

// UpdateAccount stores a changed account and tells of it.
func (e *Engine) UpdateAccount(tx *store.Tx, cause Cause, account *object.Account) error {
	if err := store.Accounts.Put(tx, account); err != nil {
		return err
	}
	return e.tell(tx, cause, account)
}

// CreateLink makes the address of the onboarding form.
func (e *Engine) CreateLink(tx *store.Tx, link *object.AccountLink) error {
	if _, err := Find(tx, store.Accounts, "account", "account", link.AccountID); err != nil {
		return err
	}
	now := e.Now()
	link.Token, link.Created, link.ExpiresAt = object.NewID("", 24), now.Unix(), now.Add(linkLife).Unix()
	link.URL = e.PublicURL + "/setup/e/" + link.AccountID + "/" + link.Token
	return store.AccountLinks.Put(tx, link)
}

// Visit opens the form; it tells whether the link leads there: in its time, and once.
func (e *Engine) Visit(tx *store.Tx, link *object.AccountLink) (bool, error) {
	if link.Visited || link.Used || e.Now().Unix() >= link.ExpiresAt {
		return false, nil
	}
	link.Visited = true
	return true, store.AccountLinks.Put(tx, link)
}

// Open tells whether the form can be submitted: whoever has opened it has the time that is needed.
func (e *Engine) Open(link *object.AccountLink) bool {
	return !link.Used && (link.Visited || e.Now().Unix() < link.ExpiresAt)
}

// Onboard takes what a person submitted on the form; due is what Stripe wants to know all the same.
func (e *Engine) Onboard(tx *store.Tx, account *object.Account, due []string) error {
	account.Submitted, account.SubmittedAt, account.Due = true, e.Now().Unix(), due
	if account.BusinessType == "" {
		account.BusinessType = "individual"
	}
	return e.UpdateAccount(tx, Cause{}, account)
}

// tell sends account.updated as events of connected accounts come: they name the account.
func (e *Engine) tell(tx *store.Tx, cause Cause, account *object.Account) error {
	cause.Account = account.ID
	return e.emit(tx, cause, "account.updated", account.View())
}
