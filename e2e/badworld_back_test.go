package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/saheedt/pass/e2e/market"
)

// errTooLate is what a purchase comes to when the world was too bad for as
// long as the units were held, or a little longer.
var errTooLate = errors.New("cancelled before it was paid")

// buys pays and waits until the order is complete.
func (v *visit) buys(ctx context.Context, card string) error {
	if err := v.pay(ctx, card); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, worldHold+30*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		order, err := v.buyer.Order(ctx, v.order.ID)
		switch {
		case err == nil && order.Status == "complete":
			v.order = order
			return nil
		case err == nil && order.Status == "cancelled":
			return errTooLate
		}
		pause(ctx, 3*time.Second)
	}
	return errTooLate
}

// wants has somebody refund some of the order; 0 units are all.
func (v *visit) wants(ctx context.Context, who *market.Client, refund market.NewRefund, key string) error {
	err := insist(ctx, func() error {
		_, err := who.Once(v.key(key)).Refund(ctx, v.order.ID, refund)
		return err
	})
	switch market.Status(err) {
	case http.StatusForbidden, http.StatusConflict: // not allowed, or nothing is left
		return nil
	}
	return err
}

func (v *visit) partBack(ctx context.Context) error {
	if err := v.buys(ctx, market.CardPays); err != nil {
		return err
	}
	restock := v.rand.IntN(2) == 0
	for round := range 1 + v.rand.IntN(2) {
		if err := v.wants(ctx, v.stall.seller, market.NewRefund{Units: 1, Restock: &restock}, fmt.Sprint("part", round)); err != nil {
			return err
		}
	}
	return nil
}

func (v *visit) allBack(ctx context.Context) error {
	if err := v.buys(ctx, market.CardPays); err != nil {
		return err
	}
	return v.wants(ctx, v.stall.seller, market.NewRefund{Reason: "Called off"}, "all")
}

func (v *visit) takesBack(ctx context.Context) error {
	if err := v.buys(ctx, market.CardPays); err != nil {
		return err
	}
	return v.wants(ctx, v.buyer, market.NewRefund{Units: 1 + v.rand.IntN(v.order.Quantity)}, "back")
}

// intent is the order's at Stripe, once its money was taken.
func (v *visit) intent(ctx context.Context) (id string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if intent, err := market.IntentOf(ctx, v.s.StripeURL, v.page); err == nil && intent.Status == "succeeded" {
			return intent.ID, nil
		}
		pause(ctx, time.Second)
	}
	return "", ctx.Err()
}

func (v *visit) dashboard(ctx context.Context) error {
	if err := v.buys(ctx, market.CardPays); err != nil {
		return err
	}
	intent, err := v.intent(ctx)
	if err != nil {
		return err
	}
	amount := int64(0)
	if v.rand.IntN(2) == 0 {
		amount = v.order.Total / 20 * 10 // in tens, as Stripe wants of three decimals
	}
	return v.atStripe(ctx, intent, amount)
}

// atStripe is insistent: a 500 stays the answer to its key, so another try has
// another, and the money may go back twice, which is the platform's affair.
func (v *visit) atStripe(ctx context.Context, intent string, amount int64) error {
	refused := 0
	err := insist(ctx, func() error {
		_, err := market.RefundAtStripe(ctx, v.s.StripeURL, intent, amount, v.key(fmt.Sprint("dashboard", refused)))
		if market.Status(err) >= http.StatusInternalServerError {
			refused++
		}
		return err
	})
	if market.Status(err) == http.StatusBadRequest {
		return nil // no longer all of that is there
	}
	return err
}

// backAtOnce has seller, buyer and the platform give the same money back.
func (v *visit) backAtOnce(ctx context.Context) error {
	if err := v.buys(ctx, market.CardPays); err != nil {
		return err
	}
	intent, err := v.intent(ctx)
	if err != nil {
		return err
	}
	errs := [3]error{}
	var all sync.WaitGroup
	all.Go(func() { errs[0] = v.wants(ctx, v.stall.seller, market.NewRefund{}, "seller's") })
	all.Go(func() { errs[1] = v.wants(ctx, v.buyer, market.NewRefund{}, "buyer's") })
	all.Go(func() { errs[2] = v.atStripe(ctx, intent, v.order.UnitPrice/20*10) })
	all.Wait()
	return errors.Join(errs[:]...)
}

func (v *visit) refundFails(ctx context.Context) error {
	if err := v.buys(ctx, market.CardRefundFails); err != nil {
		return err
	}
	restock := false
	return v.wants(ctx, v.stall.seller, market.NewRefund{Units: 1, Restock: &restock}, "fails")
}

func (v *visit) disputes(ctx context.Context) error {
	if err := v.buys(ctx, market.CardDisputed); err != nil || v.rand.IntN(3) > 0 {
		return err
	}
	return v.wants(ctx, v.stall.seller, market.NewRefund{Units: 1}, "disputed")
}
