package settlement

import (
	"context"

	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// Follow takes news of an order: its copy is kept, and what follows for its
// payment is recorded and begun. Old news change nothing. When it returns nil
// nothing can get lost any more, though Stripe may not have been asked yet.
func (s *Settlement) Follow(ctx context.Context, o payment.Order) error {
	now := s.Now()
	// The shard of due payments is read when the payment changes: most news is
	// of orders that nobody has begun to pay.
	keys := []string{store.PaymentKey(o.ID), store.OrderKey(o.ID)}
	back := len(o.Refunds) > 0 || o.Standing == payment.Cancelled
	if len(o.Refunds) > 0 {
		keys = store.ChargeKeys(o.ID)
	}
	p, err := writer.Do(ctx, s.Writer, keys, func(tx *writer.Tx) (*payment.Payment, error) {
		p, old, err := load(tx, o.ID)
		if err != nil || !o.Newer(old) {
			return p, err
		}
		store.SaveOrder(tx, o)
		if p == nil {
			return nil, nil
		}
		if back && p.State().Status == payment.Captured {
			return p, takeUp(tx, *p, o, now)
		}
		next := p.Sold(o.SellerID).Follow(o.Standing, now)
		return &next, save(tx, *p, next)
	})
	if err != nil {
		return err
	}
	if p != nil && back && p.State().Status == payment.Captured {
		s.queue.push(ctx, store.ChargeName(o.ID))
	}
	if p != nil && p.Next(now) != payment.Rest {
		s.queue.push(ctx, o.ID)
	}
	return nil
}
