package api

import (
	"context"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/form"

	"github.com/saheedt/pass/services/auth/internal/account"
	"github.com/saheedt/pass/services/auth/internal/password"
)

// signIn answers the same, after the same work, whether the address is
// unknown or the password wrong: one hash and as many reads.
func (a *API) signIn(c *fiber.Ctx) error {
	email, secret, err := parseSignIn(c)
	if err != nil {
		return err
	}
	if err := a.Limits.signInTo(email, a.Now()); err != nil {
		return err
	}
	acc, err := a.authenticate(c.UserContext(), email, secret)
	signedIn(err)
	if err != nil {
		return err
	}
	cookie, err := a.cookieOf(c, acc)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderSetCookie, cookie)
	return c.JSON(bodyOf(acc))
}

// authenticate finds the account that has both address and password. Its
// errors are account.ErrCredentials and those of the store and the hasher.
func (a *API) authenticate(ctx context.Context, email account.Email, secret password.Password) (account.Account, error) {
	acc, err := a.Accounts.Find(ctx, email)
	if err != nil {
		return account.Account{}, err
	}
	var hash string
	if acc != nil {
		hash = acc.PasswordHash
	}
	match, err := a.Hasher.Check(ctx, secret, hash)
	if err != nil {
		return account.Account{}, err
	}
	if acc == nil || !match {
		return account.Account{}, account.ErrCredentials
	}
	return *acc, a.renew(ctx, *acc, secret)
}

// renew hashes the password again when the parameters have changed since.
func (a *API) renew(ctx context.Context, acc account.Account, secret password.Password) error {
	if !a.Hasher.Outdated(acc.PasswordHash) {
		return nil
	}
	hash, err := a.Hasher.Hash(ctx, secret)
	if err != nil {
		return err
	}
	if err := a.Accounts.Rehash(ctx, acc, hash, a.Now()); err != nil {
		return fmt.Errorf("account %s: %w", acc.ID, err)
	}
	return nil
}

// parseSignIn takes any two texts: what can't be an address or a password is
// wrong, as any other wrong one is.
func parseSignIn(c *fiber.Ctx) (account.Email, password.Password, error) {
	f, err := form.Parse(c)
	if err != nil {
		return account.Email{}, password.Password{}, err
	}
	typed := f.String("email", form.Required)
	secret := password.Typed(f.String("password", form.Required))
	if err := f.Err(); err != nil {
		return account.Email{}, password.Password{}, err
	}
	email, err := account.ParseEmail(typed)
	if err != nil {
		return account.Email{}, secret, nil //nolint:nilerr // nobody has it
	}
	return email, secret, nil
}
