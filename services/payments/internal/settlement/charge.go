package settlement

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/events"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// reasonNoOrder is why money is given back that was taken, in Stripe's
// dashboard, for an order that is cancelled.
const reasonNoOrder = "order_cancelled"

// settleCharge does what the order's charge needs now, until it needs nothing.
func (s *Settlement) settleCharge(ctx context.Context, orderID string) error {
	for range maxSteps {
		c, err := store.ReadCharge(ctx, s.Reader, orderID)
		if err != nil || c == nil {
			return err
		}
		action := c.Next(s.Now())
		if action == charge.Rest {
			return nil
		}
		if err := s.follow(ctx, *c, action); err != nil {
			return fmt.Errorf("%s: %w", action, err)
		}
	}
	return nil // the rest is due still
}

// follow does the action at Stripe and records what came of it.
func (s *Settlement) follow(ctx context.Context, seen charge.Charge, action charge.Action) error {
	switch action {
	case charge.GiveBack:
		return s.giveBack(ctx, seen)
	case charge.Arrange:
		return s.arrange(ctx, seen)
	case charge.LookForMove:
		return s.lookForMove(ctx, seen)
	case charge.Send:
		return s.transfer(ctx, seen, s.Transfers.Transfer)
	case charge.TakeBack:
		return s.transfer(ctx, seen, s.Transfers.Reverse)
	default:
		return s.inquire(ctx, seen)
	}
}

func (s *Settlement) giveBack(ctx context.Context, seen charge.Charge) error {
	r, owed := seen.Owed(s.Now())
	if !owed {
		return nil
	}
	made, err := s.Charges.Refund(ctx, seen.State(), r)
	now := s.Now()
	changed := s.changeCharge(ctx, seen.State().OrderID, func(c charge.Charge) charge.Charge {
		switch {
		case err == nil:
			return c.GaveBack(made, id.New, now)
		case errors.Is(err, checkout.ErrRefused):
			return c.Refuse(r, checkout.Code(err), now)
		}
		return c.PutOff(r, checkout.Answered(err), !errors.Is(err, checkout.ErrNotNow), now)
	})
	if errors.Is(err, checkout.ErrRefused) {
		err = nil // the charge knows how to go on
	}
	return errors.Join(err, changed)
}

func (s *Settlement) inquire(ctx context.Context, seen charge.Charge) error {
	truth, err := s.Charges.Inquire(ctx, seen.State())
	now := s.Now()
	changed := s.changeCharge(ctx, seen.State().OrderID, func(c charge.Charge) charge.Charge {
		if err != nil {
			return c.Blind(seen, now)
		}
		return c.Observe(truth, seen, id.New, now)
	})
	return errors.Join(err, changed)
}

// changeCharge applies t to the order's charge.
func (s *Settlement) changeCharge(ctx context.Context, orderID string, t func(charge.Charge) charge.Charge) error {
	now := s.Now()
	_, err := writer.Do(ctx, s.Writer, store.ChargeKeys(orderID), func(tx *writer.Tx) (struct{}, error) {
		p, err := store.Payment(tx, orderID)
		if err != nil {
			return struct{}{}, err
		}
		if p == nil {
			return struct{}{}, ErrNotFound
		}
		return struct{}{}, alter(tx, *p, now, t)
	})
	return err
}

// alter applies t to the payment's charge. One that was captured before there
// were charges begins now.
func alter(tx *writer.Tx, p payment.Payment, now time.Time, t func(charge.Charge) charge.Charge) error {
	if p.State().Status != payment.Captured {
		return ErrNotFound
	}
	before, err := store.Charge(tx, p.State().OrderID)
	if err != nil {
		return err
	}
	if before == nil {
		return saveCharge(tx, p, charge.Charge{}, t(newCharge(p)), now)
	}
	return saveCharge(tx, p, *before, t(*before), now)
}

// saveCharge keeps a charge if it changed, and tells the others if it changed
// for them: each time is a version of the payment.
func saveCharge(tx *writer.Tx, p payment.Payment, before, after charge.Charge, now time.Time) error {
	after = after.Balance(now)
	if after.Same(before) {
		return nil
	}
	told := p
	if after.Refundings(before) {
		told = told.Followed(after.State().Returned(), now)
		tx.Publish(events.Refunded(told.State(), after))
	}
	if after.Disputings(before) {
		told = told.Followed(after.State().Returned(), now)
		tx.Publish(events.Disputed(told.State(), after))
	}
	if told != p {
		if err := store.SavePayment(tx, told); err != nil {
			return err
		}
	}
	return store.SaveCharge(tx, after, now)
}

// begin makes the charge of a payment that was captured just now.
func begin(tx *writer.Tx, p payment.Payment) (charge.Charge, error) {
	o, err := store.Order(tx, p.State().OrderID)
	if err != nil {
		return charge.Charge{}, err
	}
	if o == nil {
		return charge.Charge{}, ErrNotFound
	}
	now := p.State().UpdatedAt
	c := decided(newCharge(p), *o, now)
	return c, store.SaveCharge(tx, c, now)
}

func newCharge(p payment.Payment) charge.Charge {
	s := p.State()
	return charge.New(charge.Terms{
		PaymentID: s.ID, OrderID: s.OrderID, SellerID: s.SellerID,
		Amount: s.Amount, Fee: s.Fee, Currency: s.Currency,
		IntentID: s.IntentID, ChargeID: s.ChargeID, CapturedAt: s.UpdatedAt,
	})
}

// takeUp has the charge know what was decided at orders.
func takeUp(tx *writer.Tx, p payment.Payment, o payment.Order, now time.Time) error {
	return alter(tx, p, now, func(c charge.Charge) charge.Charge { return decided(c, o, now) })
}

// decided is the charge with what follows from the order: its refunds, and
// that money without an order goes back.
func decided(c charge.Charge, o payment.Order, now time.Time) charge.Charge {
	if o.Standing == payment.Cancelled {
		return c.GiveAllBack(reasonNoOrder, now)
	}
	return c.Decide(o.Refunds, now)
}
