package e2e

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// nextSecret is a second one that signs webhooks, as while it is changed.
const nextSecret = "whsec_next"

// TestWorldOfPayments shows what the world does to payments one by one:
// fees and currencies, disputes, money that can't be taken or given back,
// webhooks of all kinds, and sellers who are paid out.
func TestWorldOfPayments(t *testing.T) {
	onlyEmbedded(t, "one profile shows what payments does with Stripe's word")
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{
		"orders": {"PLATFORM_FEE_BPS": "250", "PLATFORM_FEE_FIXED": "usd:30,eur:25,jpy:15,kwd:50"},
		"payments": {
			"STRIPE_WEBHOOK_SECRET": "whsec_emulator," + nextSecret, "RECONCILE_SECONDS": "3",
		},
	}})
	w := place{s}
	t.Run("fees and currencies", w.feesAndCurrencies)
	t.Run("refund in the dashboard", w.dashboardRefund)
	t.Run("refund that fails later", w.refundFails)
	t.Run("capture refused", w.captureRefused)
	t.Run("dispute", w.dispute)
	t.Run("webhooks doubled and out of order", w.webhooksAnyhow)
	t.Run("signatures", w.signatures)
	t.Run("webhook before its payment", w.webhookBeforePayment)
	t.Run("webhooks that never come", w.webhooksNeverCome)
	t.Run("seller paid out", w.paidOut)
	t.Run("audit", func(t *testing.T) { mustAudit(t, s) })
	t.Run("sold only by who is paid out", w.onlyPaidOut)
}

// place is the stack of TestWorldOfPayments.
type place struct{ s *stack.Stack }

// trade is a listing, who sells it, and who buys.
func (w place) trade(t *testing.T, ticket market.NewTicket) (seller, buyer *market.Client, listing market.Ticket) {
	t.Helper()
	seller, buyer = mustPerson(t, w.s), mustPerson(t, w.s)
	return seller, buyer, mustList(t, seller, ticket)
}

// holds audits the market of one listing and its buyer.
func (w place) holds(t *testing.T, listing market.Ticket, buyer *market.Client) {
	t.Helper()
	mustHold(t, 30*time.Second, market.Audit{Site: w.s.SiteURL, Stripe: w.s.StripeURL, Listings: []string{listing.ID}, Buyers: []*market.Client{buyer}})
}

// feesAndCurrencies goes through the whole job in each kind of currency:
// what is quoted is ordered, charged, given back in parts, and adds up.
func (w place) feesAndCurrencies(t *testing.T) {
	for _, c := range []struct {
		currency                             string
		price, subtotal, fee, first, refunds int64
	}{
		// 2.5 % of 3 × 12.30 is 0.9225, to the cent, and 0.30.
		{"usd", 1230, 3690, 122, 1271, 3812},
		// 2.5 % of 3 × 1,230 is 92.25 yen, to the yen, and 15.
		{"jpy", 1230, 3690, 107, 1266, 3797},
		// 2.5 % of 3 × 12.300 is 0.9225, to the ten fils, and 0.050.
		{"kwd", 12300, 36900, 970, 12620, 37870},
	} {
		t.Run(c.currency, func(t *testing.T) {
			seller, buyer, listing := w.trade(t, market.NewTicket{Title: "Anywhere", Price: c.price, Quantity: 5, Currency: c.currency})
			quote, err := market.New(w.s.SiteURL).Quote(t.Context(), listing.ID, 3)
			require.NoError(t, err)
			require.Equal(t, market.Quote{TicketID: listing.ID, Currency: c.currency, Quantity: 3,
				UnitPrice: c.price, Subtotal: c.subtotal, Fee: c.fee, Total: c.subtotal + c.fee}, quote)
			order := mustBuy(t, buyer, listing.ID, 3, market.CardPays)
			require.Equal(t, []int64{quote.Subtotal, quote.Fee, quote.Total}, []int64{order.Subtotal, order.Fee, order.Total})
			payment, err := buyer.Payment(t.Context(), order.ID)
			require.NoError(t, err)
			require.Equal(t, []int64{quote.Fee, quote.Total}, []int64{payment.Fee, payment.Amount})

			_, err = seller.Refund(t.Context(), order.ID, market.NewRefund{Units: 1})
			require.NoError(t, err)
			mustRefunded(t, buyer, order.ID, c.first)
			_, err = seller.Refund(t.Context(), order.ID, market.NewRefund{})
			require.NoError(t, err)
			mustRefunded(t, buyer, order.ID, c.refunds)
			mustPayment(t, buyer, order.ID, "refunded")
			w.holds(t, listing, buyer)
			eventually(t, 30*time.Second, func() error {
				balances, err := seller.Balances(t.Context())
				want := market.Balance{Currency: c.currency, Sales: c.subtotal, Refunded: c.subtotal}
				if err == nil && balances[c.currency] != want {
					err = fmt.Errorf("balance is %+v, not %+v", balances[c.currency], want)
				}
				return err
			})
		})
	}
}

