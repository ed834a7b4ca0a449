package audit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/stripe/stripe-go/v76"
)

const (
	pageSize     = 100
	mostTries    = 8
	shortestWait = 250 * time.Millisecond
	longestWait  = 2 * time.Second
)

// pages goes through a list of Stripe, and makes facts of its items.
func pages[T any](ctx context.Context, what string, visit taker, list func(stripe.ListParams) *stripe.Iter,
	facts func(context.Context, T) ([]Fact, error)) error {
	after := (*string)(nil)
	for {
		var page []Fact
		var items []T
		var last string
		more := false
		err := again(ctx, func() error {
			items = items[:0]
			iter := list(stripe.ListParams{Context: ctx, Limit: stripe.Int64(pageSize), StartingAfter: after, Single: true})
			for iter.Next() {
				items = append(items, iter.Current().(T))
			}
			more = iter.Err() == nil && iter.Meta().HasMore
			return iter.Err()
		})
		if err != nil {
			return fmt.Errorf("list %s at Stripe: %w", what, plain(err))
		}
		for _, item := range items {
			some, err := facts(ctx, item)
			if err != nil {
				return err
			}
			page = append(page, some...)
			last = stripeID(item)
		}
		if err := visit(page); err != nil {
			return err
		}
		if !more || len(items) == 0 {
			return nil
		}
		after = &last
	}
}

func stripeID(item any) string {
	switch thing := item.(type) {
	case *stripe.PaymentIntent:
		return thing.ID
	case *stripe.Refund:
		return thing.ID
	case *stripe.Dispute:
		return thing.ID
	case *stripe.Transfer:
		return thing.ID
	case *stripe.TransferReversal:
		return thing.ID
	}
	return ""
}

// again makes a call until it is answered, or was tried often enough.
func again(ctx context.Context, call func() error) error {
	for try := 0; ; try++ {
		err := call()
		if err == nil || try+1 == mostTries || final(err) {
			return err
		}
		select {
		case <-time.After(min(shortestWait<<try, longestWait)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// final says whether asking again can't help.
func final(err error) bool {
	var answer *stripe.Error
	if !errors.As(err, &answer) {
		return errors.Is(err, context.Canceled)
	}
	status := answer.HTTPStatusCode
	return status < 500 && status != http.StatusTooManyRequests && status != http.StatusConflict
}

// plain leaves of Stripe's error what may be shown: the whole carries more.
func plain(err error) error {
	var answer *stripe.Error
	if errors.As(err, &answer) {
		return fmt.Errorf("status %d, type %q, code %q, request %q", answer.HTTPStatusCode, answer.Type, answer.Code, answer.RequestID)
	}
	return err
}
