// Package api is the HTTP face of payments.
package api

import (
	"context"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/page"
	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/orders"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/settlement"
)

// Orders asks for an order that payments has not heard of. Its errors are
// those of package orders.
type Orders interface {
	Get(ctx context.Context, orderID, buyerID, token string) (payment.Order, error)
}

// API are the routes and what they work with.
type API struct {
	Settlement *settlement.Settlement
	Reader     *state.Reader
	Orders     Orders
	Webhooks   checkout.Webhooks
	Keeper     *idempotency.Keeper
	Cursors    *page.Cursors
	Sessions   *session.Sessions
	Log        *slog.Logger
}

// WebhookPath is where Stripe's webhooks arrive, with bodies of up to
// MaxWebhook bytes, more than clients may send.
const (
	WebhookPath = "/api/v1/payments/webhook"
	MaxWebhook  = 256 << 10
)

// Mount adds the routes to r.
func (a *API) Mount(r fiber.Router) {
	r.Post(WebhookPath, a.webhook)
	r.Post("/api/v1/payments", a.Sessions.Required, a.create)
	r.Get("/api/v1/payments/balance", a.Sessions.Required, a.balance)
	r.Get("/api/v1/payments/payouts", a.Sessions.Required, a.payouts)
	r.Post(accountPath, a.Sessions.Required, a.onboard)
	r.Get(accountPath, a.Sessions.Required, a.account)
	r.Get("/api/v1/payments/:orderId", a.Sessions.Required, a.get)
}

// Problems says how clients see the errors of payments.
var Problems = problem.Map{
	settlement.ErrNotFound:    problem.NotFound("There is no such payment."),
	orders.ErrNotFound:        problem.NotFound("There is no such order."),
	orders.ErrUnavailable:     problem.Unavailable("The order can't be looked up just now.", 2*time.Second),
	payment.ErrOrderClosed:    problem.Conflict("The order is complete, cancelled or past its hold; it can't be paid."),
	payment.ErrStale:          problem.Unavailable("The checkout page could not be made just now.", time.Second),
	settlement.ErrNotAccepted: problem.Conflict("The payment provider does not accept this amount in this currency."),
	settlement.ErrNoAnswer:    problem.Unavailable("The payment provider does not answer just now.", 5*time.Second),
	settlement.ErrNoAccount:   problem.Conflict("The payment provider makes no such account."),
	checkout.ErrSignature:     problem.BadRequest("The Stripe-Signature header is missing, wrong or too old."),
}
