// Package settlement brings payments to their end: it holds what Stripe says
// and what orders says against each payment, has Stripe do what follows from
// it, and keeps the outcome.
//
// Nothing is ever done at Stripe while documents are being changed. What has
// to be done is recorded first, with the time from which on it is due; then a
// worker does it under an idempotency key, and records what Stripe answered.
// Whatever is killed in between, the payment is still due, and the periodic
// look finds it.
package settlement

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/events"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// ErrNotFound is returned when there is no such payment or order.
var ErrNotFound = errors.New("no such payment")

// Stripe is what settlement asks of Stripe. The errors are those of package
// checkout, or of the network. Every method can be called again with the
// same state and does the same thing once.
type Stripe interface {
	// Open makes the session of the payment's attempt.
	Open(ctx context.Context, p payment.State) (id, url string, err error)
	// Look asks what became of the session and its money.
	Look(ctx context.Context, p payment.State) (payment.Truth, error)
	// Capture takes the money.
	Capture(ctx context.Context, p payment.State) (payment.Truth, error)
	// Cancel gives the authorised money back.
	Cancel(ctx context.Context, p payment.State) (payment.Truth, error)
	// Expire ends the session before it was paid.
	Expire(ctx context.Context, p payment.State) (payment.Truth, error)
}

// Charges is what settlement asks of Stripe about money that was taken. The
// errors are those of package checkout, or of the network.
type Charges interface {
	// Inquire asks what became of the money.
	Inquire(ctx context.Context, c charge.State) (charge.Truth, error)
	// Refund gives money back. The same refund, asked for again with the same
	// count of answers, is made once.
	Refund(ctx context.Context, c charge.State, r charge.Refund) (charge.Made, error)
	// Events lists what happened to such money since a time of Stripe's clock,
	// the oldest first, and gives the time of the newest.
	Events(ctx context.Context, since time.Time) ([]checkout.Notice, time.Time, error)
}

// Options are what a Settlement works with.
type Options struct {
	Writer    *writer.Writer
	Reader    *state.Reader
	Stripe    Stripe
	Charges   Charges
	Connect   Connect
	Transfers Transfers
	Clock     func() time.Time
	Log       *slog.Logger
	Every     time.Duration // between two looks at what is due
	// PayoutDelay is how long after its capture a seller's share is transferred.
	PayoutDelay time.Duration
}

// Settlement settles payments. It is safe for concurrent use.
type Settlement struct {
	Options
	queue   *queue
	asked   *recent
	heard   *recent // events of Stripe's
	lists   *recent // looks at the list of them
	opening singleflight.Group
	making  singleflight.Group // of accounts
}

// New gives a Settlement that takes requests; Run makes it work on its own.
func New(o Options) *Settlement {
	return &Settlement{Options: o, queue: newQueue(), asked: newRecent(askPause), heard: newRecent(heardMemory), lists: newRecent(listPause)}
}

// Now is the time to record.
func (s *Settlement) Now() time.Time {
	return s.Clock().UTC().Truncate(time.Microsecond)
}

// transition is a pure change of a payment.
type transition func(p payment.Payment, standing payment.Standing) payment.Payment

// change applies t to the order's payment and gives the payment as it is
// then.
func (s *Settlement) change(ctx context.Context, orderID string, t transition) (payment.Payment, error) {
	return writer.Do(ctx, s.Writer, store.Keys(orderID), func(tx *writer.Tx) (payment.Payment, error) {
		p, o, err := load(tx, orderID)
		if err != nil {
			return payment.Payment{}, err
		}
		if p == nil || o == nil {
			return payment.Payment{}, ErrNotFound
		}
		next := t(*p, o.Standing)
		return next, save(tx, *p, next)
	})
}

func load(tx *writer.Tx, orderID string) (*payment.Payment, *payment.Order, error) {
	p, err := store.Payment(tx, orderID)
	if err != nil {
		return nil, nil, err
	}
	o, err := store.Order(tx, orderID)
	return p, o, err
}

// save keeps a payment if it changed, and tells the others if it changed for
// them. With the capture, the charge begins.
func save(tx *writer.Tx, before, after payment.Payment) error {
	if after == before {
		return nil
	}
	var taken *charge.Charge
	if after.State().Status == payment.Captured && before.State().Status != payment.Captured {
		begun, err := begin(tx, after)
		if err != nil {
			return err
		}
		taken = &begun
	}
	if after.State().Version > before.State().Version {
		tx.Publish(events.Of(after.State(), taken))
	}
	return store.SavePayment(tx, after)
}
