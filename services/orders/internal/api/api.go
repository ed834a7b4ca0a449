// Package api has the HTTP routes of the orders service.
package api

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/page"

	"github.com/saheedt/pass/services/orders/internal/fee"
	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/store"
)

// Catalogue finds a listing at its owner. The errors are listing.ErrUnknown
// and catalogue.ErrUnavailable.
type Catalogue interface {
	Find(ctx context.Context, id string) (listing.Listing, error)
}

// API answers the requests of buyers and sellers. All fields but Fees and
// PaidOut are required.
type API struct {
	Store     *store.Store
	Catalogue Catalogue
	Keeper    *idempotency.Keeper
	Cursors   *page.Cursors
	Hold      time.Duration // how long an order holds its units
	Now       func() time.Time
	Fees      fee.Schedule
	PaidOut   bool // only sellers that can be paid out may sell
}

// Register adds the routes, all but the quote behind signedIn.
func (a *API) Register(router fiber.Router, signedIn fiber.Handler) {
	router.Get("/api/v1/orders/quote", a.quote)
	orders := router.Group("/api/v1/orders", signedIn)
	orders.Post("/", a.create)
	orders.Get("/", a.list)
	orders.Get("/:id", a.show)
	orders.Delete("/:id", a.cancel)
	orders.Post("/:id/refunds", a.refund)
}

// now is the time as orders keep it.
func (a *API) now() time.Time { return a.Now().UTC().Truncate(time.Millisecond) }
