package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/order"
)

func (a *API) create(c *fiber.Ctx) error {
	request, err := a.request(c)
	if err != nil {
		return err
	}
	err = a.reserve(c, request)
	switch {
	case errors.Is(err, writer.ErrExists):
	case errors.Is(err, listing.ErrUnknown):
		if err := a.learn(c.UserContext(), request.TicketID); err != nil {
			return err
		}
	default:
		return err
	}
	return a.reserve(c, request)
}

func (a *API) request(c *fiber.Ctx) (order.Request, error) {
	f, err := form.Parse(c)
	if err != nil {
		return order.Request{}, err
	}
	ticketID := f.ID("ticketId", form.Required)
	units := f.Int("quantity", form.Default(1), form.Range(1, order.MaxUnits))
	if err := f.Err(); err != nil {
		return order.Request{}, err
	}
	at := a.now()
	return order.Request{
		ID: id.New(), BuyerID: session.Must(c).ID, TicketID: ticketID, Units: int(units),
		At: at, ExpiresAt: at.Add(a.Hold), Fees: a.Fees, PaidOut: a.PaidOut,
	}, nil
}

func (a *API) reserve(c *fiber.Ctx, request order.Request) error {
	reservation, verdict := a.Store.Reservation(request), &verdict{}
	err := a.Keeper.Do(c, reservation.Keys(), func(tx *writer.Tx) (idempotency.Answer, error) {
		o, err := reservation.Run(tx)
		if verdict.note(err) != nil {
			return idempotency.Answer{}, refusal(err)
		}
		return idempotency.Answer{
			Status: http.StatusCreated,
			Body:   orderOf(o),
			Header: map[string]string{fiber.HeaderLocation: "/api/v1/orders/" + request.ID},
		}, nil
	})
	verdict.count(err)
	return err
}

// learn takes over a listing whose event has not come yet. What the owner does
// not know either is a 404.
func (a *API) learn(ctx context.Context, ticketID string) error {
	l, err := a.Catalogue.Find(ctx, ticketID)
	if errors.Is(err, listing.ErrUnknown) {
		refusals.WithLabelValues(unknown).Inc()
		return noListing
	}
	if err != nil {
		return err
	}
	_, err = a.Store.Apply(ctx, l)
	return err
}