func (w place) dashboardRefund(t *testing.T) {
	seller, buyer, listing := w.trade(t, market.NewTicket{Title: "Goodwill", Price: 2000, Quantity: 4})
	order := mustBuy(t, buyer, listing.ID, 2, market.CardPays) // 40.00, and 1.30
	intent := w.mustIntent(t, buyer, order.ID)
	_, err := market.RefundAtStripe(t.Context(), w.s.StripeURL, intent.ID, 1000, "goodwill-"+order.ID)
	require.NoError(t, err)
	order = mustRefunded(t, buyer, order.ID, 1000)
	require.Equal(t, "platform", order.Refunds[0].By)
	require.Zero(t, order.Refunds[0].Units)
	mustPayment(t, buyer, order.ID, "captured")

	// What a seller gives back later is no more than what is left.
	_, err = seller.Refund(t.Context(), order.ID, market.NewRefund{})
	require.NoError(t, err)
	mustRefunded(t, buyer, order.ID, order.Total)
	mustPayment(t, buyer, order.ID, "refunded")
	w.holds(t, listing, buyer)

	whole := mustBuy(t, buyer, listing.ID, 1, market.CardPays)
	intent = w.mustIntent(t, buyer, whole.ID)
	_, err = market.RefundAtStripe(t.Context(), w.s.StripeURL, intent.ID, 0, "goodwill-"+whole.ID)
	require.NoError(t, err)
	whole = mustRefunded(t, buyer, whole.ID, whole.Total)
	_, err = seller.Refund(t.Context(), whole.ID, market.NewRefund{})
	require.Equal(t, 409, market.Status(err), "nothing is left: %v", err)
	w.holds(t, listing, buyer)
}

// mustIntent finds an order's money at Stripe.
func (w place) mustIntent(t *testing.T, buyer *market.Client, orderID string) market.Intent {
	t.Helper()
	intents, err := market.Intents(t.Context(), w.s.StripeURL)
	require.NoError(t, err)
	for _, intent := range intents {
		if intent.OrderID() == orderID {
			return intent
		}
	}
	require.Fail(t, "no intent", "of order %s", orderID)
	return market.Intent{}
}

func (w place) refundFails(t *testing.T) {
	seller, buyer, listing := w.trade(t, market.NewTicket{Title: "A closed account", Price: 2000, Quantity: 2})
	order := mustBuy(t, buyer, listing.ID, 1, market.CardRefundFails)
	_, err := seller.Refund(t.Context(), order.ID, market.NewRefund{})
	require.NoError(t, err)
	eventually(t, time.Minute, func() error {
		order, err = buyer.Order(t.Context(), order.ID)
		if err == nil && order.Refunds[0].Status != "failed" {
			err = fmt.Errorf("refund is %s", order.Refunds[0].Status)
		}
		return err
	})
	require.Zero(t, order.RefundedAmount)
	seen, err := seller.Order(t.Context(), order.ID)
	require.NoError(t, err)
	require.Equal(t, order.Refunds, seen.Refunds)
	mustPayment(t, buyer, order.ID, "captured")
	mustAvailable(t, buyer, listing.ID, 2, "on_sale") // the unit is the buyer's no more
	w.holds(t, listing, buyer)
}

// captureRefused has Stripe refuse the money of an order that is complete.
func (w place) captureRefused(t *testing.T) {
	seller, buyer, listing := w.trade(t, market.NewTicket{Title: "No money after all", Price: 2000, Quantity: 2})
	order := mustReserve(t, buyer, listing.ID, 2)
	mustPay(t, buyer, order.ID, market.CardCaptureRefused)
	require.Equal(t, "payment_failed", mustBecome(t, buyer, order.ID, "cancelled").CancelReason)
	mustPayment(t, buyer, order.ID, "failed")
	mustAvailable(t, buyer, listing.ID, 2, "on_sale")
	seen, err := seller.Order(t.Context(), order.ID)
	require.NoError(t, err, "who sold sees what became of it")
	require.Equal(t, "cancelled", seen.Status)
	w.holds(t, listing, buyer)
}

// dispute follows a buyer's bank to its decisions, both ways.
func (w place) dispute(t *testing.T) {
	for _, decision := range []string{"won", "lost"} {
		t.Run(decision, func(t *testing.T) {
			seller, buyer, listing := w.trade(t, market.NewTicket{Title: "Never ordered that", Price: 2000, Quantity: 2})
			order := mustBuy(t, buyer, listing.ID, 1, market.CardDisputed)
			mustBeDisputed(t, seller, order.ID, "needs_response")
			mustBeDisputed(t, buyer, order.ID, "needs_response")
			_, err := seller.Refund(t.Context(), order.ID, market.NewRefund{})
			require.Equal(t, http.StatusConflict, market.Status(err), "the bank has the money: %v", err)
			disputes, err := market.DisputesAtStripe(t.Context(), w.s.StripeURL)
			require.NoError(t, err)
			intent := w.mustIntent(t, buyer, order.ID)
			for _, dispute := range disputes {
				if dispute.PaymentIntent == intent.ID {
					require.NoError(t, market.CloseDispute(t.Context(), w.s.StripeURL, dispute.ID, decision))
				}
			}
			mustBeDisputed(t, seller, order.ID, decision)
			mustAvailable(t, buyer, listing.ID, 1, "on_sale")
			w.holds(t, listing, buyer)
			left := map[string]int64{"won": 2000, "lost": 0}[decision]
			eventually(t, 30*time.Second, func() error {
				balances, err := seller.Balances(t.Context())
				if err == nil && balances["usd"].Balance != left {
					err = fmt.Errorf("balance is %+v, not %d", balances["usd"], left)
				}
				return err
			})
		})
	}
}

func mustBeDisputed(t *testing.T, who *market.Client, orderID, status string) {
	t.Helper()
	eventually(t, 30*time.Second, func() error {
		order, err := who.Order(t.Context(), orderID)
		if err == nil && (order.Dispute == nil || order.Dispute.Status != status) {
			err = fmt.Errorf("dispute is %+v, not %s", order.Dispute, status)
		}
		return err
	})
}
