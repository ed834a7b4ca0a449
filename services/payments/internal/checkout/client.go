// Package checkout speaks with Stripe for payments: it makes checkout
// sessions with manual capture, asks what became of them, takes or gives back
// the money, and reads Stripe's webhooks.
//
// Every call that changes something carries an idempotency key made of the
// payment, the step and the attempt, so that a call whose answer was lost can
// be made again.
package checkout

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/account"
	"github.com/stripe/stripe-go/v76/accountlink"
	"github.com/stripe/stripe-go/v76/checkout/session"
	"github.com/stripe/stripe-go/v76/dispute"
	"github.com/stripe/stripe-go/v76/event"
	"github.com/stripe/stripe-go/v76/paymentintent"
	"github.com/stripe/stripe-go/v76/refund"
	"github.com/stripe/stripe-go/v76/transfer"
	"github.com/stripe/stripe-go/v76/transferreversal"

	"github.com/saheedt/pass/services/payments/internal/payment"
)

const (
	callTimeout  = 10 * time.Second // one try of one call
	connectsIdle = 32
)

// Options say which Stripe to speak with, and where buyers return to.
type Options struct {
	Key     string // Stripe's secret key
	URL     string // the API's base address; empty for Stripe's own
	SiteURL string // buyers return to <SiteURL>/orders/<order id>
	Retries int64  // how often a call without an answer is made again at once
	Log     *slog.Logger
	// Around wraps the way to Stripe, to look at what passes; nil leaves it.
	Around func(http.RoundTripper) http.RoundTripper
}

// Client speaks with Stripe. It is safe for concurrent use.
type Client struct {
	sessions  session.Client
	intents   paymentintent.Client
	refunds   refund.Client
	events    event.Client
	disputes  dispute.Client
	accounts  account.Client
	links     accountlink.Client
	transfers transfer.Client
	reversals transferreversal.Client
	site      string
}

// New gives a client. It makes no call.
func New(o Options) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = connectsIdle
	way := http.RoundTripper(transport)
	if o.Around != nil {
		way = o.Around(way)
	}
	config := &stripe.BackendConfig{
		HTTPClient:        &http.Client{Timeout: callTimeout, Transport: way},
		LeveledLogger:     logger{o.Log},
		MaxNetworkRetries: stripe.Int64(o.Retries),
	}
	if o.URL != "" {
		config.URL = stripe.String(o.URL)
	}
	backend := stripe.GetBackendWithConfig(stripe.APIBackend, config)
	return &Client{
		sessions:  session.Client{B: backend, Key: o.Key},
		intents:   paymentintent.Client{B: backend, Key: o.Key},
		events:    event.Client{B: backend, Key: o.Key},
		refunds:   refund.Client{B: backend, Key: o.Key},
		disputes:  dispute.Client{B: backend, Key: o.Key},
		accounts:  account.Client{B: backend, Key: o.Key},
		links:     accountlink.Client{B: backend, Key: o.Key},
		transfers: transfer.Client{B: backend, Key: o.Key},
		reversals: transferreversal.Client{B: backend, Key: o.Key},
		site:      o.SiteURL,
	}
}

// Look asks Stripe what became of the payment's session and its money. Its
// errors are those of this package.
func (c *Client) Look(ctx context.Context, p payment.State) (payment.Truth, error) {
	if p.IntentID != "" {
		intent, err := c.intents.Get(p.IntentID, &stripe.PaymentIntentParams{Params: stripe.Params{Context: ctx}})
		if err != nil {
			return payment.Truth{}, kindOf("retrieve intent", err)
		}
		return intentTruth(p, intent), nil
	}
	params := &stripe.CheckoutSessionParams{Params: stripe.Params{Context: ctx}}
	params.AddExpand("payment_intent")
	s, err := c.sessions.Get(p.Session.ID, params)
	if err != nil {
		return payment.Truth{}, kindOf("retrieve session", err)
	}
	return sessionTruth(s), nil
}

// Capture takes the money that the payment's intent holds.
func (c *Client) Capture(ctx context.Context, p payment.State) (payment.Truth, error) {
	intent, err := c.intents.Capture(p.IntentID, &stripe.PaymentIntentCaptureParams{
		Params:          change(ctx, p, "capture", p.Answers),
		AmountToCapture: stripe.Int64(p.Amount),
	})
	return intentTruth(p, intent), kindOf("capture intent", err)
}

// Cancel gives back the money that the payment's intent holds.
func (c *Client) Cancel(ctx context.Context, p payment.State) (payment.Truth, error) {
	intent, err := c.intents.Cancel(p.IntentID, &stripe.PaymentIntentCancelParams{
		Params:             change(ctx, p, "cancel", p.Answers),
		CancellationReason: stripe.String(string(stripe.PaymentIntentCancellationReasonAbandoned)),
	})
	return intentTruth(p, intent), kindOf("cancel intent", err)
}

// Expire ends the payment's session, so that nobody can pay on it. Stripe
// refuses that for one that was paid a moment ago.
func (c *Client) Expire(ctx context.Context, p payment.State) (payment.Truth, error) {
	s, err := c.sessions.Expire(p.Session.ID, &stripe.CheckoutSessionExpireParams{
		Params: change(ctx, p, fmt.Sprintf("expire-%d", p.Attempt), p.Answers),
	})
	if err != nil {
		return payment.Truth{}, kindOf("expire session", err)
	}
	return sessionTruth(s), nil
}

// change is what every call that changes something at Stripe carries.
func change(ctx context.Context, p payment.State, step string, attempt int) stripe.Params {
	params := stripe.Params{Context: ctx}
	params.SetIdempotencyKey(fmt.Sprintf("%s/%s/%d", p.ID, step, attempt))
	return params
}
