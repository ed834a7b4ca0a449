package settlement

import (
	"context"
	"time"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// Outcome is what became of an event of Stripe's.
type Outcome string

// An event was taken, is kept because it may be about a payment that we will
// hear of, or is none of ours.
const (
	Taken   Outcome = "taken"
	Parked  Outcome = "parked"
	NotOurs Outcome = "not_ours"
)

// verdict is an outcome, and the name of what has to be looked at for it.
type verdict struct {
	outcome Outcome
	name    string
}

// Notice takes an event of Stripe's: what it is about is made due, so that
// Stripe is asked. One that was taken before changes nothing. When it returns
// no error nothing of the event can get lost any more.
func (s *Settlement) Notice(ctx context.Context, n checkout.Notice) (Outcome, error) {
	now := s.Now()
	v, err := writer.Do(ctx, s.Writer, noticeKeys(n), func(tx *writer.Tx) (verdict, error) {
		v, err := take(tx, n, now)
		if err != nil || v.outcome != Parked {
			return v, err
		}
		old, err := store.ParkedEvent(tx, n.EventID)
		if err != nil || old != nil {
			return v, err
		}
		return v, store.Park(tx, store.Parked{Notice: n, Since: now}, now.Add(parkPause(0)))
	})
	if err != nil {
		return "", err
	}
	s.heard.allow(n.EventID, now)
	if v.name != "" {
		s.queue.push(ctx, v.name)
	}
	return v.outcome, nil
}

// noticeKeys are the documents that an event most likely needs.
func noticeKeys(n checkout.Notice) []string {
	keys := store.WebhookKeys(n.EventID, n.SessionID, n.IntentID)
	if id.Valid(n.OrderID) {
		keys = append(keys, store.Keys(n.OrderID)...)
	}
	return keys
}

// take finds what the event is about and makes it due. Parked means that this
// can't be told yet.
func take(tx *writer.Tx, n checkout.Notice, now time.Time) (verdict, error) {
	if n.AccountID != "" {
		return takeAccount(tx, n, now)
	}
	orderID, err := owner(tx, n)
	if err != nil {
		return verdict{}, err
	}
	if orderID == "" {
		return unknown(n), nil
	}
	p, err := store.Payment(tx, orderID)
	if err != nil {
		return verdict{}, err
	}
	if p == nil {
		return unknown(n), nil
	}
	switch {
	case n.Taken:
		return takeCharge(tx, n, *p, now)
	case n.Moved:
		return takeMove(tx, n, *p, now)
	}
	return takePayment(tx, n, *p, now)
}

// owner finds the order that an event is about: by Stripe's ids, which we
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

// unknown is the verdict on an event of which we know no payment. It may be
// ours if it carries an id of an order, or nothing that tells whose it is: what
// is done in Stripe's dashboard has none of our metadata.
func unknown(n checkout.Notice) verdict {
	if id.Valid(n.OrderID) || n.Taken && n.OrderID == "" && n.IntentID != "" {
		return verdict{outcome: Parked}
	}
	return verdict{outcome: NotOurs}
}

func takePayment(tx *writer.Tx, n checkout.Notice, p payment.Payment, now time.Time) (verdict, error) {
	next := p.Nudge(now)
	if next == p {
		return verdict{outcome: Taken}, nil // it waits for nothing that Stripe could say
	}
	fresh, err := store.TakeWebhook(tx, n.EventID, now)
	if err != nil || !fresh {
		return verdict{outcome: Taken}, err
	}
	return verdict{Taken, p.State().OrderID}, save(tx, p, next)
}

// takeCharge takes an event about money that was taken. As long as we don't
// know that it was, the event is kept, and the payment is asked for.
func takeCharge(tx *writer.Tx, n checkout.Notice, p payment.Payment, now time.Time) (verdict, error) {
	orderID := p.State().OrderID
	if p.State().Status != payment.Captured {
		if p.Settled() {
			return verdict{outcome: Taken}, nil // what was only authorised is called refunded, too
		}
		return verdict{Parked, orderID}, save(tx, p, p.Nudge(now))
	}
	c, err := store.Charge(tx, orderID)
	if err != nil || c != nil && c.Knows(n.Hint) {
		return verdict{outcome: Taken}, err
	}
	fresh, err := store.TakeWebhook(tx, n.EventID, now)
	if err != nil || !fresh {
		return verdict{outcome: Taken}, err
	}
	err = alter(tx, p, now, func(c charge.Charge) charge.Charge { return c.Nudge(now) })
	return verdict{Taken, store.ChargeName(orderID)}, err
}

// takeMove takes an event about a transfer, which may have been reversed in
// Stripe's dashboard.
func takeMove(tx *writer.Tx, n checkout.Notice, p payment.Payment, now time.Time) (verdict, error) {
	if p.State().Status != payment.Captured {
		return verdict{outcome: Taken}, nil
	}
	c, err := store.Charge(tx, p.State().OrderID)
	if err != nil || c == nil || c.Heard(n.Hint.Reversed, now).Same(*c) {
		return verdict{outcome: Taken}, err
	}
	fresh, err := store.TakeWebhook(tx, n.EventID, now)
	if err != nil || !fresh {
		return verdict{outcome: Taken}, err
	}
	err = saveCharge(tx, p, *c, c.Heard(n.Hint.Reversed, now), now)
	return verdict{Taken, store.ChargeName(p.State().OrderID)}, err
}
