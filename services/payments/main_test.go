package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

func TestPayForAnOrder(t *testing.T) {
	w := mustWorld(t)
	o := w.mustOrder()
	res := w.post(o)
	require.Equal(t, http.StatusCreated, res.Status)
	require.Equal(t, route+"/"+o.ID, res.Header.Get("Location"))
	opened := payment(res)
	require.Equal(t, answer{
		ID: opened.ID, OrderID: o.ID, Status: "open", Currency: "usd", CheckoutURL: opened.CheckoutURL, Amount: 5000, Refunds: []givenBack{}, Version: 1,
	}, opened)
	w.Await(contracts.PaymentOpened, opened.ID)

	require.Equal(t, http.StatusSeeOther, w.stripe.Pay(opened.CheckoutURL, stripetest.CardPays))
	w.Await(contracts.PaymentAuthorized, opened.ID) // by webhook: nobody has asked
	require.Empty(t, w.get(o).CheckoutURL)
	again := w.post(o)
	require.Equal(t, http.StatusOK, again.Status)
	require.Equal(t, "authorized", payment(again).Status)

	o = becomes(o, contracts.StatusComplete)
	completed := contracts.New(contracts.OrderCompleted, o.ID, o.Version, w.Clock(), o)
	completed.TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	require.Equal(t, http.StatusOK, w.Deliver(completed).Status)
	captured := w.Await(contracts.PaymentCaptured, opened.ID)
	require.Contains(t, captured.TraceParent, "0af7651916cd43dd8448eb211c80319c", "one trace from the order to the money")
	require.Equal(t, "captured", w.get(o).Status)
	require.Equal(t, http.StatusConflict, w.post(o).Status)
}

func TestDeclinedThenPaid(t *testing.T) {
	w := mustWorld(t)
	o := w.mustOrder()
	page := w.mustOpen(o).CheckoutURL
	require.Nil(t, w.get(o).Declined)
	require.Equal(t, http.StatusPaymentRequired, w.stripe.Pay(page, stripetest.CardEmpty))
	// By webhook: Stripe was asked a moment ago, so that the buyer's look asks nobody.
	require.Eventually(t, func() bool { return w.get(o).Declined != nil }, 10*time.Second, 10*time.Millisecond)
	refused := w.get(o)
	require.Equal(t, "open", refused.Status)
	require.Equal(t, page, refused.CheckoutURL)
	require.Equal(t, declined{"insufficient_funds", "Your card has insufficient funds."}, *refused.Declined)
	require.Equal(t, refused, payment(w.post(o)))

	require.Equal(t, http.StatusSeeOther, w.stripe.Pay(page, stripetest.CardPays))
	w.until(o, "authorized")
	require.Nil(t, w.get(o).Declined)
}

// TestRefusedBeforeTheWebhook has the buyer come back from the page first.
func TestRefusedBeforeTheWebhook(t *testing.T) {
	w := mustWorld(t)
	w.mute(true)
	o := w.mustOrder()
	require.Equal(t, http.StatusPaymentRequired, w.stripe.Pay(w.mustOpen(o).CheckoutURL, stripetest.CardStolen))
	require.Equal(t, declined{"generic_decline", "Your card was declined."}, *w.get(o).Declined)
}

func TestUnchangedPayment(t *testing.T) {
	w := mustWorld(t)
	o := w.mustOrder()
	page := w.mustOpen(o).CheckoutURL
	get := func(known string) *servicetest.Response {
		return w.Send(http.MethodGet, route+"/"+o.ID, nil, servicetest.As(buyer(o.BuyerID)), servicetest.Header("If-None-Match", known))
	}
	first := get("")
	tag := first.Header.Get("ETag")
	same := get(tag)
	require.Equal(t, http.StatusNotModified, same.Status)
	require.Empty(t, same.Body)
	require.Equal(t, tag, same.Header.Get("ETag"))
	require.Equal(t, "private, no-cache", same.Header.Get("Cache-Control"))

	require.Equal(t, http.StatusPaymentRequired, w.stripe.Pay(page, stripetest.CardDeclined))
	require.Eventually(t, func() bool { return get(tag).Status == http.StatusOK }, 10*time.Second, 10*time.Millisecond)
}

