package settlement

import (
	"context"
	"errors"
	"fmt"

	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/events"
	"github.com/saheedt/pass/services/payments/internal/seller"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// ErrNoAccount is returned when Stripe makes no account for the seller.
var ErrNoAccount = errors.New("Stripe makes no such account")

// Connect is what settlement asks of Stripe for sellers. The errors are those
// of package checkout, or of the network.
type Connect interface {
	// MakeAccount makes the account of the state's attempt, once.
	MakeAccount(ctx context.Context, s seller.State) (seller.Truth, error)
	// FindAccount looks for one that an earlier attempt made; without one the
	// truth has no id.
	FindAccount(ctx context.Context, s seller.State) (seller.Truth, error)
	// LookAccount asks how the account is.
	LookAccount(ctx context.Context, s seller.State) (seller.Truth, error)
	// Onboarding gives the address of a page for the seller, for minutes.
	Onboarding(ctx context.Context, s seller.State) (string, error)
}

// Onboard gives the seller's account, which is made if there is none, and the
// address of the page where they tell Stripe what it asks for. created says
// that this call made it. The errors are ErrNoAccount, ErrNoAnswer and those
// of the writer.
func (s *Settlement) Onboard(ctx context.Context, userID, country string) (a seller.Account, url string, created bool, err error) {
	if err := s.AskAccount(ctx, userID); err != nil {
		return a, "", false, err
	}
	now := s.Now()
	a, err = s.changeAccount(ctx, userID, func(a seller.Account) seller.Account { return a.Ask(country, now) })
	if err != nil {
		return a, "", false, err
	}
	if !a.Exists() {
		if a, err = s.makeAccount(ctx, a); err != nil {
			return a, "", false, told(err)
		}
		created = true
	}
	ctx, cancel := context.WithTimeout(ctx, makeTimeout)
	defer cancel()
	url, err = s.Connect.Onboarding(ctx, a.State())
	return a, url, created, told(err)
}

// told is an error of Stripe's as callers know it.
func told(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, checkout.ErrRefused):
		return fmt.Errorf("%w: %w", ErrNoAccount, err)
	}
	return fmt.Errorf("%w: %w", ErrNoAnswer, err)
}

// makeAccount has Stripe make the account. Requests at once share one call,
// which goes on when one of them goes away.
func (s *Settlement) makeAccount(ctx context.Context, seen seller.Account) (seller.Account, error) {
	made, err, _ := s.making.Do(seen.State().UserID, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), makeTimeout)
		defer cancel()
		return s.stepMake(ctx, seen)
	})
	return made.(seller.Account), err
}

// stepMake makes the account, unless an earlier try has, and records what
// Stripe answered.
func (s *Settlement) stepMake(ctx context.Context, seen seller.Account) (seller.Account, error) {
	truth, err := s.findOrMake(ctx, seen)
	now, attempt := s.Now(), seen.State().Attempt
	a, saved := s.changeAccount(context.WithoutCancel(ctx), seen.State().UserID, func(a seller.Account) seller.Account {
		switch {
		case err == nil:
			return a.Made(truth.AccountID, now).Observe(truth, now)
		case errors.Is(err, checkout.ErrRefused):
			return a.Refused(attempt, now)
		case checkout.Answered(err):
			return a.Failed(attempt, now)
		}
		return a.Postpone(seen, now)
	})
	return a, errors.Join(err, saved)
}

func (s *Settlement) findOrMake(ctx context.Context, a seller.Account) (seller.Truth, error) {
	if a.Search(s.Now()) {
		truth, err := s.Connect.FindAccount(ctx, a.State())
		if err != nil || truth.AccountID != "" {
			return truth, err
		}
	}
	return s.Connect.MakeAccount(ctx, a.State())
}

// AskAccount looks with Stripe at an account that its seller wants to see. A
// Stripe that does not answer is no error: what is known is good enough.
func (s *Settlement) AskAccount(ctx context.Context, userID string) error {
	a, err := store.ReadAccount(ctx, s.Reader, userID)
	if err != nil {
		return err
	}
	if a == nil || a.State().AccountID == "" || !s.asked.allow(store.AccountDue(userID), s.Now()) {
		return nil
	}
	patience, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	truth, err := s.Connect.LookAccount(patience, a.State())
	if err != nil {
		s.Log.WarnContext(ctx, "Stripe not asked for an account", "seller_id", userID, "error", err)
		return nil
	}
	now := s.Now()
	after, err := s.changeAccount(ctx, userID, func(a seller.Account) seller.Account { return a.Observe(truth, now) })
	if err == nil && after.Next(now) != seller.Rest {
		s.queue.push(ctx, store.AccountDue(userID))
	}
	return err
}

// changeAccount applies a pure change to the seller's account, and gives it as
// it is then.
func (s *Settlement) changeAccount(ctx context.Context, userID string, change func(seller.Account) seller.Account) (seller.Account, error) {
	now := s.Now()
	return writer.Do(ctx, s.Writer, store.AccountKeys(userID), func(tx *writer.Tx) (seller.Account, error) {
		a, err := store.SellerAccount(tx, userID)
		if err != nil {
			return seller.Account{}, err
		}
		before := seller.New(userID, now)
		if a != nil {
			before = *a
		}
		after := change(before)
		return after, saveAccount(tx, before, after)
	})
}

// saveAccount keeps an account if it changed, and tells the others if it
// changed for them.
func saveAccount(tx *writer.Tx, before, after seller.Account) error {
	if after.Equal(before) {
		return nil
	}
	if after.State().Version > before.State().Version {
		tx.Publish(events.OfSeller(after))
	}
	return store.SaveAccount(tx, before, after)
}
