package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/order"
)

// longestReason is in characters.
const longestReason = 200

func (a *API) refund(c *fiber.Ctx) error {
	request, err := a.refundRequest(c)
	if err != nil {
		return err
	}
	orderID, err := orderID(c)
	if err != nil {
		return err
	}
	refunding, err := a.Store.Refunding(c.UserContext(), orderID, request)
	if err != nil {
		return err
	}
	return a.Keeper.Do(c, refunding.Keys(), func(tx *writer.Tx) (idempotency.Answer, error) {
		o, err := refunding.Run(tx)
		if err != nil {
			return idempotency.Answer{}, refusal(err)
		}
		return idempotency.Answer{
			Status: http.StatusCreated,
			Body:   orderOf(o),
			Header: map[string]string{fiber.HeaderLocation: "/api/v1/orders/" + orderID},
		}, nil
	})
}

func (a *API) refundRequest(c *fiber.Ctx) (order.RefundRequest, error) {
	f, err := form.Parse(c)
	if err != nil {
		return order.RefundRequest{}, err
	}
	r := order.RefundRequest{ID: id.New(), CallerID: session.Must(c).ID, At: a.now()}
	units, restock := int(f.Int("units", form.Range(0, order.MaxUnits))), f.Bool("restock")
	r.Reason = f.String("reason", form.Length(0, longestReason))
	if f.Has("units") {
		r.Units = &units
	}
	if f.Has("restock") {
		r.Restock = &restock
	}
	return r, f.Err()
}
