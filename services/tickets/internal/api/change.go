package api

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/tickets/internal/listing"
	"github.com/saheedt/pass/services/tickets/internal/store"
)

func (a *API) create(c *fiber.Ctx) error {
	terms, err := termsOf(c, listing.Terms{})
	if err != nil {
		return err
	}
	l, err := listing.New(id.New(), session.Must(c).ID, terms, a.Clock())
	if err != nil {
		return err
	}
	answer := idempotency.Answer{
		Status: fiber.StatusCreated,
		Body:   ticketOf(l),
		Header: map[string]string{fiber.HeaderLocation: Path + "/" + l.State().ID, fiber.HeaderETag: etagOf(l)},
	}
	err = a.Idempotency.Do(c, a.Store.KeysToCreate(), func(tx *writer.Tx) (idempotency.Answer, error) {
		return answer, a.Store.Create(tx, l)
	})
	// A replayed answer is about the listing that was created the first time.
	if err == nil && c.GetRespHeader(idempotency.HeaderReplayed) == "" {
		a.Store.Show(l)
	}
	return err
}

func (a *API) update(c *fiber.Ctx) error {
	ticketID, err := idOf(c)
	if err != nil {
		return err
	}
	expected, err := expectedBy(c)
	if err != nil {
		return err
	}
	old, err := a.oldTerms(c, ticketID)
	if err != nil {
		return err
	}
	terms, err := termsOf(c, old)
	if err != nil {
		return err
	}
	seller, now := session.Must(c).ID, a.Clock()
	l, err := a.Store.Change(c.UserContext(), ticketID, func(l *listing.Listing) error {
		return l.Update(seller, expected, terms, now)
	})
	if err != nil {
		return invalid(err)
	}
	c.Set(fiber.HeaderETag, etagOf(l))
	return c.JSON(ticketOf(l))
}

// oldTerms are those that a change would replace, none of an unknown ticket:
// that is told after what is wrong with the body.
func (a *API) oldTerms(c *fiber.Ctx, ticketID string) (listing.Terms, error) {
	l, err := a.Store.Get(c.UserContext(), ticketID)
	if errors.Is(err, store.ErrNotFound) {
		return listing.Terms{}, nil
	}
	return l.State().Terms, err
}

// invalid names the bad fields of terms that were good when they were read: the
// ones that they were to replace have changed since.
func invalid(err error) error {
	var bad *listing.InvalidError
	if !errors.As(err, &bad) {
		return err
	}
	fields := make([]problem.Field, len(bad.Fields))
	for i, f := range bad.Fields {
		fields[i] = problem.Field{Field: f.Field, Message: f.Message}
	}
	return problem.Invalid(fields...)
}

func (a *API) withdraw(c *fiber.Ctx) error {
	ticketID, err := idOf(c)
	if err != nil {
		return err
	}
	expected, err := expectedBy(c)
	if err != nil {
		return err
	}
	seller, now := session.Must(c).ID, a.Clock()
	_, err = a.Store.Change(c.UserContext(), ticketID, func(l *listing.Listing) error {
		_, err := l.Withdraw(seller, expected, now)
		return err
	})
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
