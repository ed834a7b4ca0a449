// Command payments is the service that has buyers pay for their orders with
// Stripe: it takes the money if and only if the order is complete.
package main

import (
	"net/http"
	"os"
	"time"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/payments/internal/api"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/events"
	"github.com/saheedt/pass/services/payments/internal/orders"
	"github.com/saheedt/pass/services/payments/internal/settlement"
)

// stripeRetries is how often a call to Stripe without an answer is made again
// at once, before it is put off.
const stripeRetries = 2

func main() {
	if isAudit() {
		os.Exit(runAudit(os.Args[2:], os.Environ(), os.Stdout, os.Stderr))
	}
	var s settings
	os.Exit(service.Run("payments", os.Environ(), &s, func(platform *service.Service) error {
		settle := wire(platform, &s)
		platform.Background("settlement", settle.Run)
		return nil
	}))
}

func wire(s *service.Service, o *settings) *settlement.Settlement {
	keys := newKeys(s, o)
	client := checkout.New(checkout.Options{
		Key: o.StripeKey, URL: o.StripeURL, SiteURL: o.SiteURL, Retries: stripeRetries, Log: s.Log,
		Around: func(next http.RoundTripper) http.RoundTripper { return measured{keyed{next, keys}} },
	})
	settle := settlement.New(settlement.Options{
		Writer: s.Writer, Reader: s.Reader, Clock: s.Clock, Log: s.Log,
		Every:  time.Duration(o.ReconcileSeconds) * time.Second,
		Stripe: client, Charges: client, Connect: client, Transfers: client,
		PayoutDelay: time.Duration(o.PayoutDelay) * time.Second,
	})
	routes := &api.API{
		Settlement: settle, Reader: s.Reader, Orders: orders.New(s.Sidecar),
		Webhooks: checkout.NewWebhooks(keys.signing, s.Clock), Keeper: s.Idempotency, Cursors: s.Cursors, Sessions: s.Sessions, Log: s.Log,
	}
	s.Problems.Add(api.Problems)
	routes.Mount(s.API)
	s.LargeBody(api.WebhookPath, api.MaxWebhook)
	follow := events.NewConsumer(settle).Order
	for _, eventType := range []string{
		contracts.OrderCreated, contracts.OrderAwaitingPayment, contracts.OrderCompleted, contracts.OrderCancelled, contracts.OrderRefunded,
	} {
		s.Events.On(eventType, follow)
	}
	return settle
}
