package stripetest

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// The emulator's test cards that the tests use.
const (
	CardPays     = "4242424242424242"
	CardDeclined = "4000000000000002"
	CardEmpty    = "4000000000009995" // insufficient funds
	CardStolen   = "4000000000009979"
	CardExpired  = "4000000000000069" // has no decline code but its error's
	CardAsks     = "4000002500003155" // wants authentication

	CardDisputed       = "4000000000000259" // disputed soon after the capture
	CardInquiry        = "4000000000001976" // an inquiry, which moves no money
	CardRefundFails    = "4000000000005126" // refunds succeed, and fail soon after
	CardRefundPending  = "4000000000007726" // refunds are pending, and succeed soon after
	CardCaptureRefused = "4000000000008849" // the authorisation is gone when it is to be captured
)

// Key and Secret are what the emulator takes and signs with.
const (
	Key    = "sk_test_emulator"
	Secret = "whsec_emulator"
)

// Stripe is an emulator of its own for one test.
type Stripe struct {
	// URL is the API's address. Requests to it are also checked by stripe-mock;
	// one that is not valid fails the test.
	URL  string
	base string
	gate *gate
	t    testing.TB
}

// Start runs an emulator that sends its webhooks to the given address until
// the test ends.
func Start(t testing.TB, webhookURL string) *Stripe {
	t.Helper()
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(address)
	base, log := "http://"+address, filepath.Join(t.TempDir(), "stripe.log")
	stop, err := start(log, base+"/healthz", "stripe", "-port", port, "-data", t.TempDir(),
		"-webhook-url", webhookURL, "-webhook-secret", Secret, "-public-url", base, "-later", "100ms")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			text, _ := os.ReadFile(log)
			t.Logf("the emulator said:\n%s", text)
		}
	})
	g := &gate{t: t, stripe: base, mock: mock, before: none, after: none}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	return &Stripe{URL: server.URL, base: base, gate: g, t: t}
}

// Before sets what happens in the place of each request from now on: nil lets
// it pass.
func (s *Stripe) Before(f func(*http.Request) *Fault) { s.gate.set(f, none) }

// After sets what happens in the place of each answer from now on, once the
// request was done: nil lets it pass.
func (s *Stripe) After(f func(*http.Request) *Fault) { s.gate.set(none, f) }

// Both sets what Before and After set.
func (s *Stripe) Both(before, after func(*http.Request) *Fault) { s.gate.set(before, after) }

// Heal ends all faults.
func (s *Stripe) Heal() { s.gate.set(none, none) }

// Requests lists what was asked for, as method and path, with the idempotency
// key where there is one.
func (s *Stripe) Requests() []string { return s.gate.requests() }

// Pay fills in the checkout page and gives the status of the answer: 303 when
// the card was authorised, 402 when it was declined, 410 when the session was
// over.
func (s *Stripe) Pay(checkoutURL, card string) int {
	s.t.Helper()
	return s.submit(checkoutURL, url.Values{"cardNumber": {card}, "cardExpiry": {"12/40"}, "cardCvc": {"123"}})
}

// Refuse fails the authentication that the card asked for.
func (s *Stripe) Refuse(checkoutURL string) int {
	s.t.Helper()
	return s.submit(checkoutURL, url.Values{"authentication": {"fail"}})
}

func (s *Stripe) submit(checkoutURL string, form url.Values) int {
	s.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.PostForm(checkoutURL, form)
	if err != nil {
		s.t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// Intent is a payment intent with what was done to it.
type Intent struct {
	ID             string            `json:"id"`
	Status         string            `json:"status"`
	Amount         int64             `json:"amount"`
	AmountReceived int64             `json:"amount_received"`
	Metadata       map[string]string `json:"metadata"`
	Authorizations int               `json:"authorizations"`
	Captures       int               `json:"captures"`
}

// Intents lists all payment intents.
func (s *Stripe) Intents() []Intent {
	var list struct{ Data []Intent }
	s.get("/emulator/payment_intents", &list)
	return list.Data
}

// Session is a checkout session.
type Session struct {
	ID        string `json:"id"`
	Status    string `json:"status"`
	ExpiresAt int64  `json:"expires_at"`
}

// Sessions lists all checkout sessions.
func (s *Stripe) Sessions() []Session {
	var list struct{ Data []Session }
	s.get("/emulator/sessions", &list)
	return list.Data
}

func (s *Stripe) get(path string, out any) {
	s.t.Helper()
	res, err := http.Get(s.base + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(out); err != nil {
		s.t.Fatal(err)
	}
}
