package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/openapitest"
	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

const route = "/api/v1/payments"

var contract *openapitest.Contract

func TestMain(m *testing.M) { stripetest.Main(m, everyAnswerWasSeen) }

// everyAnswerWasSeen holds what the tests saw against the document's promises.
// Left out are the answers of a store that is away.
func everyAnswerWasSeen() error {
	away := []string{"GET /api/v1/payments/account 503", "GET /api/v1/payments/balance 503", "GET /api/v1/payments/payouts 503", "GET /api/v1/payments/{orderId} 503", "POST /api/v1/payments/webhook 503"}
	if unseen := contract.Unseen(); !slices.Equal(unseen, away) {
		return fmt.Errorf("no test had these answers of openapi.yaml: %v", unseen)
	}
	return nil
}

// world is the service with its surroundings: an emulator of Stripe whose
// webhooks arrive, and an orders service that has the orders of the test.
type world struct {
	*servicetest.Harness
	t      *testing.T
	stripe *stripetest.Stripe
	ahead  atomic.Int64 // of the clock, in nanoseconds
	broken atomic.Bool  // orders does not answer

	mu     sync.Mutex
	hooks  []delivery // as they came
	muted  bool       // they are written down only
	orders map[string]contracts.Order
	asked  int
}

// delivery is a webhook that Stripe has sent.
type delivery struct {
	body      []byte
	signature string
}

func mustWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, orders: map[string]contracts.Order{}}
	relay := httptest.NewServer(http.HandlerFunc(w.relay))
	t.Cleanup(relay.Close)
	w.stripe = stripetest.Start(t, relay.URL)
	if contract == nil {
		contract = openapitest.Must(t, "openapi.yaml")
	}
	var s settings
	w.Harness = servicetest.New(t, "payments", servicetest.Options{
		Environ:   []string{"STRIPE_API_URL=" + w.stripe.URL, "RECONCILE_SECONDS=1"},
		Settings:  &s,
		Clock:     func() time.Time { return time.Now().UTC().Add(time.Duration(w.ahead.Load())) },
		Others:    http.HandlerFunc(w.serveOrders),
		Transport: contract.Transport(t),
	}, func(platform *service.Service) error {
		settle := wire(platform, &s)
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		platform.OnStart("settlement", func(context.Context) error {
			go func() { defer close(done); settle.Run(ctx) }()
			t.Cleanup(func() { cancel(); <-done })
			return nil
		})
		return nil
	})
	return w
}

// relay hands Stripe's webhooks to the service.
func (w *world) relay(res http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	hook := delivery{body, req.Header.Get("Stripe-Signature")}
	w.mu.Lock()
	w.hooks = append(w.hooks, hook)
	muted := w.muted
	w.mu.Unlock()
	if !muted {
		res.WriteHeader(w.bring(hook))
	}
}

func (w *world) mute(muted bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.muted = muted
}

func (w *world) received() []delivery {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]delivery{}, w.hooks...)
}

// bring delivers a webhook and gives the status of the answer.
func (w *world) bring(hook delivery) int {
	req, err := http.NewRequest(http.MethodPost, w.URL+route+"/webhook", bytes.NewReader(hook.body))
	if err != nil {
		return http.StatusInternalServerError
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Stripe-Signature", hook.signature)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return http.StatusInternalServerError
	}
	res.Body.Close()
	return res.StatusCode
}

// serveOrders is the orders service, as far as payments asks it.
func (w *world) serveOrders(res http.ResponseWriter, req *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	o, ok := w.orders[req.URL.Path]
	switch {
	case w.broken.Load() || req.Header.Get("dapr-app-id") != "orders":
		res.WriteHeader(http.StatusServiceUnavailable)
	case !ok || req.Header.Get("Authorization") != "Bearer "+w.Token(buyer(o.BuyerID)):
		res.WriteHeader(http.StatusNotFound)
	default:
		_ = json.NewEncoder(res).Encode(o)
	}
}

func buyer(userID string) session.User { return session.User{ID: userID, Email: "buyer@example.com"} }

// someOrder waits for its money; payments has not heard of it.
func (w *world) someOrder() contracts.Order {
	now := w.Clock()
	return contracts.Order{
		ID: id.New(), BuyerID: id.New(), Status: contracts.StatusCreated,
		Quantity: 2, UnitPrice: 2500, Total: 5000, Currency: "usd", ExpiresAt: now.Add(15 * time.Minute),
		Ticket:  contracts.OrderTicket{ID: id.New(), SellerID: id.New(), Title: "$100 voucher 🎟"},
		Version: 1, CreatedAt: now, UpdatedAt: now,
	}
}

// mustTell brings an event about the order.
func (w *world) mustTell(eventType string, o contracts.Order) {
	w.t.Helper()
	res := w.Deliver(contracts.New(eventType, o.ID, o.Version, w.Clock(), o))
	require.Equal(w.t, http.StatusOK, res.Status)
	require.JSONEq(w.t, `{"status":"SUCCESS"}`, string(res.Body))
}

// mustOrder is an order that payments has heard of.
func (w *world) mustOrder() contracts.Order {
	w.t.Helper()
	o := w.someOrder()
	w.mustTell(contracts.OrderCreated, o)
	return o
}

// answer is what the API says of a payment.
type answer struct {
	ID, OrderID, Status, Currency, CheckoutURL string
	Amount, Fee, Refunded, Version             int64
	Refunds                                    []givenBack
	Dispute                                    *struct{ Status, Reason string }
	Declined                                   *declined
}

type givenBack struct {
	ID, Status string
	Amount     int64
}

type declined struct{ Code, Message string }

func (w *world) post(o contracts.Order, with ...servicetest.With) *servicetest.Response {
	w.t.Helper()
	return w.Send(http.MethodPost, route, map[string]string{"orderId": o.ID}, append(with, servicetest.As(buyer(o.BuyerID)))...)
}

func (w *world) mustOpen(o contracts.Order) answer {
	w.t.Helper()
	res := w.post(o)
	require.Equal(w.t, http.StatusCreated, res.Status, "%s", res.Body)
	return payment(res)
}

func payment(res *servicetest.Response) (a answer) {
	res.Into(&a)
	return a
}

func (w *world) get(o contracts.Order) answer {
	w.t.Helper()
	res := w.Send(http.MethodGet, route+"/"+o.ID, nil, servicetest.As(buyer(o.BuyerID)))
	require.Equal(w.t, http.StatusOK, res.Status, "%s", res.Body)
	return payment(res)
}

// until waits for the payment to have the status.
func (w *world) until(o contracts.Order, status string) {
	w.t.Helper()
	require.Eventually(w.t, func() bool { return w.get(o).Status == status }, 10*time.Second, 10*time.Millisecond)
}

// becomes is the next version of an order.
func becomes(o contracts.Order, status string) contracts.Order {
	o.Status = status
	o.Version++
	return o
}
