package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// TestRestart stops everything and starts it again on the same data: people,
// listings, orders, open holds with their deadlines, and events that the
// broker had not taken are all still there.
func TestRestart(t *testing.T) {
	// Open holds must outlast a restart of everything, containers of brokers and replica sets included.
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "60"}}})
	seller, buyer := mustPerson(t, s), mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "After the interval", Price: 1000, Quantity: 9})
	paid := mustReserve(t, buyer, listing.ID, 2)
	payment, err := buyer.Checkout(t.Context(), paid.ID)
	require.NoError(t, err)
	_, _, err = market.Pay(t.Context(), payment.CheckoutURL, market.CardPays)
	require.NoError(t, err)
	mustPayment(t, buyer, paid.ID, "captured")
	mustAvailable(t, buyer, listing.ID, 7, "on_sale")

	// The broker is gone when the last orders are made, so their events wait in the outbox.
	if broker := s.Broker(); broker != nil {
		broker.Kill()
	}
	held := mustReserve(t, buyer, listing.ID, 3)
	later := mustReserve(t, buyer, listing.ID, 1)
	for _, app := range s.Apps() {
		app.Kill()
	}
	s.StopServers()
	require.NoError(t, s.Start(t.Context()))

	require.NoError(t, buyer.SignIn(t.Context(), buyer.User.Email, password))
	require.Equal(t, "complete", mustBecome(t, buyer, paid.ID, "complete").Status)
	for _, order := range []market.Order{held, later} {
		now := mustBecome(t, buyer, order.ID, "created")
		require.True(t, order.ExpiresAt.Equal(now.ExpiresAt), "the deadline moved")
	}
	mustAvailable(t, buyer, listing.ID, 3, "on_sale")
	require.NoError(t, buyer.Cancel(t.Context(), later.ID))

	time.Sleep(time.Until(held.ExpiresAt))
	require.Equal(t, "expired", mustBecome(t, buyer, held.ID, "cancelled").CancelReason)
	mustAvailable(t, buyer, listing.ID, 7, "on_sale")
	mustHold(t, 30*time.Second, market.Audit{
		Site: s.SiteURL, Stripe: s.StripeURL, Listings: []string{listing.ID}, Buyers: []*market.Client{buyer},
		Answered: []string{paid.ID, held.ID, later.ID},
	})
}
