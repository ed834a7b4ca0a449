package main

import (
	"strings"

	"github.com/saheedt/pass/services/internal/service"
)

// What goes with the emulator of Stripe that the development stack starts.
const (
	emulatorKey    = "sk_test_emulator"
	emulatorURL    = "http://127.0.0.1:3010"
	emulatorSecret = "whsec_emulator"
)

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
