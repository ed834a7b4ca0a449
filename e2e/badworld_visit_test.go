package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/saheedt/pass/e2e/market"
)

// visit is what one buyer does about one order, and what others do about it
// afterwards. All of it follows from the world's seed and the visit's number.
type visit struct {
	*world
	n     int
	rand  *rand.Rand
	buyer *market.Client
	stall stall
	order market.Order
	page  string // where the order is paid for
}

// whatVisitorsDo are the kinds of visits, with how many of a hundred are such.
var whatVisitorsDo = []struct {
	name  string
	share int
	do    func(*visit, context.Context) error
}{
	{"pays", 40, (*visit).pays},
	{"pays after the bank's question", 3, (*visit).authenticates},
	{"is declined", 5, (*visit).declined},
	{"cancels while paying", 6, (*visit).cancelsWhilePaying},
	{"leaves", 5, (*visit).leaves},
	{"gets a part back of the seller", 10, (*visit).partBack},
	{"gets all back of the seller", 6, (*visit).allBack},
	{"takes money back", 8, (*visit).takesBack},
	{"gets money back of the platform", 5, (*visit).dashboard},
	{"gets money back twice at once", 4, (*visit).backAtOnce},
	{"can't be given money back", 2, (*visit).refundFails},
	{"disputes", 4, (*visit).disputes},
	{"can't be charged in the end", 2, (*visit).captureRefused},
}

func (v *visit) live(ctx context.Context) error {
	v.buyer = v.buyers[v.rand.IntN(len(v.buyers))]
	v.stall = v.stalls[v.rand.IntN(len(v.stalls))]
	if err := v.begins(ctx); err != nil {
		return err
	}
	lot := v.rand.IntN(100)
	for _, kind := range whatVisitorsDo {
		if lot -= kind.share; lot < 0 {
			err := kind.do(v, ctx)
			if err == nil {
				v.did.count(kind.name)
			}
			return err
		}
	}
	return errors.New("shares are of a hundred")
}

// key names a request of the visit, so that it can be sent until it is
// answered.
func (v *visit) key(what string) string { return fmt.Sprintf("%d-%d-%s", v.seed, v.n, what) }

// begins reserves, and opens the checkout page.
func (v *visit) begins(ctx context.Context) error {
	quantity := 1 + v.rand.IntN(4)
	err := insist(ctx, func() (err error) {
		v.order, err = v.buyer.Once(v.key("reserve")).Reserve(ctx, v.stall.listing.ID, quantity)
		return err
	})
	if err != nil {
		return fmt.Errorf("reserve: %w", err)
	}
	v.reserved(v.order.ID)
	err = insist(ctx, func() error {
		payment, err := v.buyer.Checkout(ctx, v.order.ID)
		v.page = payment.CheckoutURL
		return err
	})
	if err != nil {
		return fmt.Errorf("checkout: %w", err)
	}
	v.began(v.order.ID)
	return nil
}

// pay fills in the page; one that is closed meanwhile is an answer too. Most
// buyers then return to the site.
func (v *visit) pay(ctx context.Context, card string) error {
	err := insist(ctx, func() error {
		_, _, err := market.Pay(ctx, v.page, card)
		return err
	})
	if err == nil && v.rand.IntN(4) > 0 {
		_, _ = v.buyer.Payment(ctx, v.order.ID)
	}
	return err
}

func (v *visit) pays(ctx context.Context) error { return v.pay(ctx, market.CardPays) }

func (v *visit) authenticates(ctx context.Context) error {
	if err := v.pay(ctx, market.CardAuthenticate); err != nil {
		return err
	}
	return insist(ctx, func() error {
		_, _, err := market.Authenticate(ctx, v.page, true)
		return err
	})
}

func (v *visit) declined(ctx context.Context) error {
	if err := v.pay(ctx, market.CardDeclined); err != nil || v.rand.IntN(2) == 0 {
		return err
	}
	return v.pays(ctx)
}

func (v *visit) cancelsWhilePaying(ctx context.Context) error {
	first, second := time.Duration(v.rand.IntN(300))*time.Millisecond, time.Duration(v.rand.IntN(300))*time.Millisecond
	errs := [2]error{}
	var both sync.WaitGroup
	both.Go(func() { time.Sleep(first); errs[0] = v.pays(ctx) })
	both.Go(func() {
		time.Sleep(second)
		errs[1] = insist(ctx, func() error { return v.buyer.Cancel(ctx, v.order.ID) })
	})
	both.Wait()
	if market.Status(errs[1]) == http.StatusConflict {
		errs[1] = nil // paid already
	}
	return errors.Join(errs[:]...)
}

func (v *visit) leaves(context.Context) error { return nil }

func (v *visit) captureRefused(ctx context.Context) error {
	return v.pay(ctx, market.CardCaptureRefused)
}

// insist does something until it is answered, for half a minute: 429, 5xx and
// no answer at all are none.
func insist(ctx context.Context, do func() error) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		err := do()
		status := market.Status(err)
		if err == nil || status >= 400 && status < 500 && status != http.StatusTooManyRequests {
			return err
		}
		select {
		case <-time.After(pause/2 + rand.N(pause)):
		case <-ctx.Done():
			return err
		}
	}
}
