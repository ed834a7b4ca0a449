package settlement

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/seller"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// released is how many sales that waited for an account go on in one step.
const released = 25

// SettleAccount does what the seller's account needs now, until it needs
// nothing.
func (s *Settlement) SettleAccount(ctx context.Context, userID string) error {
	for range maxSteps {
		a, err := store.ReadAccount(ctx, s.Reader, userID)
		if err != nil || a == nil {
			return err
		}
		action := a.Next(s.Now())
		if action == seller.Rest {
			return nil
		}
		if err := s.stepAccount(ctx, *a, action); err != nil {
			return fmt.Errorf("%s account: %w", action, err)
		}
	}
	s.queue.push(ctx, store.AccountDue(userID)) // others have their turn first
	return nil
}

func (s *Settlement) stepAccount(ctx context.Context, seen seller.Account, action seller.Action) error {
	switch action {
	case seller.Make:
		_, err := s.makeAccount(ctx, seen)
		return err
	case seller.Release:
		return s.release(ctx, seen.State().UserID)
	}
	truth, err := s.Connect.LookAccount(ctx, seen.State())
	now := s.Now()
	_, saved := s.changeAccount(ctx, seen.State().UserID, func(a seller.Account) seller.Account {
		if err != nil {
			return a.Postpone(seen, now)
		}
		return a.Observe(truth, now).Looked(seen, now)
	})
	return errors.Join(err, saved)
}

// takeAccount takes an event about a seller's account: Stripe is asked how it
// is.
func takeAccount(tx *writer.Tx, n checkout.Notice, now time.Time) (verdict, error) {
	a, err := accountOf(tx, n)
	if err != nil || a == nil {
		return verdict{outcome: NotOurs}, err
	}
	next := a.Nudge(now)
	if next.Equal(*a) {
		return verdict{outcome: Taken}, nil // it is due for something else first
	}
	fresh, err := store.TakeWebhook(tx, n.EventID, now)
	if err != nil || !fresh {
		return verdict{outcome: Taken}, err
	}
	return verdict{Taken, store.AccountDue(a.State().UserID)}, saveAccount(tx, *a, next)
}

// accountOf finds the account that an event is about: by Stripe's id, which
// we keep, or by the seller's, which we gave to Stripe. Nil is none of ours.
func accountOf(tx *writer.Tx, n checkout.Notice) (*seller.Account, error) {
	userID, err := store.Seller(tx, n.AccountID)
	if err != nil {
		return nil, err
	}
	if userID == "" {
		userID = n.SellerID
	}
	if !id.Valid(userID) {
		return nil, nil
	}
	return store.SellerAccount(tx, userID)
}
