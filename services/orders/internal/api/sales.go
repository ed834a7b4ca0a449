package api

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/conditional"
	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/page"
	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/internal/session"

	"github.com/saheedt/pass/services/orders/internal/listing"
)

// salesPosition is where a list of sales goes on, for each block of the
// listing.
type salesPosition struct {
	Next []int `json:"next"`
}

// sales lists the orders of a listing that were completed, for its seller.
func (a *API) sales(c *fiber.Ctx, query *form.Form) error {
	ticketID := query.ID("ticketId", form.Required)
	scope := "sales of " + ticketID
	from := salesPosition{}
	limit, _ := a.Cursors.Read(query, scope, &from)
	if err := query.Err(); err != nil {
		return err
	}
	l, err := a.listing(c.UserContext(), ticketID)
	if err != nil {
		return err
	}
	if l.SellerID != session.Must(c).ID {
		return problem.Forbidden("Only its seller may see who bought this ticket.")
	}
	orders, next, err := a.Store.Sales(c.UserContext(), ticketID, from.Next, limit)
	if err != nil {
		return err
	}
	cursor := ""
	if next != nil {
		cursor = a.Cursors.Next(scope, salesPosition{next})
	}
	return conditional.Hashed(c, conditional.Person, page.Of(ordersOf(orders), cursor))
}

// listing is a listing by its id; one whose event has not come yet as its owner
// has it.
func (a *API) listing(ctx context.Context, ticketID string) (listing.Listing, error) {
	l, err := a.Store.Listing(ctx, ticketID)
	if errors.Is(err, listing.ErrUnknown) {
		l, err = a.Catalogue.Find(ctx, ticketID)
	}
	if errors.Is(err, listing.ErrUnknown) {
		return l, noListing
	}
	return l, err
}
