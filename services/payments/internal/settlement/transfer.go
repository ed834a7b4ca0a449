package settlement

import (
	"context"
	"errors"
	"time"

	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/seller"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// Transfers is what settlement asks of Stripe about sellers' shares. The
// errors are those of package checkout, or of the network.
type Transfers interface {
	// Transfer sends the move's amount to its account, once for each move.
	Transfer(ctx context.Context, c charge.State, m charge.Move) (charge.Found, error)
	// Reverse takes the move's amount back, once for each move.
	Reverse(ctx context.Context, c charge.State, m charge.Move) (charge.Found, error)
	// Transfers asks for all that was moved of the charge.
	Transfers(ctx context.Context, c charge.State) ([]charge.Found, error)
}

// arrange decides what moves to or from the seller: a transfer when their
// account takes it, else the charge waits for that.
func (s *Settlement) arrange(ctx context.Context, seen charge.Charge) error {
	now := s.Now()
	return s.changeChargeWith(ctx, seen.State().OrderID, func(tx *writer.Tx, c charge.Charge) (charge.Charge, error) {
		if !c.Ready(s.PayoutDelay, now) {
			return c.Arrange(s.PayoutDelay, now), nil
		}
		terms := c.State().Terms
		waits, err := store.Wait(tx, terms.SellerID, terms.OrderID)
		if err != nil || waits {
			return c.Await(), err
		}
		a, err := store.SellerAccount(tx, terms.SellerID)
		if err != nil || a == nil {
			return c, err
		}
		return c.SendTo(a.State().AccountID, now), nil
	})
}

// transfer has Stripe make the move that is under way, and records what came
// of it.
func (s *Settlement) transfer(ctx context.Context, seen charge.Charge, do func(context.Context, charge.State, charge.Move) (charge.Found, error)) error {
	m, moving := seen.State().Transfer.Moving()
	if !moving {
		return nil
	}
	found, err := do(ctx, seen.State(), m)
	now, refused := s.Now(), errors.Is(err, checkout.ErrRefused)
	changed := s.changeCharge(ctx, seen.State().OrderID, func(c charge.Charge) charge.Charge {
		switch {
		case err == nil:
			return c.Moved(found)
		case refused:
			return c.Denied(m, checkout.Code(err), now)
		}
		return c.Delay(seen, checkout.Answered(err), now)
	})
	if refused {
		// The reason may be the account's: then its sales are to wait for it.
		s.Log.WarnContext(ctx, "transfer refused, will be tried again", "order_id", seen.State().OrderID, "error", err)
		return errors.Join(changed, s.suspect(ctx, seen.State().SellerID))
	}
	return errors.Join(err, changed)
}

// suspect has Stripe asked how the seller's account is.
func (s *Settlement) suspect(ctx context.Context, sellerID string) error {
	now := s.Now()
	_, err := s.changeAccount(ctx, sellerID, func(a seller.Account) seller.Account { return a.Nudge(now) })
	if err == nil {
		s.queue.push(ctx, store.AccountDue(sellerID))
	}
	return err
}

// lookForMove asks Stripe what was moved of the charge.
func (s *Settlement) lookForMove(ctx context.Context, seen charge.Charge) error {
	all, err := s.Transfers.Transfers(ctx, seen.State())
	now := s.Now()
	changed := s.changeCharge(ctx, seen.State().OrderID, func(c charge.Charge) charge.Charge {
		if err != nil {
			return c.Delay(seen, false, now)
		}
		return c.Looked(all, seen, now)
	})
	return errors.Join(err, changed)
}

// release lets sales go on that waited for the seller's account, some at a
// time.
func (s *Settlement) release(ctx context.Context, userID string) error {
	now := s.Now()
	orders, err := writer.Do(ctx, s.Writer, store.AccountKeys(userID), func(tx *writer.Tx) ([]string, error) {
		a, err := store.SellerAccount(tx, userID)
		if err != nil || a == nil || a.Next(now) != seller.Release {
			return nil, err
		}
		orders, more, err := store.Release(tx, userID, released)
		if err != nil {
			return nil, err
		}
		for _, orderID := range orders {
			if err := resume(tx, orderID, now); err != nil {
				return nil, err
			}
		}
		return orders, saveAccount(tx, *a, a.Released(more, now))
	})
	for _, orderID := range orders {
		s.queue.push(ctx, store.ChargeName(orderID))
	}
	return err
}

func resume(tx *writer.Tx, orderID string, now time.Time) error {
	c, err := store.Charge(tx, orderID)
	if err != nil || c == nil {
		return err
	}
	after := c.Resume(now)
	if after.Same(*c) {
		return nil
	}
	return store.SaveCharge(tx, after, now)
}

// changeChargeWith is changeCharge for a change that needs other documents
// too.
func (s *Settlement) changeChargeWith(ctx context.Context, orderID string, t func(*writer.Tx, charge.Charge) (charge.Charge, error)) error {
	now := s.Now()
	_, err := writer.Do(ctx, s.Writer, store.ChargeKeys(orderID), func(tx *writer.Tx) (any, error) {
		p, err := store.Payment(tx, orderID)
		if err != nil {
			return nil, err
		}
		if p == nil {
			return nil, ErrNotFound
		}
		var failed error
		err = alter(tx, *p, now, func(c charge.Charge) charge.Charge {
			next, err := t(tx, c)
			if failed = err; err != nil {
				return c
			}
			return next
		})
		if failed != nil {
			return nil, failed
		}
		return nil, err
	})
	return err
}
