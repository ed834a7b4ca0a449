package events

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/saheedt/pass/services/internal/contracts"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/seller"
)

// early is how much before its deadline an order's expiration may come and be
// waited for. What comes earlier is sent back.
const early = 100 * time.Millisecond

// Orders is what events change. The methods return order.ErrStale when there
// is nothing to do, order.ErrNotFound for an order that never was, and
// otherwise errors after which the same call may work later.
type Orders interface {
	Apply(ctx context.Context, l listing.Listing) (changed bool, err error)
	Expire(ctx context.Context, orderID string, at time.Time) (order.Order, error)
	Await(ctx context.Context, orderID string, p order.Payment, at time.Time) (order.Order, error)
	Authorized(ctx context.Context, orderID string, p order.Payment, at time.Time) (order.Order, error)
	Failed(ctx context.Context, orderID string, p order.Payment, at time.Time) (order.Order, error)
	Follow(ctx context.Context, orderID string, p order.Payment, at time.Time) (order.Order, error)
	ApplySeller(ctx context.Context, s seller.Seller) error
}

// Consumer does what the events of others mean for orders.
type Consumer struct {
	orders Orders
	now    func() time.Time
	log    *slog.Logger
}

// NewConsumer gives a consumer whose changes are made at the time that now
// tells.
func NewConsumer(orders Orders, now func() time.Time, log *slog.Logger) *Consumer {
	return &Consumer{orders: orders, now: now, log: log}
}

// Handler does what one event means. It returns nil when that is done or was
// done before, an error that is contracts.ErrMalformed when it never can be,
// and any other when it can't be just now.
type Handler = func(ctx context.Context, event contracts.Event) error

// Handlers are the consumer's handlers by the type of their event.
func (c *Consumer) Handlers() map[string]Handler {
	return map[string]Handler{
		contracts.TicketCreated:     c.ticket,
		contracts.TicketUpdated:     c.ticket,
		contracts.TicketWithdrawn:   c.ticket,
		contracts.ExpirationDue:     c.due,
		contracts.PaymentOpened:     c.payment(Orders.Await),
		contracts.PaymentAuthorized: c.payment(Orders.Authorized),
		contracts.PaymentFailed:     c.payment(Orders.Failed),
		contracts.PaymentCaptured:   c.follow,
		contracts.PaymentRefunded:   c.follow,
		contracts.PaymentDisputed:   c.follow,
		contracts.SellerUpdated:     c.seller,
	}
}

func (c *Consumer) ticket(ctx context.Context, event contracts.Event) error {
	data, err := contracts.DataAs[contracts.Ticket](event)
	if err != nil {
		return err
	}
	_, err = c.orders.Apply(ctx, listingOf(data))
	return err
}

func (c *Consumer) due(ctx context.Context, event contracts.Event) error {
	data, err := contracts.DataAs[contracts.Expiration](event)
	if err != nil {
		return err
	}
	if wait := data.ExpiresAt.Sub(c.now()); wait > 0 && wait <= early {
		pause(ctx, wait)
	}
	dueLag.Observe(max(0, c.now().Sub(data.ExpiresAt).Seconds()))
	_, err = c.orders.Expire(ctx, data.OrderID, c.now().UTC())
	return c.outcome(ctx, event, err)
}

type paymentChange func(o Orders, ctx context.Context, orderID string, p order.Payment, at time.Time) (order.Order, error)

func (c *Consumer) payment(change paymentChange) Handler {
	return func(ctx context.Context, event contracts.Event) error {
		data, err := contracts.DataAs[contracts.Payment](event)
		if err != nil {
			return err
		}
		p := paymentOf(data)
		o, err := change(c.orders, ctx, data.OrderID, p, c.now().UTC())
		if err == nil && event.Type == contracts.PaymentAuthorized && !o.Pays(p) {
			mismatches.WithLabelValues(wrongAmount).Inc()
			c.log.ErrorContext(ctx, "payment is not over the order's sum",
				"order_id", data.OrderID, "payment_id", p.ID, "amount", p.Amount, "total", o.Total())
		}
		return c.outcome(ctx, event, err)
	}
}

// follow takes over refunds and a dispute. Most payments have neither, and
// cost no look at their order.
func (c *Consumer) follow(ctx context.Context, event contracts.Event) error {
	data, err := contracts.DataAs[contracts.Payment](event)
	if err != nil || len(data.Refunds) == 0 && data.Dispute == nil {
		return err
	}
	return c.payment(Orders.Follow)(ctx, event)
}

func (c *Consumer) seller(ctx context.Context, event contracts.Event) error {
	data, err := contracts.DataAs[contracts.Seller](event)
	if err != nil {
		return err
	}
	return c.orders.ApplySeller(ctx, seller.Seller{ID: data.ID, Payouts: data.Payouts, Version: data.Version})
}

// outcome tells the broker what became of an event.
func (c *Consumer) outcome(ctx context.Context, event contracts.Event, err error) error {
	switch {
	case errors.Is(err, order.ErrStale):
		return nil
	case errors.Is(err, order.ErrComplete):
		// Money was authorised twice for one order; payments lets no order have
		// two payments, so somebody should look.
		mismatches.WithLabelValues(secondPayment).Inc()
		c.log.ErrorContext(ctx, "order was completed by another payment", "event_id", event.ID)
		return nil
	case errors.Is(err, order.ErrNotFound):
		// Others know of orders only from here: it is not late, it never was.
		return fmt.Errorf("%w: %s: %w", contracts.ErrMalformed, event.ID, err)
	}
	return err
}

func pause(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
