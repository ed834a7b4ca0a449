package emulator_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"

	"github.com/saheedt/pass/tools/stripe/internal/conformance"
	"github.com/saheedt/pass/tools/stripe/internal/emulator"
)

// The secrets of the platform's events and of its connected accounts'.
const (
	secret        = "whsec_of_the_tests"
	connectSecret = "whsec_of_connected_accounts"
)

// rig is a running emulator with Stripe's own client before it and a receiver of webhooks behind it.
type rig struct {
	*receiver
	tb     testing.TB
	url    string
	stripe *client.API
	dir    string
	now    *clock
	stop   func()
}

// clock is the emulator's; tests move it.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += by
}

func mustRig(tb testing.TB) *rig {
	tb.Helper()
	stripe.DefaultLeveledLogger = &stripe.LeveledLogger{Level: stripe.LevelNull}
	r := &rig{receiver: mustReceiver(tb), tb: tb, dir: tb.TempDir(), now: &clock{}}
	r.start()
	tb.Cleanup(func() { r.stop() })
	return r
}

// start runs an emulator on the rig's directory, on a port of its own.
func (r *rig) start() {
	r.tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(r.tb, err)
	r.url = "http://" + listener.Addr().String()
	emu, err := emulator.Open(emulator.Settings{
		DataDir: r.dir, WebhookURL: r.hook.URL, WebhookSecret: secret, ConnectSecret: connectSecret, PublicURL: r.url, Now: r.now.Now, Later: 20 * time.Millisecond,
	}, slog.New(slog.NewTextHandler(io.Discard, nil)))
	require.NoError(r.tb, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- emu.Serve(ctx, listener) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(r.tb, <-ended)
		require.NoError(r.tb, emu.Close())
	})
	r.stripe = mustClient(conformance.MustProxy(r.tb, r.url).URL)
}

func mustClient(url string) *client.API {
	return client.New("sk_test_emulator", &stripe.Backends{API: stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL: stripe.String(url), MaxNetworkRetries: stripe.Int64(0),
	})})
}

// order is what payments asks for: one line, authorised first and captured later.
func order(id string) *stripe.CheckoutSessionParams {
	return &stripe.CheckoutSessionParams{
		Mode:              stripe.String("payment"),
		ClientReferenceID: stripe.String(id),
		SuccessURL:        stripe.String("http://127.0.0.1:1/orders/" + id + "?checkout=return&session={CHECKOUT_SESSION_ID}"),
		CancelURL:         stripe.String("http://127.0.0.1:1/orders/" + id + "?checkout=cancelled"),
		CustomerEmail:     stripe.String("buyer@example.com"),
		ExpiresAt:         stripe.Int64(time.Now().Add(31 * time.Minute).Unix()),
		Metadata:          map[string]string{"order_id": id},
		PaymentIntentData: &stripe.CheckoutSessionPaymentIntentDataParams{
			CaptureMethod: stripe.String("manual"), Metadata: map[string]string{"order_id": id},
		},
		LineItems: []*stripe.CheckoutSessionLineItemParams{{
			Quantity: stripe.Int64(2),
			PriceData: &stripe.CheckoutSessionLineItemPriceDataParams{
				Currency: stripe.String("usd"), UnitAmount: stripe.Int64(2500),
				ProductData: &stripe.CheckoutSessionLineItemPriceDataProductDataParams{
					Name: stripe.String("$100 voucher 🎟 & <b>more</b>"), Description: stripe.String("Row 7"),
				},
			},
		}},
	}
}

func (r *rig) mustSession(id string) *stripe.CheckoutSession {
	r.tb.Helper()
	session, err := r.stripe.CheckoutSessions.New(order(id))
	require.NoError(r.tb, err)
	return session
}

// mustAuthorize makes a session and pays it, so that its intent waits for capture.
func (r *rig) mustAuthorize(id string) *stripe.PaymentIntent {
	r.tb.Helper()
	return r.mustAuthorizeWith(id, "4242424242424242")
}

func (r *rig) mustAuthorizeWith(id, card string) *stripe.PaymentIntent {
	r.tb.Helper()
	session := r.mustSession(id)
	status, _, _ := r.pay(session.URL, card)
	require.Equal(r.tb, http.StatusSeeOther, status)
	return r.mustIntent(session.ID)
}

// mustIntent reads the session's intent.
func (r *rig) mustIntent(sessionID string) *stripe.PaymentIntent {
	r.tb.Helper()
	params := &stripe.CheckoutSessionParams{}
	params.AddExpand("payment_intent")
	session, err := r.stripe.CheckoutSessions.Get(sessionID, params)
	require.NoError(r.tb, err)
	return session.PaymentIntent
}

// pay sends the page's form with a card that is valid in form.
func (r *rig) pay(page, number string) (status int, location, body string) {
	r.tb.Helper()
	return r.submit(page, url.Values{"cardNumber": {number}, "cardExpiry": {"12 / 34"}, "cardCvc": {"123"}})
}

func (r *rig) submit(page string, fields url.Values) (status int, location, body string) {
	r.tb.Helper()
	return r.do(http.MethodPost, page, strings.NewReader(fields.Encode()), map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
}

// do sends one request past the client, without following redirects.
func (r *rig) do(method, address string, content io.Reader, headers map[string]string) (status int, location, body string) {
	r.tb.Helper()
	request, err := http.NewRequest(method, address, content)
	require.NoError(r.tb, err)
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(r.tb, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(r.tb, err)
	return response.StatusCode, response.Header.Get("Location"), string(text)
}

// control has the emulator do what banks and Stripe do.
func (r *rig) control(path, body string) (status int, answer string) {
	r.tb.Helper()
	status, _, answer = r.do(http.MethodPost, r.url+"/emulator/"+path, strings.NewReader(body), nil)
	return status, answer
}

// inspect reads from the emulator's own window.
func (r *rig) inspect(path string, into any) {
	r.tb.Helper()
	status, _, body := r.do(http.MethodGet, r.url+path, nil, nil)
	require.Equal(r.tb, http.StatusOK, status, body)
	require.NoError(r.tb, json.Unmarshal([]byte(body), into))
}
