package settlement

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
)

const (
	// askPause is how long Stripe's last word on a payment is good enough for
	// a buyer who looks again and again.
	askPause = 2 * time.Second
	// askTimeout bounds how long a buyer waits for Stripe's word.
	askTimeout = 3 * time.Second
	// makeTimeout bounds how long a buyer waits for a page.
	makeTimeout = 15 * time.Second
)

var (
	// ErrNotAccepted is returned when Stripe refuses to make a session for the
	// amount and currency.
	ErrNotAccepted = errors.New("Stripe does not accept this payment")
	// ErrNoAnswer is returned when Stripe can't make a session just now.
	ErrNoAnswer = errors.New("Stripe does not answer")
)

// Page is a checkout page that Stripe made for an attempt. Its zero value
// stands for none being needed.
type Page struct {
	Attempt int
	ID, URL string
}

// Begin makes ready to pay an order: afterwards the payment exists, and if
// it needs a checkout page Stripe has made it, but nobody has seen it. Record
// has to follow. The errors are payment.ErrOrderClosed, ErrNotAccepted,
// ErrNoAnswer, ErrNotFound for an order that is not there, and those of the
// writer.
func (s *Settlement) Begin(ctx context.Context, orderID string) (Page, error) {
	p, err := s.prepare(ctx, orderID)
	if err != nil || p.Payable() || p.State().Status != payment.Open {
		return Page{}, err
	}
	page, err := s.open(ctx, p)
	switch {
	case errors.Is(err, checkout.ErrRefused):
		return Page{}, fmt.Errorf("%w: %w", ErrNotAccepted, err)
	case err != nil:
		return Page{}, fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	return page, nil
}

// prepare records that a session is wanted before Stripe is asked for it.
func (s *Settlement) prepare(ctx context.Context, orderID string) (payment.Payment, error) {
	if err := s.Ask(ctx, orderID); err != nil && !errors.Is(err, ErrNotFound) {
		return payment.Payment{}, err
	}
	now, fresh := s.Now(), id.New()
	return writer.Do(ctx, s.Writer, store.Keys(orderID), func(tx *writer.Tx) (payment.Payment, error) {
		p, o, err := load(tx, orderID)
		if err != nil {
			return payment.Payment{}, err
		}
		if o == nil {
			return payment.Payment{}, ErrNotFound
		}
		if p == nil {
			first, err := payment.New(fresh, *o, now)
			if err != nil {
				return first, err
			}
			return first, save(tx, payment.Payment{}, first)
		}
		next, err := p.Prepare(*o, now)
		if err != nil {
			return next, err
		}
		return next, save(tx, *p, next)
	})
}

// open has Stripe make the session. Requests at once share one call, which
// goes on when one of them goes away.
func (s *Settlement) open(ctx context.Context, p payment.Payment) (Page, error) {
	key := fmt.Sprintf("%s/%d", p.State().ID, p.State().Attempt)
	page, err, _ := s.opening.Do(key, func() (any, error) {
		return s.make(context.WithoutCancel(ctx), p)
	})
	return page.(Page), err
}

// make has Stripe make the session. An error that Stripe would repeat for the
// same key begins another attempt.
func (s *Settlement) make(ctx context.Context, p payment.Payment) (Page, error) {
	ctx, cancel := context.WithTimeout(ctx, makeTimeout)
	defer cancel()
	attempt := p.State().Attempt
	sessionID, url, err := s.Stripe.Open(ctx, p.State())
	if err == nil {
		return Page{attempt, sessionID, url}, nil
	}
	if checkout.Answered(err) {
		now := s.Now()
		_, saved := s.change(ctx, p.State().OrderID, func(p payment.Payment, _ payment.Standing) payment.Payment {
			return p.Refused(attempt, now)
		})
		err = errors.Join(err, saved)
	}
	return Page{}, err
}

// Record keeps the page, inside a change of its own or of the caller's, and
// gives the payment as it is then. created says that this call opened it. It
// returns payment.ErrOrderClosed and payment.ErrStale for a page that must not
// be shown to anyone; a session that nobody has seen ends by itself.
func (s *Settlement) Record(tx *writer.Tx, orderID string, page Page, now time.Time) (p payment.Payment, created bool, err error) {
	before, err := store.Payment(tx, orderID)
	if err != nil {
		return payment.Payment{}, false, err
	}
	if before == nil {
		return payment.Payment{}, false, ErrNotFound
	}
	if page.ID == "" {
		return *before, false, nil
	}
	after, err := before.Opened(page.Attempt, page.ID, page.URL, now)
	if err != nil {
		return after, false, err
	}
	return after, after != *before, save(tx, *before, after)
}

// Ask looks with Stripe at a payment that its buyer wants to see, so that a
// buyer who is back before the webhook sees the truth. A Stripe that does not
// answer is no error: what is known is good enough.
func (s *Settlement) Ask(ctx context.Context, orderID string) error {
	p, _, err := store.Read(ctx, s.Reader, orderID)
	if err != nil {
		return err
	}
	if p == nil {
		return ErrNotFound
	}
	if !p.Payable() || !s.asked.allow(orderID, s.Now()) {
		return nil
	}
	patience, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	truth, err := s.Stripe.Look(patience, p.State())
	if err != nil {
		s.Log.WarnContext(ctx, "Stripe not asked", "order_id", orderID, "error", err)
		return nil
	}
	now := s.Now()
	after, err := s.change(ctx, orderID, func(p payment.Payment, standing payment.Standing) payment.Payment {
		return p.Observe(truth, standing, now)
	})
	if err == nil && after.Next(now) != payment.Rest {
		s.queue.push(ctx, orderID)
	}
	return err
}
