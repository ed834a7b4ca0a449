package e2e

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// TestReplaysChangeNothing sends every event and every webhook of a few
// orders again, in reverse order, long after they had their effect.
func TestReplaysChangeNothing(t *testing.T) {
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "6"}}})
	topics := []string{"tickets", "orders", "expirations", "payments"}
	events, err := market.Record(t.Context(), s.BrokerURL(), topics...)
	require.NoError(t, err)
	defer events.Close()

	buyer, seller := mustPerson(t, s), mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "Again and again", Price: 1000, Quantity: 5})
	complete := mustReserve(t, buyer, listing.ID, 2)
	payment, err := buyer.Checkout(t.Context(), complete.ID)
	require.NoError(t, err)
	_, _, err = market.Pay(t.Context(), payment.CheckoutURL, market.CardPays)
	require.NoError(t, err)
	given := mustReserve(t, buyer, listing.ID, 1)
	require.NoError(t, buyer.Cancel(t.Context(), given.ID))
	expired := mustReserve(t, buyer, listing.ID, 1)

	mustBecome(t, buyer, complete.ID, "complete")
	mustPayment(t, buyer, complete.ID, "captured")
	_, err = seller.Refund(t.Context(), complete.ID, market.NewRefund{Units: 1})
	require.NoError(t, err)
	mustRefunded(t, buyer, complete.ID, 1000)
	mustBecome(t, buyer, expired.ID, "cancelled")
	mustAvailable(t, buyer, listing.ID, 4, "on_sale")
	before := snapshot(t, s, buyer, listing.ID)

	all := events.Of("ticket.created", "order.created", "order.awaiting_payment", "order.completed", "order.cancelled", "order.refunded",
		"expiration.due", "payment.opened", "payment.authorized", "payment.captured", "payment.voided", "payment.refunded")
	require.Greater(t, len(all), 11)
	slices.Reverse(all)
	for range 2 {
		for _, event := range all {
			require.NoError(t, events.Publish(t.Context(), topicOf(event.Type), event.Raw))
		}
	}
	webhooks, err := market.Webhooks(t.Context(), s.StripeURL)
	require.NoError(t, err)
	require.NotEmpty(t, webhooks)
	for _, webhook := range append(webhooks, webhooks...) {
		require.NoError(t, market.Resend(t.Context(), s.StripeURL, webhook.Event))
	}

	// An order made now goes through all the same, behind all of the above.
	after := mustReserve(t, buyer, listing.ID, 4)
	mustAvailable(t, buyer, listing.ID, 0, "reserved")
	require.NoError(t, buyer.Cancel(t.Context(), after.ID))
	mustAvailable(t, buyer, listing.ID, 4, "on_sale")
	time.Sleep(time.Second)
	now := snapshot(t, s, buyer, listing.ID)
	delete(now.orders, after.ID)
	require.Equal(t, before.orders, now.orders)
	require.Equal(t, before.listing, now.listing)
	require.Equal(t, before.intents, now.intents)
	require.Equal(t, before.payment, now.payment)
}

type seen struct {
	orders  map[string]market.Order
	listing market.Ticket
	payment market.Payment
	intents []market.Intent
}

func snapshot(t *testing.T, s *stack.Stack, buyer *market.Client, listing string) seen {
	t.Helper()
	now := seen{orders: map[string]market.Order{}}
	orders, err := buyer.Orders(t.Context())
	require.NoError(t, err)
	for _, order := range orders {
		now.orders[order.ID] = order
		if order.Status == "complete" {
			now.payment, err = buyer.Payment(t.Context(), order.ID)
			require.NoError(t, err)
		}
	}
	now.listing, err = buyer.Ticket(t.Context(), listing)
	require.NoError(t, err)
	now.listing.UpdatedAt = time.Time{} // availability came and went
	now.intents, err = market.Intents(t.Context(), s.StripeURL)
	require.NoError(t, err)
	return now
}

func topicOf(eventType string) string {
	for prefix, topic := range map[string]string{"ticket.": "tickets", "order.": "orders", "expiration.": "expirations", "payment.": "payments"} {
		if len(eventType) > len(prefix) && eventType[:len(prefix)] == prefix {
			return topic
		}
	}
	return ""
}