func TestCancelledOrderCanNotBePaid(t *testing.T) {
	w := mustWorld(t)
	o := w.mustOrder()
	page := w.mustOpen(o).CheckoutURL
	w.mustTell(contracts.OrderCancelled, becomes(o, contracts.StatusCancelled))
	w.until(o, "voided")
	require.Equal(t, http.StatusGone, w.stripe.Pay(page, stripetest.CardPays))
	require.Contains(t, w.post(o).Problem().Detail, "cancelled")
}

func TestOrderPastItsHoldCanNotBePaid(t *testing.T) {
	w := mustWorld(t)
	o := w.mustOrder()
	w.ahead.Store(int64(15 * time.Minute))
	require.Equal(t, http.StatusConflict, w.post(o).Status)
}

// TestBuyerWhoReturnsBeforeTheWebhook sees the truth.
func TestBuyerWhoReturnsBeforeTheWebhook(t *testing.T) {
	w := mustWorld(t)
	w.mute(true)
	o := w.mustOrder()
	page := w.mustOpen(o).CheckoutURL
	require.Equal(t, http.StatusSeeOther, w.stripe.Pay(page, stripetest.CardPays))
	require.Equal(t, "authorized", w.get(o).Status)
}

// TestOpenTwiceGivesOnePage asks again, and asks with an idempotency key.
func TestOpenTwiceGivesOnePage(t *testing.T) {
	w := mustWorld(t)
	o := w.mustOrder()
	key := servicetest.Header("Idempotency-Key", "abc")
	first, again := w.post(o, key), w.post(o)
	require.Equal(t, http.StatusCreated, first.Status)
	require.Equal(t, http.StatusOK, again.Status)
	require.Equal(t, payment(first), payment(again))

	replay := w.post(o, key)
	require.Equal(t, http.StatusCreated, replay.Status)
	require.Equal(t, "true", replay.Header.Get("Idempotency-Replayed"))
	require.Equal(t, first.Body, replay.Body)

	other := w.mustOrder()
	other.BuyerID = o.BuyerID
	require.Equal(t, http.StatusConflict, w.post(other, key).Status)
}

// TestFasterThanTheEvent pays for an order that payments has not heard of.
func TestFasterThanTheEvent(t *testing.T) {
	w := mustWorld(t)
	o := w.someOrder()
	w.orders["/api/v1/orders/"+o.ID] = o
	w.broken.Store(true)
	require.Equal(t, http.StatusServiceUnavailable, w.post(o).Status)
	w.broken.Store(false)
	seller := o
	seller.BuyerID = id.New()
	require.Equal(t, http.StatusNotFound, w.post(seller).Status, "whom orders shows it to, but not as the buyer")
	opened := w.mustOpen(o)
	require.Equal(t, int64(5000), opened.Amount)

	asked := w.asked
	w.mustTell(contracts.OrderCreated, o) // at last
	require.Equal(t, http.StatusOK, w.post(o).Status)
	require.Equal(t, asked, w.asked)
	require.Equal(t, opened, w.get(o))
}

func TestStripeIsAway(t *testing.T) {
	w := mustWorld(t)
	o := w.mustOrder()
	w.stripe.Before(func(*http.Request) *stripetest.Fault {
		return &stripetest.Fault{Status: http.StatusServiceUnavailable, Type: "api_error"}
	})
	res := w.post(o)
	require.Equal(t, http.StatusServiceUnavailable, res.Status)
	require.Equal(t, "5", res.Header.Get("Retry-After"))
	w.stripe.Heal()
	w.mustOpen(o)
}

