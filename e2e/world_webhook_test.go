package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
)

// mustFail lets the emulator misbehave until the test has ended.
func (w place) mustFail(t *testing.T, faults market.Faults) (end func()) {
	t.Helper()
	require.NoError(t, market.SetFaults(t.Context(), w.s.StripeURL, faults))
	return func() { require.NoError(t, market.EndFaults(t.Context(), w.s.StripeURL)) }
}

// webhooksAnyhow has every webhook come twice, late, or out of order.
func (w place) webhooksAnyhow(t *testing.T) {
	end := w.mustFail(t, market.Faults{Seed: 1, Webhooks: market.WebhookFaults{Double: 0.4, Delay: 0.3, Reorder: 0.3, DelaySeconds: 2}})
	defer end()
	seller, buyer, listing := w.trade(t, market.NewTicket{Title: "Told twice", Price: 2000, Quantity: 6})
	var orders []market.Order
	for range 3 {
		orders = append(orders, mustBuy(t, buyer, listing.ID, 2, market.CardPays))
	}
	for _, order := range orders {
		_, err := seller.Refund(t.Context(), order.ID, market.NewRefund{Units: 1})
		require.NoError(t, err)
	}
	for i, order := range orders {
		intent := w.mustIntent(t, buyer, order.ID)
		_, err := market.RefundAtStripe(t.Context(), w.s.StripeURL, intent.ID, 500, "twice-"+order.ID)
		require.NoError(t, err)
		orders[i] = mustRefunded(t, buyer, order.ID, order.Total/2+500)
	}
	w.mustCount(t, "webhooks doubled", "webhooks delayed", "webhooks reordered")
	w.holds(t, listing, buyer)
	for _, order := range orders {
		now, err := buyer.Order(t.Context(), order.ID)
		require.NoError(t, err)
		require.Equal(t, order, now, "late webhooks change nothing")
	}
}

func (w place) mustCount(t *testing.T, faults ...string) {
	t.Helper()
	counts, err := market.FaultCounts(t.Context(), w.s.StripeURL)
	require.NoError(t, err)
	for _, fault := range faults {
		require.Positive(t, counts[fault], fault)
	}
}

// signatures sends webhooks that Stripe signed with either secret, and such
// as somebody else may send.
func (w place) signatures(t *testing.T) {
	_, buyer, listing := w.trade(t, market.NewTicket{Title: "Signed", Price: 2000, Quantity: 2})
	order := mustBuy(t, buyer, listing.ID, 1, market.CardPays)
	webhooks, err := market.Webhooks(t.Context(), w.s.StripeURL)
	require.NoError(t, err)
	require.NotEmpty(t, webhooks)
	event, err := market.EventAtStripe(t.Context(), w.s.StripeURL, webhooks[0].Event)
	require.NoError(t, err)
	kind := []byte(`"` + webhooks[0].Type + `"`)
	require.True(t, bytes.Contains(event, kind), "%s", event)
	now := time.Now()
	for _, c := range []struct {
		name   string
		event  []byte
		secret string
		at     time.Time
		status int
	}{
		{"with the first secret", event, "whsec_emulator", now, http.StatusOK},
		{"with the second secret", event, nextSecret, now, http.StatusOK},
		{"a little late", event, nextSecret, now.Add(-4 * time.Minute), http.StatusOK},
		{"of a type that nobody knows", bytes.ReplaceAll(event, kind, []byte(`"climate.order.created"`)), nextSecret, now, http.StatusOK},
		{"with another secret", event, "whsec_guessed", now, http.StatusBadRequest},
		{"replayed too late", event, nextSecret, now.Add(-6 * time.Minute), http.StatusBadRequest},
	} {
		t.Run(c.name, func(t *testing.T) {
			refused := w.mustCountRefused(t)
			status, err := market.SendWebhook(t.Context(), w.s.SiteURL, c.event, c.secret, c.at)
			require.NoError(t, err)
			require.Equal(t, c.status, status)
			if c.status != http.StatusOK {
				require.Equal(t, refused+1, w.mustCountRefused(t), "refusals are counted")
			}
		})
	}
	same, err := buyer.Order(t.Context(), order.ID)
	require.NoError(t, err)
	require.Equal(t, order, same)
}

