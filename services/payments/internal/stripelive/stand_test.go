package stripelive

import (
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"

	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

// Where the emulator of the development stack is.
const emulatorURL = "http://127.0.0.1:3010"

// Stripe settles disputes and failing refunds some time after it answered.
const patience = 3 * time.Minute

// trials are what is tried at Stripe and at the emulator.
var trials = []struct {
	name string
	run  func(*testing.T, *stand)
}{
	{"a session opens, is looked at and expires", sessions},
	{"amounts in currencies with other decimals", currencies},
	{"too small an amount is refused", tooSmall},
	{"the money is held, then taken once", capture},
	{"the money is held, then let go", cancel},
	{"refunds, in parts and from the dashboard", refunds},
	{"a refund that fails later", failingRefund},
	{"a dispute that is lost", lostDispute},
	{"a dispute that is won", wonDispute},
	{"a seller's account and onboarding link", onboarding},
	{"a transfer and its reversal", transfers},
	{"events have what is read of them", events},
}

func TestMain(m *testing.M) { stripetest.Main(m) }

// TestStripe asks the Stripe that the environment names.
func TestStripe(t *testing.T) {
	key, address := os.Getenv("STRIPE_SECRET_KEY"), os.Getenv("STRIPE_API_URL")
	if strings.Contains(key, "_live_") {
		t.Fatal("STRIPE_SECRET_KEY is that of real money; these tests take keys of test mode only")
	}
	if key == stripetest.Key && address == "" {
		address = emulatorURL
	}
	for _, trial := range trials {
		t.Run(trial.name, func(t *testing.T) {
			if !strings.HasPrefix(key, "sk_test_") {
				t.Skip("needs STRIPE_SECRET_KEY=sk_test_…, the key of a Stripe account in test mode")
			}
			t.Parallel() // mostly waiting
			trial.run(t, newStand(t, key, address))
		})
	}
}

// TestEmulator asks an emulator of its own, and stripe-mock whether each
// request is valid.
func TestEmulator(t *testing.T) {
	emulator := stripetest.Start(t, "http://127.0.0.1:1")
	for _, trial := range trials {
		t.Run(trial.name, func(t *testing.T) { trial.run(t, newStand(t, stripetest.Key, emulator.URL)) })
	}
}

// stand is where something is tried: payments' own way to Stripe, and one for
// what buyers, banks and others do there.
type stand struct {
	*checkout.Client
	others   *client.API
	emulator bool
	tick     time.Duration
}

func newStand(t *testing.T, key, address string) *stand {
	config := &stripe.BackendConfig{
		MaxNetworkRetries: stripe.Int64(2), LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull},
	}
	if address != "" {
		config.URL = stripe.String(address)
	}
	backend := stripe.GetBackendWithConfig(stripe.APIBackend, config)
	tick := 2 * time.Second
	if key == stripetest.Key {
		tick = 50 * time.Millisecond
	}
	return &stand{
		Client: checkout.New(checkout.Options{
			Key: key, URL: address, SiteURL: "https://pass.example", Retries: 2, Log: slog.New(slog.DiscardHandler),
		}),
		others:   client.New(key, &stripe.Backends{API: backend, Connect: backend, Uploads: backend}),
		emulator: key == stripetest.Key,
		tick:     tick,
	}
}

// submit fills in one of the emulator's pages.
func submit(t *testing.T, page string, form url.Values) {
	t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := browser.PostForm(page, form)
	require.NoError(t, err)
	res.Body.Close()
	require.Equal(t, http.StatusSeeOther, res.StatusCode, page)
}
