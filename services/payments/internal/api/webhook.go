package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/payments/internal/settlement"
)

// webhook takes Stripe's word that something happened. 200 means that it will
// be looked at, whatever happens now, that it is kept until its payment is
// known, or that it is none of ours.
func (a *API) webhook(c *fiber.Ctx) error {
	notice, err := a.Webhooks.Read(c.Request().Body(), c.Get("Stripe-Signature"))
	if err != nil {
		webhooks.WithLabelValues(badSignature).Inc()
		a.Log.WarnContext(c.UserContext(), "webhook refused", "error", err)
		return err
	}
	if !notice.Known() {
		webhooks.WithLabelValues(ignored).Inc()
		return c.SendStatus(http.StatusOK)
	}
	outcome, err := a.Settlement.Notice(c.UserContext(), notice)
	if err != nil {
		webhooks.WithLabelValues(failed).Inc()
		return err
	}
	webhooks.WithLabelValues(string(outcome)).Inc()
	if outcome != settlement.Taken {
		a.Log.InfoContext(c.UserContext(), "webhook is about no payment that is known",
			"event_id", notice.EventID, "event_type", notice.Type, "outcome", outcome)
	}
	return c.SendStatus(http.StatusOK)
}
