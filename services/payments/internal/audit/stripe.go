package audit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/dispute"
	"github.com/stripe/stripe-go/v76/paymentintent"
	"github.com/stripe/stripe-go/v76/refund"
	"github.com/stripe/stripe-go/v76/transfer"
	"github.com/stripe/stripe-go/v76/transferreversal"

	"github.com/saheedt/pass/services/internal/id"
)

const (
	pageSize     = 100
	callTimeout  = 30 * time.Second
	mostTries    = 8
	shortestWait = 250 * time.Millisecond
	longestWait  = 2 * time.Second
)

// Client reads from Stripe what money it has moved. A call that gets no answer
// is made again.
type Client struct {
	intents   paymentintent.Client
	refunds   refund.Client
	disputes  dispute.Client
	transfers transfer.Client
	reversals transferreversal.Client
}

// NewClient gives a client of the API at url, Stripe's own when that is empty.
func NewClient(key, url string) *Client {
	config := &stripe.BackendConfig{
		HTTPClient:        &http.Client{Timeout: callTimeout},
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
		MaxNetworkRetries: stripe.Int64(0), // tries are counted here
	}
	if url != "" {
		config.URL = stripe.String(url)
	}
	b := stripe.GetBackendWithConfig(stripe.APIBackend, config)
	return &Client{
		paymentintent.Client{B: b, Key: key}, refund.Client{B: b, Key: key}, dispute.Client{B: b, Key: key},
		transfer.Client{B: b, Key: key}, transferreversal.Client{B: b, Key: key},
	}
}

// taker takes a page of facts.
type taker func(facts []Fact) error

// All hands everything of ours at Stripe to visit, page by page.
func (c *Client) All(ctx context.Context, visit taker) error {
	for _, list := range []func(context.Context, taker) error{c.Payments, c.allRefunds, c.allDisputes, c.allTransfers} {
		if err := list(ctx, visit); err != nil {
			return err
		}
	}
	return nil
}

// Payments lists the payment intents.
func (c *Client) Payments(ctx context.Context, visit taker) error {
	return pages(ctx, "payment intents", visit, func(p stripe.ListParams) *stripe.Iter {
		return c.intents.List(&stripe.PaymentIntentListParams{ListParams: p}).Iter
	}, c.intentFacts)
}

func (c *Client) allRefunds(ctx context.Context, visit taker) error {
	return c.listRefunds(ctx, "", visit)
}

func (c *Client) listRefunds(ctx context.Context, intentID string, visit taker) error {
	return pages(ctx, "refunds", visit, func(p stripe.ListParams) *stripe.Iter {
		params := &stripe.RefundListParams{ListParams: p, PaymentIntent: optional(intentID)}
		params.AddExpand("data.payment_intent")
		return c.refunds.List(params).Iter
	}, refundFacts)
}

func (c *Client) allDisputes(ctx context.Context, visit taker) error {
	return c.listDisputes(ctx, "", visit)
}

func (c *Client) listDisputes(ctx context.Context, intentID string, visit taker) error {
	return pages(ctx, "disputes", visit, func(p stripe.ListParams) *stripe.Iter {
		params := &stripe.DisputeListParams{ListParams: p, PaymentIntent: optional(intentID)}
		params.AddExpand("data.payment_intent")
		return c.disputes.List(params).Iter
	}, disputeFacts)
}

func (c *Client) allTransfers(ctx context.Context, visit taker) error {
	return c.listTransfers(ctx, "", visit)
}

func (c *Client) listTransfers(ctx context.Context, group string, visit taker) error {
	return pages(ctx, "transfers", visit, func(p stripe.ListParams) *stripe.Iter {
		return c.transfers.List(&stripe.TransferListParams{ListParams: p, TransferGroup: optional(group)}).Iter
	}, c.transferFacts)
}

// Order lists everything of one order, with the intents that are known to be
// about it.
func (c *Client) Order(ctx context.Context, orderID string, intents []string) (facts []Fact, err error) {
	keep := func(page []Fact) error {
		for _, f := range page {
			if f.OrderID == orderID {
				facts = append(facts, f)
			}
		}
		return nil
	}
	for _, intentID := range intents {
		if err := c.intent(ctx, intentID, keep); err != nil {
			return nil, err
		}
		if err := c.listRefunds(ctx, intentID, keep); err != nil {
			return nil, err
		}
		if err := c.listDisputes(ctx, intentID, keep); err != nil {
			return nil, err
		}
	}
	return facts, c.listTransfers(ctx, orderID, keep)
}

// intent asks for one intent; one that Stripe does not have is no fact.
func (c *Client) intent(ctx context.Context, intentID string, keep taker) error {
	var got *stripe.PaymentIntent
	err := again(ctx, func() (err error) {
		got, err = c.intents.Get(intentID, &stripe.PaymentIntentParams{Params: stripe.Params{Context: ctx}})
		return err
	})
	var answer *stripe.Error
	if errors.As(err, &answer) && answer.HTTPStatusCode == http.StatusNotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("ask Stripe for %s: %w", intentID, plain(err))
	}
	facts, err := c.intentFacts(ctx, got)
	if err != nil {
		return err
	}
	return keep(facts)
}

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

func optional(value string) *string {
	if value == "" {
		return nil
	}
	return &value
}

// orderOf is the order that we named when the intent was made; empty for
// those that are not ours.
func orderOf(intent *stripe.PaymentIntent) string {
	if intent == nil || !id.Valid(intent.Metadata["order_id"]) {
		return ""
	}
	return intent.Metadata["order_id"]
}
