package main

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/metrics"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

// mustCapture is a paid order, with its payment.
func (w *world) mustCapture(card string) (contracts.Order, answer) {
	w.t.Helper()
	o := w.mustOrder()
	opened := w.mustOpen(o)
	require.Equal(w.t, http.StatusSeeOther, w.stripe.Pay(opened.CheckoutURL, card))
	w.until(o, "authorized")
	o = becomes(o, contracts.StatusComplete)
	w.mustTell(contracts.OrderCompleted, o)
	w.until(o, "captured")
	return o, w.get(o)
}

// decides is the next version of an order, with one more refund.
func decides(o contracts.Order, amount int64) contracts.Order {
	o.Version++
	o.Refunds = append(o.Refunds, contracts.Refund{
		ID: id.New(), Units: 1, Amount: amount, Status: contracts.RefundPending, By: contracts.BySeller, CreatedAt: o.CreatedAt,
	})
	return o
}

func TestRefundAnOrder(t *testing.T) {
	w := mustWorld(t)
	o, p := w.mustCapture(stripetest.CardPays)
	require.Equal(t, []givenBack{}, p.Refunds)
	o = decides(o, 2000)
	w.mustTell(contracts.OrderRefunded, o)
	require.Eventually(t, func() bool { return w.get(o).Refunded == 2000 }, 10*time.Second, 10*time.Millisecond)
	require.Equal(t, "captured", w.get(o).Status)
	require.Equal(t, []givenBack{{o.Refunds[0].ID, "succeeded", 2000}}, w.get(o).Refunds)

	o = decides(o, 3000)
	w.mustTell(contracts.OrderRefunded, o)
	w.mustTell(contracts.OrderRefunded, o)
	w.until(o, "refunded")
	require.Len(t, w.stripe.Refunds(), 2)
	last := w.lastOf(p.ID)
	require.Equal(t, contracts.PaymentRefunded, last.Type)
	data, err := contracts.DataAs[contracts.Payment](last)
	require.NoError(t, err)
	require.Equal(t, contracts.StatusRefunded, data.Status)
	o.Refunds[0].Status, o.Refunds[1].Status = contracts.RefundSucceeded, contracts.RefundSucceeded
	require.Len(t, data.Refunds, 2)
	for i := range data.Refunds {
		data.Refunds[i].CreatedAt = o.Refunds[i].CreatedAt
		require.Equal(t, o.Refunds[i], data.Refunds[i], "as orders decided it")
	}
}

// lastOf is the event of the payment's newest version.
func (w *world) lastOf(paymentID string) (last contracts.Event) {
	version := int64(0)
	for _, e := range w.Published() {
		p, err := contracts.DataAs[contracts.Payment](e)
		if err == nil && p.ID == paymentID && p.Version > version {
			last, version = e, p.Version
		}
	}
	return last
}

// TestRefundInTheDashboard comes by Stripe's webhook; all webhooks again, in
// reverse, change nothing.
func TestRefundInTheDashboard(t *testing.T) {
	w := mustWorld(t)
	o, p := w.mustCapture(stripetest.CardPays)
	w.stripe.Dashboard(http.MethodPost, "/v1/refunds", url.Values{"payment_intent": {w.stripe.Intents()[0].ID}, "amount": {"700"}})
	w.Await(contracts.PaymentRefunded, p.ID)
	before := w.get(o)
	require.Equal(t, int64(700), before.Refunded)
	hooks := w.received()
	for i := range hooks {
		require.Equal(t, http.StatusOK, w.bring(hooks[len(hooks)-1-i]))
	}
	require.Equal(t, before, w.get(o))
}

func TestDisputedCard(t *testing.T) {
	w := mustWorld(t)
	o, p := w.mustCapture(stripetest.CardDisputed)
	w.Await(contracts.PaymentDisputed, p.ID)
	require.Equal(t, "needs_response", w.get(o).Dispute.Status)
	require.NotEmpty(t, w.get(o).Dispute.Reason)
	require.Equal(t, "captured", w.get(o).Status)
}

// TestWebhookFigures counts what becomes of webhooks.
func TestWebhookFigures(t *testing.T) {
	w := mustWorld(t)
	send := func(object, secret string) int {
		body := `{"id":"evt_` + id.New() + `","object":"event","type":"x","data":{"object":` + object + `}}`
		signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: []byte(body), Secret: secret})
		return w.Send(http.MethodPost, route+"/webhook", body, servicetest.Header("Stripe-Signature", signed.Header)).Status
	}
	for outcome, c := range map[string]struct {
		object, secret string
		status         int
	}{
		"ignored":       {`{"id":"cus_1","object":"customer"}`, stripetest.Secret, 200},
		"not_ours":      {`{"id":"pi_1","object":"payment_intent"}`, stripetest.Secret, 200},
		"parked":        {`{"id":"pi_1","object":"payment_intent","metadata":{"order_id":"` + id.New() + `"}}`, stripetest.Secret, 200},
		"bad_signature": {`{"id":"pi_1","object":"payment_intent"}`, "whsec_other", 400},
	} {
		before := hooked(t, outcome)
		require.Equal(t, c.status, send(c.object, c.secret), outcome)
		require.Equal(t, before+1, hooked(t, outcome), outcome)
	}
}

// hooked is the figure of webhooks with the outcome.
func hooked(t *testing.T, outcome string) float64 {
	t.Helper()
	families, err := metrics.Registry.Gather()
	require.NoError(t, err)
	for _, family := range families {
		if family.GetName() != "pass_webhooks_total" {
			continue
		}
		for _, m := range family.GetMetric() {
			if m.GetLabel()[0].GetValue() == outcome {
				return m.GetCounter().GetValue()
			}
		}
	}
	t.Fatalf("no webhooks are counted as %s", outcome)
	return 0
}