func (w place) mustCountRefused(t *testing.T) int {
	t.Helper()
	return w.mustRead(t, `pass_webhooks_total{outcome="bad_signature"}`)
}

// mustRead reads one of payments' figures.
func (w place) mustRead(t *testing.T, name string) int {
	t.Helper()
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\d+)$`).FindStringSubmatch(mustScrape(t, w.s.App("payments")))
	require.NotNil(t, found, name)
	count, err := strconv.Atoi(found[1])
	require.NoError(t, err)
	return count
}

// webhookBeforePayment sends one about a payment that nobody has begun yet:
// it is kept, and taken once there is the payment.
func (w place) webhookBeforePayment(t *testing.T) {
	_, buyer, listing := w.trade(t, market.NewTicket{Title: "Heard of early", Price: 2000, Quantity: 1})
	order := mustReserve(t, buyer, listing.ID, 1)
	event := fmt.Appendf(nil, `{"id": "evt_%s", "object": "event", "type": "checkout.session.completed", "data": {"object":
		{"id": "cs_test_early", "object": "checkout.session", "client_reference_id": %[1]q, "metadata": {"order_id": %[1]q}}}}`, order.ID)
	const kept, taken = `pass_webhooks_total{outcome="parked"}`, `pass_webhooks_unparked_total{outcome="found"}`
	keptBefore, takenBefore := w.mustRead(t, kept), w.mustRead(t, taken)
	status, err := market.SendWebhook(t.Context(), w.s.SiteURL, event, nextSecret, time.Now())
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, keptBefore+1, w.mustRead(t, kept))

	mustPay(t, buyer, order.ID, market.CardPays)
	mustBecome(t, buyer, order.ID, "complete")
	eventually(t, time.Minute, func() error {
		if now := w.mustRead(t, taken); now == takenBefore {
			return fmt.Errorf("the event is still kept")
		}
		return nil
	})
	mustPayment(t, buyer, order.ID, "captured")
	w.holds(t, listing, buyer)
}

// webhooksNeverCome drops all of them: what became of a payment, of a refund
// in the dashboard and of a dispute is asked of Stripe within two minutes.
func (w place) webhooksNeverCome(t *testing.T) {
	_, buyer, listing := w.trade(t, market.NewTicket{Title: "Silence", Price: 2000, Quantity: 6})
	back, disputed := mustBuy(t, buyer, listing.ID, 1, market.CardPays), mustBuy(t, buyer, listing.ID, 1, market.CardPays)
	end := w.mustFail(t, market.Faults{Seed: 2, Webhooks: market.WebhookFaults{Drop: 1}})
	defer end()
	paid := mustReserve(t, buyer, listing.ID, 1)
	mustPay(t, buyer, paid.ID, market.CardPays)
	_, err := market.RefundAtStripe(t.Context(), w.s.StripeURL, w.mustIntent(t, buyer, back.ID).ID, 700, "silence-"+back.ID)
	require.NoError(t, err)
	require.NoError(t, market.OpenDispute(t.Context(), w.s.StripeURL, w.mustIntent(t, buyer, disputed.ID).ID))
	// Nobody asks for the payments, which would be a reason to look at them.
	eventually(t, 2*time.Minute, func() error {
		orders, err := buyer.Orders(t.Context())
		for _, order := range orders {
			told := order.ID == paid.ID && order.Status == "complete" ||
				order.ID == back.ID && order.RefundedAmount == 700 || order.ID == disputed.ID && order.Dispute != nil
			if err == nil && !told {
				err = fmt.Errorf("nothing was heard of order %+v", order)
			}
		}
		return err
	})
	mustPayment(t, buyer, paid.ID, "captured")
	w.mustCount(t, "webhooks dropped")
	w.holds(t, listing, buyer)
}
