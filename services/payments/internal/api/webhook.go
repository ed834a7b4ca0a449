package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"
)

// webhook takes Stripe's word that something happened. 200 means that it will
// be looked at, whatever happens now, or that it is none of ours.
func (a *API) webhook(c *fiber.Ctx) error {
	notice, err := a.Webhooks.Read(c.Request().Body(), c.Get("Stripe-Signature"))
	if err != nil {
		webhooks.WithLabelValues(badSignature).Inc()
		a.Log.WarnContext(c.UserContext(), "webhook refused", "error", err)
		return err
	}
	known, err := a.Settlement.Notice(c.UserContext(), notice)
	if err != nil {
		webhooks.WithLabelValues(failed).Inc()
		return err
	}
	if known {
		webhooks.WithLabelValues(taken).Inc()
	} else {
		webhooks.WithLabelValues(notOurs).Inc()
		a.Log.InfoContext(c.UserContext(), "webhook is about none of our payments",
			"event_id", notice.EventID, "event_type", notice.Type)
	}
	return c.SendStatus(http.StatusOK)
}
