package events

import (
	"context"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

// Follower takes news of an order. It returns nil once nothing of it can get
// lost.
type Follower interface {
	Follow(ctx context.Context, o payment.Order) error
}

// Consumer brings the events of other services to payments.
type Consumer struct{ follower Follower }

// NewConsumer gives a consumer that tells f.
func NewConsumer(f Follower) Consumer { return Consumer{f} }

// Order takes any event about an order: each has its full state. Its errors
// are contracts.ErrMalformed and the follower's.
func (c Consumer) Order(ctx context.Context, event contracts.Event) error {
	order, err := contracts.DataAs[contracts.Order](event)
	if err != nil {
		return err
	}
	return c.follower.Follow(ctx, Order(order))
}
