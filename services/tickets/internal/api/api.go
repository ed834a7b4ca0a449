// Package api serves the tickets routes of the HTTP contract.
package api

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/page"
	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/tickets/internal/catalogue"
	"github.com/saheedt/pass/services/tickets/internal/listing"
	"github.com/saheedt/pass/services/tickets/internal/store"
)

// Path is where the listings are.
const Path = "/api/v1/tickets"

// Problems says how clients see what the domain refuses.
var Problems = problem.Map{
	store.ErrNotFound:     problem.NotFound("There is no such ticket."),
	listing.ErrNotSeller:  problem.Forbidden("Only its seller may change a ticket."),
	listing.ErrChanged:    problem.PreconditionFailed("The ticket has changed since; get it again and decide anew."),
	listing.ErrWithdrawn:  problem.Conflict("The ticket is withdrawn for good; create a new one instead."),
	listing.ErrNoneFree:   problem.Conflict("No unit is free, so there is nothing left to change."),
	listing.ErrTooFew:     problem.Conflict("The quantity can't be less than the units that are held and sold."),
	listing.ErrUnitsTaken: problem.Conflict("Units are held or sold; a ticket can be withdrawn only while all are free."),
}

// API is what the handlers work with; all fields are required.
type API struct {
	Store       *store.Store
	Catalogue   *catalogue.Catalogue
	Sessions    *session.Sessions
	Idempotency *idempotency.Keeper
	Cursors     *page.Cursors
	Clock       func() time.Time
}

// Register adds the routes.
func (a *API) Register(router fiber.Router) {
	router.Get(Path, a.ownNeedsSession, a.list)
	router.Post(Path, a.Sessions.Required, a.create)
	router.Get(Path+"/:id", a.show)
	router.Put(Path+"/:id", a.Sessions.Required, a.update)
	router.Delete(Path+"/:id", a.Sessions.Required, a.withdraw)
}

// idOf reads the id in the path. One that can't be is as unknown as any other.
func idOf(c *fiber.Ctx) (string, error) {
	text := strings.ToLower(strings.Clone(c.Params("id")))
	if !id.Valid(text) {
		return "", store.ErrNotFound
	}
	return text, nil
}
