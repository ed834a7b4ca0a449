package store

import (
	"context"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/auth/internal/account"
)

// nobody is the id that no account has.
const nobody = "00000000-0000-0000-0000-000000000000"

type userDocument struct {
	ID           string    `json:"id"`
	Email        string    `json:"email"` // as it was typed at sign-up
	PasswordHash string    `json:"passwordHash"`
	CreatedAt    time.Time `json:"createdAt"`
	UpdatedAt    time.Time `json:"updatedAt"`
}

type emailDocument struct {
	UserID string `json:"userId"`
}

// Accounts finds and changes accounts.
type Accounts struct {
	writer *writer.Writer
	reader *state.Reader
}

// NewAccounts gives the accounts behind a writer and a reader of one store.
func NewAccounts(w *writer.Writer, r *state.Reader) *Accounts {
	return &Accounts{writer: w, reader: r}
}

// Find gives the account with the address; nil when there is none, after as
// many reads as for one that exists, so that the time does not tell.
func (a *Accounts) Find(ctx context.Context, email account.Email) (*account.Account, error) {
	index, err := state.Read[emailDocument](ctx, a.reader, EmailKey(email))
	if err != nil {
		return nil, fmt.Errorf("find account: %w", err)
	}
	id := nobody
	if index != nil {
		id = index.UserID
	}
	user, err := state.Read[userDocument](ctx, a.reader, UserKey(id))
	if err != nil || user == nil {
		return nil, err
	}
	found, err := user.account()
	if err != nil {
		return nil, fmt.Errorf("account %s: %w", user.ID, err)
	}
	return &found, nil
}

// Create adds an account in a transaction. Its error is account.ErrTaken; an
// account that this very call has added before is none.
func Create(tx *writer.Tx, a account.Account) error {
	index, err := writer.Get[emailDocument](tx, EmailKey(a.Email))
	if err != nil {
		return err
	}
	if index != nil {
		if index.UserID == a.ID {
			return nil
		}
		return account.ErrTaken
	}
	writer.Put(tx, EmailKey(a.Email), &emailDocument{UserID: a.ID})
	writer.Insert(tx, UserKey(a.ID), documentOf(a))
	return nil
}

// Rehash replaces the hash of an account's password by one with the
// parameters in force, unless it has changed since it was read.
func (a *Accounts) Rehash(ctx context.Context, acc account.Account, hash string, at time.Time) error {
	key := UserKey(acc.ID)
	_, err := writer.Do(ctx, a.writer, []string{key}, func(tx *writer.Tx) (struct{}, error) {
		current, err := writer.Get[userDocument](tx, key)
		if err != nil || current == nil || current.PasswordHash != acc.PasswordHash {
			return struct{}{}, err
		}
		writer.Put(tx, key, documentOf(acc.WithPasswordHash(hash, at)))
		return struct{}{}, nil
	})
	if err != nil {
		return fmt.Errorf("rehash: %w", err)
	}
	return nil
}

func documentOf(a account.Account) *userDocument {
	return &userDocument{
		ID: a.ID, Email: a.Email.String(), PasswordHash: a.PasswordHash, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt,
	}
}

func (d *userDocument) account() (account.Account, error) {
	email, err := account.ParseEmail(d.Email)
	if err != nil {
		return account.Account{}, err
	}
	return account.Account{
		ID: d.ID, Email: email, PasswordHash: d.PasswordHash, CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt,
	}, nil
}
