package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// TestRefunds has a seller and a buyer give back what was bought, in parts
// and whole, with the units on sale again and not.
func TestRefunds(t *testing.T) {
	s := mustShared(t)
	t.Run("by the seller", func(t *testing.T) { sellerRefunds(t, s) })
	t.Run("by the buyer", func(t *testing.T) { buyerRefunds(t, s) })
	t.Run("refused", func(t *testing.T) { refundsRefused(t, s) })
}

func sellerRefunds(t *testing.T, s *stack.Stack) {
	seller, buyer := mustPerson(t, s), mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "Partly called off", Price: 1500, Quantity: 6})
	order := mustBuy(t, buyer, listing.ID, 4, market.CardPays)
	mustAvailable(t, buyer, listing.ID, 2, "on_sale")

	no := false
	once := seller.Once("first-" + order.ID)
	decided, err := once.Refund(t.Context(), order.ID, market.NewRefund{Units: 1, Restock: &no, Reason: "A seat broke"})
	require.NoError(t, err)
	again, err := once.Refund(t.Context(), order.ID, market.NewRefund{Units: 1, Restock: &no, Reason: "A seat broke"})
	require.NoError(t, err)
	require.Equal(t, decided.Refunds, again.Refunds, "one decision, however often it is sent")
	order = mustRefunded(t, buyer, order.ID, 1500)
	require.Equal(t, "A seat broke", order.Refunds[0].Reason)
	require.Equal(t, "seller", order.Refunds[0].By)
	require.Equal(t, 1, order.RefundedUnits)
	mustAvailable(t, buyer, listing.ID, 2, "on_sale")
	mustPayment(t, buyer, order.ID, "captured")

	_, err = seller.Refund(t.Context(), order.ID, market.NewRefund{Units: 2})
	require.NoError(t, err)
	mustRefunded(t, buyer, order.ID, 4500)
	mustAvailable(t, buyer, listing.ID, 4, "on_sale")

	_, err = seller.Refund(t.Context(), order.ID, market.NewRefund{})
	require.NoError(t, err)
	order = mustRefunded(t, buyer, order.ID, 6000)
	require.Equal(t, "complete", order.Status)
	require.Equal(t, 4, order.RefundedUnits)
	mustAvailable(t, buyer, listing.ID, 5, "on_sale")
	mustPayment(t, buyer, order.ID, "refunded")
	sales, err := seller.Sales(t.Context(), listing.ID)
	require.NoError(t, err)
	require.Len(t, sales, 1)
	require.Equal(t, order.Refunds, sales[0].Refunds, "who sold sees what who bought sees")
	seen, err := seller.Order(t.Context(), order.ID)
	require.NoError(t, err)
	require.Equal(t, order, seen)
	mustHold(t, 30*time.Second, market.Audit{
		Site: s.SiteURL, Stripe: s.StripeURL, Listings: []string{listing.ID}, Buyers: []*market.Client{buyer}, Answered: []string{order.ID},
	})
}

func buyerRefunds(t *testing.T, s *stack.Stack) {
	seller, buyer := mustPerson(t, s), mustPerson(t, s)
	soon := time.Now().Add(6 * time.Second).UTC()
	later := time.Now().Add(240 * time.Hour).UTC()
	no, yes := false, true
	restocked := mustList(t, seller, market.NewTicket{Title: "May be given back", Price: 1500, Quantity: 3, StartsAt: &later, Refundable: true})
	kept := mustList(t, seller, market.NewTicket{Title: "Given back for nobody", Price: 1500, Quantity: 3, Refundable: true, RestockRefunds: &no})
	strict := mustList(t, seller, market.NewTicket{Title: "Not given back", Price: 1500, Quantity: 3, StartsAt: &later})
	begins := mustList(t, seller, market.NewTicket{Title: "Begins in a moment", Price: 1500, Quantity: 3, StartsAt: &soon, Refundable: true})

	late := mustBuy(t, buyer, begins.ID, 1, market.CardPays)
	order := mustBuy(t, buyer, restocked.ID, 2, market.CardPays)
	require.True(t, order.Ticket.Refundable)
	_, err := buyer.Refund(t.Context(), order.ID, market.NewRefund{Units: 1})
	require.NoError(t, err)
	order = mustRefunded(t, buyer, order.ID, 1500)
	require.Equal(t, "buyer", order.Refunds[0].By)
	mustAvailable(t, buyer, restocked.ID, 2, "on_sale")
	_, err = buyer.Refund(t.Context(), order.ID, market.NewRefund{Restock: &yes})
	require.Equal(t, http.StatusBadRequest, market.Status(err), "restocking is the seller's to decide: %v", err)

	whole := mustBuy(t, buyer, kept.ID, 3, market.CardPays)
	_, err = buyer.Refund(t.Context(), whole.ID, market.NewRefund{})
	require.NoError(t, err)
	mustRefunded(t, buyer, whole.ID, 4500)
	mustAvailable(t, buyer, kept.ID, 0, "sold_out")

	firm := mustBuy(t, buyer, strict.ID, 1, market.CardPays)
	_, err = buyer.Refund(t.Context(), firm.ID, market.NewRefund{})
	require.Equal(t, http.StatusForbidden, market.Status(err), "the seller did not allow it: %v", err)

	time.Sleep(time.Until(soon) + time.Second)
	_, err = buyer.Refund(t.Context(), late.ID, market.NewRefund{})
	require.Equal(t, http.StatusConflict, market.Status(err), "the event has begun: %v", err)
	_, err = seller.Refund(t.Context(), late.ID, market.NewRefund{})
	require.NoError(t, err, "who sold may still give it back")
	mustRefunded(t, buyer, late.ID, 1500)
}

