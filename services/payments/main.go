// Command payments is the service that has buyers pay for their orders with
// Stripe: it takes the money if and only if the order is complete.
package main

import (
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/payments/internal/api"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/events"
	"github.com/saheedt/pass/services/payments/internal/orders"
	"github.com/saheedt/pass/services/payments/internal/settlement"
)

// What goes with the emulator of Stripe that the development stack starts.
const (
	emulatorKey    = "sk_test_emulator"
	emulatorURL    = "http://127.0.0.1:3010"
	emulatorSecret = "whsec_emulator"
)

// stripeRetries is how often a call to Stripe without an answer is made again
// at once, before it is put off.
const stripeRetries = 2

// longestDelay is how many seconds Stripe lets a platform keep what is its
// sellers': 90 days in most countries.
const longestDelay = 90 * 24 * 3600

type settings struct {
	service.Settings
	StripeKey        string   `env:"STRIPE_SECRET_KEY" envDefault:"sk_test_emulator"`
	StripeURL        string   `env:"STRIPE_API_URL"`        // default: the emulator with its key, else Stripe
	WebhookSecrets   []string `env:"STRIPE_WEBHOOK_SECRET"` // several while they rotate; default with the emulator's key only
	SecretStore      string   `env:"STRIPE_SECRET_STORE"`   // component; empty: the two above are in the environment
	KeyName          string   `env:"STRIPE_SECRET_KEY_NAME" envDefault:"stripe-secret-key"`
	WebhookName      string   `env:"STRIPE_WEBHOOK_SECRET_NAME" envDefault:"stripe-webhook-secret"`
	SiteURL          string   `env:"SITE_URL" envDefault:"http://localhost:3000"`
	ReconcileSeconds int      `env:"RECONCILE_SECONDS" envDefault:"10"`
	PayoutDelay      int      `env:"PAYOUT_DELAY_SECONDS" envDefault:"0"`
}

// Check implements service.Configured.
func (s *settings) Check(c *service.Checks) {
	s.WebhookSecrets = strings.FieldsFunc(strings.Join(s.WebhookSecrets, ","), isBetween)
	if s.SecretStore == "" && s.StripeKey == emulatorKey {
		if s.StripeURL == "" {
			s.StripeURL = emulatorURL
		}
		if len(s.WebhookSecrets) == 0 {
			s.WebhookSecrets = []string{emulatorSecret}
		}
	}
	if s.StripeURL != "" {
		c.URL("STRIPE_API_URL", s.StripeURL)
	}
	c.That(s.SecretStore != "" || len(s.WebhookSecrets) > 0, "STRIPE_WEBHOOK_SECRET", "the signing secret of Stripe's webhooks, which goes with STRIPE_SECRET_KEY")
	c.URL("SITE_URL", s.SiteURL)
	c.Between("RECONCILE_SECONDS", s.ReconcileSeconds, 1, 60)
	c.Between("PAYOUT_DELAY_SECONDS", s.PayoutDelay, 0, longestDelay)
	s.SiteURL = strings.TrimRight(s.SiteURL, "/")
}

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
