// Package api serves auth's routes.
package api

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/internal/session"

	"github.com/saheedt/pass/services/auth/internal/account"
	"github.com/saheedt/pass/services/auth/internal/password"
	"github.com/saheedt/pass/services/auth/internal/signing"
	"github.com/saheedt/pass/services/auth/internal/store"
)

const base = "/api/v1/users"

// Hasher hashes and checks passwords, as password.Hasher does.
type Hasher interface {
	// Hash gives a PHC string; its errors are password.ErrBusy and the
	// context's.
	Hash(ctx context.Context, p password.Password) (string, error)
	// Check says whether hash was made from p. For an empty hash the answer is
	// no, after the same work.
	Check(ctx context.Context, p password.Password, hash string) (bool, error)
	// Outdated says whether hash should be made anew.
	Outdated(hash string) bool
}

// API is what the handlers work with; all fields are required.
type API struct {
	Accounts *store.Accounts
	Hasher   Hasher
	Signer   *signing.Signer
	Limits   *Limits
	Sessions *session.Sessions
	Keeper   *idempotency.Keeper
	Now      func() time.Time
}

// Problems are auth's errors as clients see them.
var Problems = problem.Map{
	account.ErrTaken:       problem.Conflict("There is an account with this e-mail address already."),
	account.ErrCredentials: problem.Unauthorized("The e-mail address or the password is wrong."),
	password.ErrBusy:       problem.Unavailable("Too many people sign in at this moment.", 2*time.Second),
}

// Register adds the routes.
func (a *API) Register(r fiber.Router) {
	r.Post(base+"/signup", a.signUp)
	r.Post(base+"/signin", a.signIn)
	r.Post(base+"/signout", a.signOut)
	r.Get(base+"/currentuser", a.Sessions.Optional, a.currentUser)
	r.Get(base+"/.well-known/jwks.json", a.keySet)
	// They change who is signed in: a client that sends one again may have got
	// its cookie the first time.
	a.Keeper.IgnoreSession(base+"/signup", base+"/signin", base+"/signout")
	a.Keeper.Guard(base+"/signup", a.Limits.signUpFrom(a.Now))
	a.Keeper.Guard(base+"/signin", a.Limits.signInFrom(a.Now))
}

// userBody is an account as clients see it.
type userBody struct {
	ID    string `json:"id"`
	Email string `json:"email"`
}

func bodyOf(a account.Account) userBody { return userBody{ID: a.ID, Email: a.Email.String()} }

// cookieOf is the header that gives the browser a session of the account.
func (a *API) cookieOf(c *fiber.Ctx, acc account.Account) (string, error) {
	token, err := a.Signer.Token(acc)
	if err != nil {
		return "", err
	}
	session.SetCookie(c, token, a.Signer.TTL())
	line := string(c.Response().Header.PeekCookie(session.CookieName))
	// It is the answer's only when there is one: not on a refusal.
	c.Response().Header.DelAllCookies()
	return line, nil
}