func TestNotTheCallers(t *testing.T) {
	w := mustWorld(t)
	o := w.mustOrder()
	stranger := o
	stranger.BuyerID = id.New()
	require.Equal(t, http.StatusNotFound, w.post(stranger).Status)
	w.mustOpen(o)
	require.Equal(t, http.StatusNotFound, w.post(stranger).Status)
	for _, path := range []string{o.ID, id.New(), "no-id", strings.ToUpper(o.ID)} {
		res := w.Send(http.MethodGet, route+"/"+path, nil, servicetest.As(buyer(stranger.BuyerID)))
		require.Equal(t, http.StatusNotFound, res.Status)
	}
	unpaid := w.mustOrder()
	res := w.Send(http.MethodGet, route+"/"+unpaid.ID, nil, servicetest.As(buyer(unpaid.BuyerID)))
	require.Equal(t, http.StatusNotFound, res.Status)
}

func TestRefusals(t *testing.T) {
	w := mustWorld(t)
	o := w.mustOrder()
	in := servicetest.As(buyer(o.BuyerID))
	for name, c := range map[string]struct {
		body   any
		with   []servicetest.With
		status int
		fields []string
	}{
		"no session":    {map[string]string{"orderId": o.ID}, nil, 401, nil},
		"no order":      {map[string]string{}, []servicetest.With{in}, 400, []string{"orderId"}},
		"no UUID":       {map[string]string{"orderId": "a||b"}, []servicetest.With{in}, 400, []string{"orderId"}},
		"unknown field": {map[string]any{"orderId": 1, "amount": 1}, []servicetest.With{in}, 400, []string{"orderId", "amount"}},
		"not JSON":      {"orderId=1", []servicetest.With{in, servicetest.Header("Content-Type", "text/plain")}, 415, nil},
		"too large":     {strings.Repeat(" ", 70_000), []servicetest.With{in}, 413, nil},
		"other site":    {map[string]string{"orderId": o.ID}, []servicetest.With{in, servicetest.Header("Origin", "https://evil.example")}, 403, nil},
	} {
		t.Run(name, func(t *testing.T) {
			res := w.Send(http.MethodPost, route, c.body, c.with...)
			require.Equal(t, c.status, res.Status)
			require.Equal(t, c.fields, res.Problem().Fields())
		})
	}
	require.Equal(t, 401, w.Send(http.MethodGet, route+"/"+o.ID, nil).Status)
	require.Empty(t, w.stripe.Sessions())
}

func TestMalformedEventIsDropped(t *testing.T) {
	w := mustWorld(t)
	res := w.Deliver(contracts.New(contracts.OrderCreated, id.New(), 1, w.Clock(), map[string]any{"id": "x"}))
	require.JSONEq(t, `{"status":"DROP"}`, string(res.Body))
}

// TestWebhooksTwiceLateAndReversed plays all webhooks of a paid order again.
func TestWebhooksTwiceLateAndReversed(t *testing.T) {
	w := mustWorld(t)
	o := w.mustOrder()
	require.Equal(t, http.StatusSeeOther, w.stripe.Pay(w.mustOpen(o).CheckoutURL, stripetest.CardPays))
	w.until(o, "authorized")
	w.mustTell(contracts.OrderCompleted, becomes(o, contracts.StatusComplete))
	w.until(o, "captured")
	require.Eventually(t, func() bool { return len(w.received()) >= 6 }, 5*time.Second, 10*time.Millisecond)

	before, events, hooks := w.get(o), len(w.Published()), w.received()
	for i := range hooks {
		require.Equal(t, http.StatusOK, w.bring(hooks[len(hooks)-1-i]))
		require.Equal(t, http.StatusOK, w.bring(hooks[i]))
	}
	w.mustTell(contracts.OrderCreated, o)
	w.mustTell(contracts.OrderCompleted, becomes(o, contracts.StatusComplete))
	require.Equal(t, before, w.get(o))
	require.Len(t, w.Published(), events)
	require.Equal(t, 1, w.stripe.Intents()[0].Captures)
}

// TestWebhooksInReverse holds all webhooks back until the card is authorised
// at Stripe and brings the last one first.
func TestWebhooksInReverse(t *testing.T) {
	w := mustWorld(t)
	w.mute(true)
	o := w.mustOrder()
	opened := w.mustOpen(o)
	require.Equal(t, http.StatusSeeOther, w.stripe.Pay(opened.CheckoutURL, stripetest.CardPays))
	require.Eventually(t, func() bool { return len(w.received()) >= 4 }, 5*time.Second, 10*time.Millisecond)
	hooks := w.received()
	for i := range hooks {
		require.Equal(t, http.StatusOK, w.bring(hooks[len(hooks)-1-i]))
	}
	w.Await(contracts.PaymentAuthorized, opened.ID)
}

