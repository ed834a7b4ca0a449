package settlement

import (
	"context"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/checkout"
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

// Notice takes a webhook: the payment that it is about is made due, so that
// Stripe is asked. It says whether the payment is known. A webhook that was
// taken before changes nothing.
func (s *Settlement) Notice(ctx context.Context, n checkout.Notice) (known bool, err error) {
	now := s.Now()
	orderID, err := writer.Do(ctx, s.Writer, noticeKeys(n), func(tx *writer.Tx) (string, error) {
		orderID, err := owner(tx, n)
		if err != nil || orderID == "" {
			return "", err
		}
		p, err := store.Payment(tx, orderID)
		if err != nil || p == nil {
			return "", err
		}
		next := p.Nudge(now)
		if next == *p {
			return orderID, nil // it waits for nothing that Stripe could say
		}
		fresh, err := store.TakeWebhook(tx, n.EventID, now)
		if err != nil || !fresh {
			return orderID, err
		}
		return orderID, save(tx, *p, next)
	})
	if err != nil || orderID == "" {
		return false, err
	}
	s.queue.push(ctx, orderID)
	return true, nil
}

// noticeKeys are the documents that a webhook most likely needs.
func noticeKeys(n checkout.Notice) []string {
	keys := store.WebhookKeys(n.EventID, n.SessionID, n.IntentID)
	if id.Valid(n.OrderID) {
		keys = append(keys, store.Keys(n.OrderID)...)
	}
	return keys
}

// owner finds the order that a webhook is about: by Stripe's ids, which we
// keep, or by the order id that we gave to Stripe.
func owner(tx *writer.Tx, n checkout.Notice) (string, error) {
	orderID, err := store.Owner(tx, n.SessionID, n.IntentID)
	if err != nil || orderID != "" {
		return orderID, err
	}
	if !id.Valid(n.OrderID) {
		return "", nil
	}
	return n.OrderID, nil
}
