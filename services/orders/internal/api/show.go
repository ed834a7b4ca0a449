package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/conditional"
	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/page"
	"github.com/saheedt/pass/services/internal/session"

	"github.com/saheedt/pass/services/orders/internal/order"
)

// position is where a list goes on: the number of the buyer's order that comes
// next, counted from the oldest.
type position struct {
	Next int `json:"next"`
}

func (a *API) list(c *fiber.Ctx) error {
	query := form.Query(c)
	if query.Has("ticketId") {
		return a.sales(c, query)
	}
	buyer := session.Must(c).ID
	scope := "orders of " + buyer
	from := position{}
	limit, more := a.Cursors.Read(query, scope, &from)
	if err := query.Err(); err != nil {
		return err
	}
	if !more {
		from.Next = -1
	}
	orders, next, err := a.Store.Orders(c.UserContext(), buyer, from.Next, limit)
	if err != nil {
		return err
	}
	cursor := ""
	if next >= 0 {
		cursor = a.Cursors.Next(scope, position{next})
	}
	return conditional.Hashed(c, conditional.Person, page.Of(ordersOf(orders), cursor))
}

func (a *API) show(c *fiber.Ctx) error {
	orderID, err := orderID(c)
	if err != nil {
		return err
	}
	o, err := a.Store.Order(c.UserContext(), session.Must(c).ID, orderID)
	if err != nil {
		return err
	}
	tag := fmt.Sprintf(`"%d"`, o.State().Version)
	return conditional.JSON(c, conditional.Person, tag, orderOf(o))
}

// cancel answers 204 for an order that is cancelled already, too: what the
// caller wants is so.
func (a *API) cancel(c *fiber.Ctx) error {
	orderID, err := orderID(c)
	if err != nil {
		return err
	}
	_, err = a.Store.Cancel(c.UserContext(), session.Must(c).ID, orderID, a.now())
	if err != nil && !errors.Is(err, order.ErrStale) {
		return err
	}
	return c.SendStatus(http.StatusNoContent)
}

// orderID reads the id in the path, a copy. What is not an id names no order.
func orderID(c *fiber.Ctx) (string, error) {
	lower := strings.Clone(strings.ToLower(c.Params("id")))
	if !id.Valid(lower) {
		return "", order.ErrNotFound
	}
	return lower, nil
}
