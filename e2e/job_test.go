package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// TestMainJob is what pass is for: a seller lists, a buyer finds, reserves,
// pays, and owns.
func TestMainJob(t *testing.T) { mainJob(t, mustShared(t)) }

func mainJob(t *testing.T, s *stack.Stack) {
	seller, buyer := mustPerson(t, s), mustPerson(t, s)
	startsAt := time.Now().Add(240 * time.Hour).UTC().Truncate(time.Second)
	listing := mustList(t, seller, market.NewTicket{
		Title: "Quartet at the Zanzibar", Venue: "Zanzibar", Price: 2500, Quantity: 3, StartsAt: &startsAt,
	})
	require.Equal(t, "on_sale", listing.Status)
	require.Equal(t, 3, listing.Available)
	require.Equal(t, seller.User.ID, listing.SellerID)

	eventually(t, 5*time.Second, func() error {
		found, err := buyer.Search(t.Context(), url.Values{"q": {"quart zanz"}})
		if err == nil {
			require.LessOrEqual(t, len(found.Items), 1)
			if len(found.Items) == 0 {
				return http.ErrNoLocation
			}
			require.Equal(t, listing.ID, found.Items[0].ID)
		}
		return err
	})

	order := mustReserve(t, buyer, listing.ID, 2)
	require.EqualValues(t, 5000, order.Total)
	require.WithinDuration(t, time.Now().Add(900*time.Second), order.ExpiresAt, 5*time.Second)
	require.Equal(t, listing.Title, order.Ticket.Title)

	payment, err := buyer.Checkout(t.Context(), order.ID)
	require.NoError(t, err)
	require.EqualValues(t, 5000, payment.Amount)
	mustBecome(t, buyer, order.ID, "awaiting_payment")
	mustAvailable(t, buyer, listing.ID, 1, "on_sale")

	redirect, page, err := market.Pay(t.Context(), payment.CheckoutURL, market.CardPays)
	require.NoError(t, err)
	require.Contains(t, redirect, s.SiteURL+"/orders/"+order.ID, page)

	mustBecome(t, buyer, order.ID, "complete")
	mustPayment(t, buyer, order.ID, "captured")
	mustAvailable(t, buyer, listing.ID, 1, "on_sale")

	last := mustReserve(t, mustPerson(t, s), listing.ID, 1)
	mustAvailable(t, buyer, listing.ID, 0, "reserved")
	require.NotEqual(t, order.ID, last.ID)
	mustHoldMoney(t, s.StripeURL, order.ID, 1)
}

func TestDeclineThenAnotherCard(t *testing.T) {
	s := mustShared(t)
	buyer := mustPerson(t, s)
	listing := mustList(t, mustPerson(t, s), market.NewTicket{Title: "One evening", Price: 1000})
	order := mustReserve(t, buyer, listing.ID, 1)
	payment, err := buyer.Checkout(t.Context(), order.ID)
	require.NoError(t, err)

	for _, card := range []string{market.CardDeclined, market.CardInsufficientFunds} {
		redirect, page, err := market.Pay(t.Context(), payment.CheckoutURL, card)
		require.NoError(t, err)
		require.Empty(t, redirect)
		require.Contains(t, page, "declined")
	}
	again, err := buyer.Checkout(t.Context(), order.ID)
	require.NoError(t, err)
	require.Equal(t, payment.CheckoutURL, again.CheckoutURL)
	eventually(t, 10*time.Second, func() error {
		open, err := buyer.Payment(t.Context(), order.ID)
		if err == nil && (open.Declined == nil || open.Declined.Code != "insufficient_funds") {
			return fmt.Errorf("the payment says %v of the card", open.Declined)
		}
		return err
	})

	redirect, page, err := market.Pay(t.Context(), payment.CheckoutURL, market.CardAuthenticate)
	require.NoError(t, err)
	require.Empty(t, redirect, page)
	redirect, page, err = market.Authenticate(t.Context(), payment.CheckoutURL, true)
	require.NoError(t, err)
	require.NotEmpty(t, redirect, page)
	mustBecome(t, buyer, order.ID, "complete")
	mustPayment(t, buyer, order.ID, "captured")
	mustAvailable(t, buyer, listing.ID, 0, "sold_out")
}

func TestCancelFreesUnitsAndClosesTheCheckout(t *testing.T) {
	s := mustShared(t)
	buyer := mustPerson(t, s)
	listing := mustList(t, mustPerson(t, s), market.NewTicket{Title: "Second thoughts", Price: 1000, Quantity: 2})
	order := mustReserve(t, buyer, listing.ID, 2)
	payment, err := buyer.Checkout(t.Context(), order.ID)
	require.NoError(t, err)
	mustAvailable(t, buyer, listing.ID, 0, "reserved")

	require.NoError(t, buyer.Cancel(t.Context(), order.ID))
	require.Equal(t, "buyer", mustBecome(t, buyer, order.ID, "cancelled").CancelReason)
	mustAvailable(t, buyer, listing.ID, 2, "on_sale")
	mustPayment(t, buyer, order.ID, "voided")
	redirect, _, err := market.Pay(t.Context(), payment.CheckoutURL, market.CardPays)
	require.NoError(t, err)
	require.Empty(t, redirect, "the checkout page must be closed")
	mustHoldMoney(t, s.StripeURL, order.ID, 0)
}

func TestTextComesBackAsSent(t *testing.T) {
	s := mustShared(t)
	buyer := mustPerson(t, s)
	sent := market.NewTicket{
		Title: "$100 voucher 🎟", Venue: `$set "Hall" & <b>co</b>`, Price: 10000,
		Description: "She said \"now\" <script>alert(1)</script>\n\tsecond line\\n — ünïcödé 👩‍👩‍👧",
	}
	listing := mustList(t, mustPerson(t, s), sent)
	shown, err := buyer.Ticket(t.Context(), listing.ID)
	require.NoError(t, err)
	for _, got := range []market.Ticket{listing, shown} {
		require.Equal(t, sent.Title, got.Title)
		require.Equal(t, sent.Venue, got.Venue)
		require.Equal(t, sent.Description, got.Description)
	}
	order := mustReserve(t, buyer, listing.ID, 1)
	require.Equal(t, sent.Title, order.Ticket.Title)
	order = mustBecome(t, buyer, order.ID, "created")
	require.Equal(t, sent.Title, order.Ticket.Title)
	require.Equal(t, sent.Venue, order.Ticket.Venue)
}

func mustPayment(t *testing.T, buyer *market.Client, orderID, status string) {
	t.Helper()
	eventually(t, 30*time.Second, func() error {
		payment, err := buyer.Payment(t.Context(), orderID)
		if err == nil && payment.Status != status {
			return &market.Error{Method: "payment", Path: orderID, Answer: market.Answer{Body: []byte(payment.Status + ", not " + status)}}
		}
		return err
	})
}

// mustHoldMoney asks the emulator how often an order's money was captured.
func mustHoldMoney(t *testing.T, stripe, orderID string, captures int) {
	t.Helper()
	intents, err := market.Intents(t.Context(), stripe)
	require.NoError(t, err)
	sum := 0
	for _, intent := range intents {
		if intent.OrderID() == orderID {
			sum += intent.Captures
		}
	}
	require.Equal(t, captures, sum)
}
