package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/auth/internal/account"
	"github.com/saheedt/pass/services/auth/internal/password"
	"github.com/saheedt/pass/services/auth/internal/store"
)

// signUp creates an account and signs it in.
func (a *API) signUp(c *fiber.Ctx) error {
	email, secret, err := parseSignUp(c)
	if err != nil {
		return err
	}
	if err := a.Limits.signUpTo(email, a.Now()); err != nil {
		return err
	}
	hash, err := a.Hasher.Hash(c.UserContext(), secret)
	if err != nil {
		return err
	}
	acc := account.New(id.New(), email, hash, a.Now())
	cookie, err := a.cookieOf(c, acc)
	if err != nil {
		return err
	}
	return a.Keeper.Do(c, []string{store.EmailKey(email)}, func(tx *writer.Tx) (idempotency.Answer, error) {
		if err := store.Create(tx, acc); err != nil {
			return idempotency.Answer{}, err
		}
		return idempotency.Answer{
			Status: fiber.StatusCreated, Body: bodyOf(acc), Header: map[string]string{fiber.HeaderSetCookie: cookie},
		}, nil
	})
}

func parseSignUp(c *fiber.Ctx) (account.Email, password.Password, error) {
	f, err := form.Parse(c)
	if err != nil {
		return account.Email{}, password.Password{}, err
	}
	var email account.Email
	var secret password.Password
	if typed := f.String("email", form.Required); typed != "" {
		if email, err = account.ParseEmail(typed); err != nil {
			f.Reject("email", err.Error())
		}
	}
	if typed := f.String("password", form.Required); typed != "" {
		if secret, err = password.Parse(typed); err != nil {
			f.Reject("password", err.Error())
		}
	}
	return email, secret, f.Err()
}
