package e2e

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// The span of a browser that reserves.
const (
	browserTrace = "0af7651916cd43dd8448eb211c80319c"
	browserSpan  = "b7ad6b7169203331"
)

// TestTraces follows an order that expires and one that is paid through all
// services and sidecars: each is one trace without gaps.
func TestTraces(t *testing.T) {
	collected := mustCollect(t)
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "4"}}})
	seller, buyer := mustPerson(t, s), mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "Followed", Price: 1000, Quantity: 2})
	t.Run("an order that expires", func(t *testing.T) { collected.expires(t, buyer, listing.ID) })
	t.Run("an order that is paid", func(t *testing.T) { collected.paid(t, buyer, listing.ID) })
}

func (s *spans) expires(t *testing.T, buyer *market.Client, listing string) {
	res, err := buyer.Do(t.Context(), http.MethodPost, "/api/v1/orders", map[string]any{"ticketId": listing},
		market.Header("traceparent", "00-"+browserTrace+"-"+browserSpan+"-01"))
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, res.Status, "%s", res.Body)
	var order market.Order
	require.NoError(t, json.Unmarshal(res.Body, &order))
	mustBecome(t, buyer, order.ID, "cancelled")
	expected := chain{
		{"orders: change", "orders: POST /api/v1/orders/"},
		{"orders: commit", "orders: change"},
		{"orders: publish order.created", "orders: change"},
		{"tickets: handle order.created", "orders: publish order.created"},
		{"payments: handle order.created", "orders: publish order.created"},
		{"expiration: handle order.created", "orders: publish order.created"},
		{"expiration: reminder expire", "expiration: handle order.created"},
		{"expiration: publish expiration.due", "expiration: reminder expire"},
		{"orders: handle expiration.due", "expiration: publish expiration.due"},
		{"orders: publish order.cancelled", "orders: handle expiration.due"},
		{"payments: handle order.cancelled", "orders: publish order.cancelled"},
		{"tickets: handle order.cancelled", "orders: publish order.cancelled"},
	}
	eventually(t, time.Minute, func() error {
		return expected.check(s.of(browserTrace), browserSpan, "web", "orders", "tickets", "payments", "expiration")
	})
	for _, one := range s.of(browserTrace) {
		if one.own && one.name == "reminder expire" {
			require.GreaterOrEqual(t, one.began, uint64(order.ExpiresAt.UnixNano()), "the trace goes on when the hold has ended")
		}
	}
}

func (s *spans) paid(t *testing.T, buyer *market.Client, listing string) {
	order := mustReserve(t, buyer, listing, 1)
	payment, err := buyer.Checkout(t.Context(), order.ID)
	require.NoError(t, err)
	_, _, err = market.Pay(t.Context(), payment.CheckoutURL, market.CardPays)
	require.NoError(t, err)
	mustBecome(t, buyer, order.ID, "complete")
	// It begins with Stripe's word that the card was authorised.
	const webhook = "payments: POST /api/v1/payments/webhook"
	expected := chain{
		{"payments: publish payment.authorized", webhook},
		{"orders: handle payment.authorized", "payments: publish payment.authorized"},
		{"orders: publish order.completed", "orders: handle payment.authorized"},
		{"tickets: handle order.completed", "orders: publish order.completed"},
		{"expiration: handle order.completed", "orders: publish order.completed"},
		{"payments: handle order.completed", "orders: publish order.completed"},
		{"payments: Stripe: POST payment_intents/{id}/capture", "payments: handle order.completed"},
		{"payments: publish payment.captured", "payments: handle order.completed"},
	}
	eventually(t, time.Minute, func() error {
		found := s.traceWith("payments", "publish payment.captured")
		if found == "" {
			return errors.New("no trace of the capture")
		}
		return expected.check(s.of(found), "", "web", "payments", "orders", "tickets", "expiration")
	})
}