func refundsRefused(t *testing.T, s *stack.Stack) {
	seller, buyer, stranger := mustPerson(t, s), mustPerson(t, s), mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "No money back", Price: 1500, Quantity: 4, Refundable: true})
	held := mustReserve(t, buyer, listing.ID, 1)
	order := mustBuy(t, buyer, listing.ID, 2, market.CardPays)
	for _, c := range []struct {
		name, order string
		who         *market.Client
		body        any
		status      int
	}{
		{"signed out", order.ID, market.New(s.SiteURL), map[string]any{}, 401},
		{"of a stranger's", order.ID, stranger, map[string]any{}, 404},
		{"of none", nowhere, seller, map[string]any{}, 404},
		{"not paid for", held.ID, seller, map[string]any{}, 404},
		{"not paid for yet", held.ID, buyer, map[string]any{}, 409},
		{"of too many", order.ID, seller, map[string]any{"units": 3}, 409},
		{"of what no refund owes", order.ID, seller, map[string]any{"units": 0}, 409},
		{"of more than there can be", order.ID, seller, map[string]any{"units": 11}, 400},
		{"for a long reason", order.ID, seller, map[string]any{"reason": strings.Repeat("x", 201)}, 400},
		{"with what is not known", order.ID, seller, map[string]any{"amount": 100}, 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer, err := c.who.Do(t.Context(), http.MethodPost, "/api/v1/orders/"+c.order+"/refunds", c.body)
			require.NoError(t, err)
			requireRefusal(t, answer, c.name)
			require.Equal(t, c.status, answer.Status, "%s", answer.Body)
		})
	}
	_, err := stranger.Sales(t.Context(), listing.ID)
	require.Equal(t, http.StatusForbidden, market.Status(err), "sales are the seller's to see: %v", err)
	_, err = seller.Sales(t.Context(), nowhere)
	require.Equal(t, http.StatusNotFound, market.Status(err), "%v", err)
	order = mustBecome(t, buyer, order.ID, "complete")
	require.Empty(t, order.Refunds)
}

// mustBuy reserves, pays, and waits until the order is complete and paid.
func mustBuy(t *testing.T, buyer *market.Client, listing string, quantity int, card string) market.Order {
	t.Helper()
	order := mustReserve(t, buyer, listing, quantity)
	mustPay(t, buyer, order.ID, card)
	order = mustBecome(t, buyer, order.ID, "complete")
	mustPayment(t, buyer, order.ID, "captured")
	return order
}

// mustPay fills in the checkout page of an order.
func mustPay(t *testing.T, buyer *market.Client, orderID, card string) {
	t.Helper()
	payment, err := buyer.Checkout(t.Context(), orderID)
	require.NoError(t, err)
	redirect, page, err := market.Pay(t.Context(), payment.CheckoutURL, card)
	require.NoError(t, err)
	require.NotEmpty(t, redirect, page)
}

// mustRefunded waits until an order says that all its refunds are made, and
// how much came back by them.
func mustRefunded(t *testing.T, who *market.Client, orderID string, amount int64) market.Order {
	t.Helper()
	var order market.Order
	eventually(t, 30*time.Second, func() (err error) {
		if order, err = who.Order(t.Context(), orderID); err == nil && (!order.Final() || order.RefundedAmount != amount) {
			err = fmt.Errorf("refunds of order are %+v, not %d in sum", order.Refunds, amount)
		}
		return err
	})
	return order
}
