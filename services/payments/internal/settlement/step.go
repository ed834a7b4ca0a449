package settlement

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// maxSteps bounds how long one payment keeps a worker: the longest way, from
// a session that was paid while it was being expired, takes three.
const maxSteps = 8

// Settle does what the thing that is due under the name needs now, until it
// needs nothing.
func (s *Settlement) Settle(ctx context.Context, name string) error {
	if orderID, ok := store.ChargeNamed(name); ok {
		return s.settleCharge(ctx, orderID)
	}
	if eventID, ok := store.EventNamed(name); ok {
		return s.retry(ctx, eventID)
	}
	if name == eventList {
		return s.catchUp(ctx)
	}
	if userID := store.DueAccount(name); userID != "" {
		return s.SettleAccount(ctx, userID)
	}
	return s.settlePayment(ctx, name)
}

func (s *Settlement) settlePayment(ctx context.Context, orderID string) error {
	for range maxSteps {
		p, o, err := store.Read(ctx, s.Reader, orderID)
		if err != nil {
			return err
		}
		if p == nil || o == nil {
			return fmt.Errorf("order %s: %w", orderID, ErrNotFound)
		}
		action := p.Next(s.Now())
		if action == payment.Rest {
			return nil
		}
		if err := s.step(ctx, *p, action); err != nil {
			return fmt.Errorf("%s: %w", action, err)
		}
	}
	return nil // the rest is due still
}

func (s *Settlement) step(ctx context.Context, seen payment.Payment, action payment.Action) error {
	orderID := seen.State().OrderID
	if action == payment.Remind {
		now := s.Now()
		_, err := s.change(ctx, orderID, func(p payment.Payment, _ payment.Standing) payment.Payment {
			if p != seen {
				return p
			}
			return p.Reminded(now)
		})
		return err
	}
	truth, answered, err := s.ask(ctx, seen.State(), action)
	now := s.Now()
	switch {
	case errors.Is(err, checkout.ErrDeclined) && action == payment.TakeMoney:
		_, err = s.change(ctx, orderID, func(p payment.Payment, _ payment.Standing) payment.Payment {
			return p.CaptureRefused(now)
		})
		return err
	case err != nil:
		_, saved := s.change(ctx, orderID, func(p payment.Payment, _ payment.Standing) payment.Payment {
			return p.Postpone(seen, answered, now)
		})
		return errors.Join(err, saved)
	}
	after, err := s.change(ctx, orderID, func(p payment.Payment, standing payment.Standing) payment.Payment {
		return learn(p, seen, truth, standing, answered, now)
	})
	if err == nil && after.State().Status == payment.Captured {
		s.queue.push(ctx, store.ChargeName(orderID))
	}
	return err
}

// ask has Stripe do the action. When Stripe refuses, it asks what is true: a
// capture may have been made before, a session may have been paid in the same
// moment. answered says that the action got an answer, and was not done.
func (s *Settlement) ask(ctx context.Context, p payment.State, action payment.Action) (truth payment.Truth, answered bool, err error) {
	do := map[payment.Action]func(context.Context, payment.State) (payment.Truth, error){
		payment.Look: s.Stripe.Look, payment.TakeMoney: s.Stripe.Capture,
		payment.CancelIntent: s.Stripe.Cancel, payment.ExpireSession: s.Stripe.Expire,
	}[action]
	truth, err = do(ctx, p)
	if errors.Is(err, checkout.ErrRefused) && action != payment.Look {
		truth, err = s.Stripe.Look(ctx, p)
		return truth, true, err
	}
	return truth, checkout.Answered(err), err
}

// learn draws the consequences of what Stripe said after seen was read. If
// they don't bring the payment on, it waits.
func learn(p, seen payment.Payment, truth payment.Truth, standing payment.Standing, answered bool, now time.Time) payment.Payment {
	next := p.Observe(truth, standing, now)
	if next == p && p.State().Pending != payment.Nothing {
		return p.Postpone(seen, answered, now)
	}
	return next.Waited(seen, now)
}
