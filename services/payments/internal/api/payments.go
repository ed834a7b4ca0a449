package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/conditional"
	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/orders"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/settlement"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// create begins to pay an order: 201 with a checkout page, 200 when there is
// one already.
func (a *API) create(c *fiber.Ctx) error {
	f, err := form.Parse(c)
	if err != nil {
		return err
	}
	orderID := f.ID("orderId", form.Required)
	if err := f.Err(); err != nil {
		return err
	}
	if err := a.mayPay(c.UserContext(), orderID, session.Must(c).ID, session.Token(c)); err != nil {
		return err
	}
	page, err := a.Settlement.Begin(c.UserContext(), orderID)
	if err != nil {
		return err
	}
	now := a.Settlement.Now()
	return a.Keeper.Do(c, store.Keys(orderID), func(tx *writer.Tx) (idempotency.Answer, error) {
		p, created, err := a.Settlement.Record(tx, orderID, page, now)
		if err != nil {
			return idempotency.Answer{}, err
		}
		answer := idempotency.Answer{Status: http.StatusOK, Body: viewOf(p, nil)}
		if created {
			answer.Status = http.StatusCreated
			answer.Header = map[string]string{fiber.HeaderLocation: "/api/v1/payments/" + orderID}
		}
		return answer, nil
	})
}

// mayPay sees to it that the order is known, and is the caller's.
func (a *API) mayPay(ctx context.Context, orderID, userID, token string) error {
	order, err := state.Read[payment.Order](ctx, a.Reader, store.OrderKey(orderID))
	if err != nil {
		return err
	}
	if order != nil {
		if order.BuyerID != userID {
			return orders.ErrNotFound
		}
		return nil
	}
	asked, err := a.Orders.Get(ctx, orderID, userID, token)
	if err != nil {
		return err
	}
	return a.Settlement.Follow(ctx, asked)
}

// get shows the payment of an order to its buyer.
func (a *API) get(c *fiber.Ctx) error {
	orderID := strings.Clone(c.Params("orderId"))
	if !id.Valid(orderID) {
		return settlement.ErrNotFound
	}
	ctx, userID := c.UserContext(), session.Must(c).ID
	if _, err := a.own(ctx, orderID, userID); err != nil {
		return err
	}
	if err := a.Settlement.Ask(ctx, orderID); err != nil {
		return err
	}
	p, err := a.own(ctx, orderID, userID)
	if err != nil {
		return err
	}
	taken, err := store.ReadCharge(ctx, a.Reader, orderID)
	if err != nil {
		return err
	}
	return conditional.Hashed(c, conditional.Person, viewOf(p, taken))
}

func (a *API) own(ctx context.Context, orderID, userID string) (payment.Payment, error) {
	p, _, err := store.Read(ctx, a.Reader, orderID)
	if err != nil {
		return payment.Payment{}, err
	}
	if p == nil || !p.Announced() || p.State().BuyerID != userID {
		return payment.Payment{}, settlement.ErrNotFound
	}
	return *p, nil
}
