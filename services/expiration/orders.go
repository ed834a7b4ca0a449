package main

import (
	"context"
	"time"

	"github.com/saheedt/pass/services/internal/contracts"
)

// orders follows the topic of the same name. Events may come twice, late and
// in any order: a reminder that is set for an order which is closed already
// fires once, and the orders service takes it for stale.
type orders struct {
	reminders reminders
	now       func() time.Time
}

// opened handles order.created.
func (o orders) opened(ctx context.Context, e contracts.Event) error {
	order, err := contracts.DataAs[contracts.Order](e)
	if err != nil {
		return err
	}
	return o.reminders.register(ctx, order.ID, order.ExpiresAt)
}

// closed handles order.completed and order.cancelled. After its deadline a
// reminder has fired or is about to, and there is nothing to remove: that
// halves the work when many orders expire.
func (o orders) closed(ctx context.Context, e contracts.Event) error {
	order, err := contracts.DataAs[contracts.Order](e)
	if err != nil {
		return err
	}
	if !o.now().Before(order.ExpiresAt) {
		return nil
	}
	return o.reminders.unregister(ctx, order.ID)
}