func TestWebhookSignatures(t *testing.T) {
	w := mustWorld(t)
	event := `{"id":"evt_1","object":"event","type":"customer.created","data":{"object":{"id":"cus_1","object":"customer"}}}`
	large := `{"id":"evt_2","object":"event","type":"customer.created","data":{"object":{"x":"` + strings.Repeat("x", 200_000) + `"}}}`
	sign := func(body string, at time.Time, secret string) servicetest.With {
		signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: []byte(body), Secret: secret, Timestamp: at})
		return servicetest.Header("Stripe-Signature", signed.Header)
	}
	for name, c := range map[string]struct {
		body   string
		with   servicetest.With
		status int
	}{
		"unknown type": {event, sign(event, time.Now(), stripetest.Secret), 200},
		"large":        {large, sign(large, time.Now(), stripetest.Secret), 200},
		"other body":   {event, sign(large, time.Now(), stripetest.Secret), 400},
		"other secret": {event, sign(event, time.Now(), "whsec_other"), 400},
		"too old":      {event, sign(event, time.Now().Add(-6*time.Minute), stripetest.Secret), 400},
		"no signature": {event, servicetest.Header("X-Nothing", "1"), 400},
		"no event":     {"[]", sign("[]", time.Now(), stripetest.Secret), 400},
		"too large":    {large + large, sign(large+large, time.Now(), stripetest.Secret), 413},
	} {
		t.Run(name, func(t *testing.T) {
			res := w.Send(http.MethodPost, route+"/webhook", c.body, c.with)
			require.Equal(t, c.status, res.Status, "%s", res.Body)
		})
	}
}

func TestSettings(t *testing.T) {
	for name, c := range map[string]struct {
		environ []string
		url     string
		secrets []string
		wrong   string
	}{
		"the emulator":        {nil, "http://127.0.0.1:3010", []string{"whsec_emulator"}, ""},
		"another emulator":    {[]string{"STRIPE_API_URL=http://stripe:80"}, "http://stripe:80", []string{"whsec_emulator"}, ""},
		"Stripe":              {[]string{"STRIPE_SECRET_KEY=sk_test_1", "STRIPE_WEBHOOK_SECRET=a,b"}, "", []string{"a", "b"}, ""},
		"two with a space":    {[]string{"STRIPE_SECRET_KEY=sk_test_1", "STRIPE_WEBHOOK_SECRET= a, b,"}, "", []string{"a", "b"}, ""},
		"only a comma":        {[]string{"STRIPE_SECRET_KEY=sk_test_1", "STRIPE_WEBHOOK_SECRET=,"}, "", nil, "STRIPE_WEBHOOK_SECRET"},
		"a secret store":      {[]string{"STRIPE_SECRET_STORE=vault"}, "", []string{}, ""},
		"Stripe, no secret":   {[]string{"STRIPE_SECRET_KEY=sk_test_1"}, "", nil, "STRIPE_WEBHOOK_SECRET"},
		"no address":          {[]string{"STRIPE_API_URL=stripe", "SITE_URL=pass"}, "stripe", nil, "SITE_URL"},
		"looks once a second": {[]string{"RECONCILE_SECONDS=0"}, "", nil, "RECONCILE_SECONDS"},
		"pays out in a year":  {[]string{"PAYOUT_DELAY_SECONDS=31536000"}, "", nil, "PAYOUT_DELAY_SECONDS"},
	} {
		t.Run(name, func(t *testing.T) {
			var s settings
			err := service.Load("payments", append([]string{"APP_PORT=3004"}, c.environ...), &s)
			if c.wrong != "" {
				require.ErrorContains(t, err, c.wrong)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.url, s.StripeURL)
			require.Equal(t, c.secrets, s.WebhookSecrets)
		})
	}
}
