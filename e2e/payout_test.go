package e2e

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// bePaidOut takes a seller through Stripe's onboarding.
func bePaidOut(ctx context.Context, seller *market.Client) error {
	account, err := seller.OpenAccount(ctx)
	if err != nil || account.Payouts {
		return err
	}
	return market.Onboard(ctx, account.OnboardingURL)
}

// mustBePaidOut does so and waits until payments knows.
func mustBePaidOut(t *testing.T, seller *market.Client) {
	t.Helper()
	require.NoError(t, bePaidOut(t.Context(), seller))
	eventually(t, 90*time.Second, func() error {
		account, err := seller.Account(t.Context())
		if err == nil && (account.Status != "enabled" || !account.Payouts) {
			err = fmt.Errorf("account is %+v", account)
		}
		return err
	})
}

// paidOut sells before and after the seller's onboarding: the seller's share
// is transferred as soon as it can be, and comes back with a refund.
func (w place) paidOut(t *testing.T) {
	seller, buyer, listing := w.trade(t, market.NewTicket{Title: "Paid out", Price: 2000, Quantity: 10})
	account, err := seller.Account(t.Context())
	require.NoError(t, err)
	require.Equal(t, "none", account.Status)
	early := mustBuy(t, buyer, listing.ID, 1, market.CardPays)
	mustBePaid(t, seller, early.ID, "waiting", 2000, 0)

	account, err = seller.OpenAccount(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, account.OnboardingURL)
	require.False(t, account.Payouts)
	mustBePaidOut(t, seller)
	mustBePaid(t, seller, early.ID, "transferred", 2000, 0)

	order := mustBuy(t, buyer, listing.ID, 3, market.CardPays)
	mustBePaid(t, seller, order.ID, "transferred", 6000, 0)
	w.mustTransfer(t, order.ID, 6000, 0)
	_, err = seller.Refund(t.Context(), order.ID, market.NewRefund{Units: 1})
	require.NoError(t, err)
	mustBePaid(t, seller, order.ID, "partly_reversed", 6000, 2000)
	w.mustTransfer(t, order.ID, 6000, 2000)
	_, err = seller.Refund(t.Context(), early.ID, market.NewRefund{})
	require.NoError(t, err)
	mustBePaid(t, seller, early.ID, "reversed", 2000, 2000)
	w.mustTransfer(t, early.ID, 2000, 2000)

	eventually(t, 30*time.Second, func() error {
		balances, err := seller.Balances(t.Context())
		want := market.Balance{Currency: "usd", Sales: 8000, Refunded: 4000, Transferred: 4000}
		if err == nil && balances["usd"] != want {
			err = fmt.Errorf("balance is %+v, not %+v", balances["usd"], want)
		}
		return err
	})
	w.holds(t, listing, buyer)
}

// mustBePaid waits until a seller's payout of an order is as it should be.
func mustBePaid(t *testing.T, seller *market.Client, orderID, status string, amount, refunded int64) {
	t.Helper()
	eventually(t, time.Minute, func() error {
		payouts, err := seller.Payouts(t.Context())
		if err != nil {
			return err
		}
		for _, payout := range payouts {
			if payout.OrderID == orderID && payout.Status == status && payout.Amount == amount && payout.Refunded == refunded {
				return nil
			}
		}
		return fmt.Errorf("no payout of order %s is %s: %+v", orderID, status, payouts)
	})
}

// mustTransfer waits until Stripe has moved that much to the seller for an
// order, and back.
func (w place) mustTransfer(t *testing.T, orderID string, amount, reversed int64) {
	t.Helper()
	eventually(t, 30*time.Second, func() error {
		transfers, err := market.TransfersAtStripe(t.Context(), w.s.StripeURL)
		var gone, back int64
		for _, transfer := range transfers {
			if transfer.TransferGroup == orderID {
				gone, back = gone+transfer.Amount, back+transfer.AmountReversed
			}
		}
		if err == nil && (gone != amount || back != reversed) {
			err = fmt.Errorf("%d transferred, %d of it back; not %d and %d", gone, back, amount, reversed)
		}
		return err
	})
}

// onlyPaidOut has orders refuse what is sold by somebody who can't be paid.
func (w place) onlyPaidOut(t *testing.T) {
	require.NoError(t, w.s.App("orders").Restart(t.Context(), map[string]string{"SELL_WITHOUT_PAYOUTS": "false"}))
	seller, buyer, listing := w.trade(t, market.NewTicket{Title: "Not yet for sale", Price: 2000, Quantity: 2})
	answer, err := buyer.Do(t.Context(), http.MethodPost, "/api/v1/orders", map[string]any{"ticketId": listing.ID})
	require.NoError(t, err)
	requireRefusal(t, answer, "a seller who can't be paid out")
	require.Equal(t, http.StatusConflict, answer.Status)
	require.Contains(t, strings.ToLower(string(answer.Body)), "seller")
	mustBePaidOut(t, seller)
	eventually(t, 30*time.Second, func() error {
		_, err := buyer.Reserve(t.Context(), listing.ID, 1)
		return err
	})
}

// mustAudit has payments compare its books with Stripe's; what is on its way
// gets a minute to arrive.
func mustAudit(t *testing.T, s *stack.Stack) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		out, err := s.App("payments").Command(ctx, "audit", "--grace", "0s").CombinedOutput()
		cancel()
		if err == nil {
			lines := strings.Split(strings.TrimSpace(string(out)), "\n")
			t.Logf("audit: %s", strings.Join(lines[max(0, len(lines)-12):], "\n"))
			return
		}
		if time.Now().After(deadline) {
			require.NoError(t, err, "%s", out)
		}
		time.Sleep(3 * time.Second)
	}
}
