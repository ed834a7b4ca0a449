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

// callTimeout bounds one try of one call.
const callTimeout = 30 * time.Second

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
