package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/form"

	"github.com/saheedt/pass/services/orders/internal/order"
)

// quoteJSON is what an order would cost. Money is in the currency's minor unit.
type quoteJSON struct {
	TicketID  string `json:"ticketId"`
	Quantity  int    `json:"quantity"`
	UnitPrice int64  `json:"unitPrice"`
	Subtotal  int64  `json:"subtotal"`
	Fee       int64  `json:"fee"`
	Total     int64  `json:"total"`
	Currency  string `json:"currency"`
}

// quote refuses what a reservation would refuse, but for units that are not
// free just now.
func (a *API) quote(c *fiber.Ctx) error {
	query := form.Query(c)
	ticketID := query.ID("ticketId", form.Required)
	units := query.Int("quantity", form.Default(1), form.Range(1, order.MaxUnits))
	if err := query.Err(); err != nil {
		return err
	}
	l, err := a.listing(c.UserContext(), ticketID)
	if err != nil {
		return err
	}
	if a.PaidOut {
		if err := a.Store.PaidOut(c.UserContext(), l.SellerID); err != nil {
			return err
		}
	}
	o, err := order.New(order.Request{TicketID: ticketID, Units: int(units), Fees: a.Fees}, l)
	if err != nil {
		return err
	}
	s := o.State()
	return c.JSON(quoteJSON{
		TicketID: ticketID, Quantity: s.Units, UnitPrice: s.UnitPrice, Subtotal: o.Subtotal(), Fee: s.Fee,
		Total: o.Total(), Currency: s.Currency,
	})
}
