// Package account is who may sign in: an e-mail address that is unique
// without regard to case, and the hash of a password.
package account

import (
	"errors"
	"time"
)

// What a request about accounts can be refused for.
var (
	// ErrTaken says that another account has the e-mail address.
	ErrTaken = errors.New("e-mail address taken")
	// ErrCredentials says that the e-mail address and the password do not
	// belong together; it does not say which of them is wrong.
	ErrCredentials = errors.New("wrong e-mail address or password")
)

// Account is one user. ID is a UUIDv7, PasswordHash a PHC string.
type Account struct {
	ID           string
	Email        Email
	PasswordHash string
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// New is an account that was created at the given time.
func New(id string, email Email, passwordHash string, at time.Time) Account {
	return Account{ID: id, Email: email, PasswordHash: passwordHash, CreatedAt: at.UTC(), UpdatedAt: at.UTC()}
}

// WithPasswordHash is the account with the same password hashed anew.
func (a Account) WithPasswordHash(hash string, at time.Time) Account {
	a.PasswordHash, a.UpdatedAt = hash, at.UTC()
	return a
}
