package payment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/payments/internal/payment"
)

var begin = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)

// order is one of two tickets that waits for its money for 15 minutes.
func order() payment.Order {
	return payment.Order{
		ID: "0195a1b2-0000-7000-8000-000000000002", BuyerID: "0195a1b2-0000-7000-8000-00000000000b",
		Title: "$100 voucher 🎟", Quantity: 2, UnitPrice: 2500, Total: 5000, Currency: "usd",
		Standing: payment.Waiting, ExpiresAt: begin.Add(15 * time.Minute), Version: 1,
	}
}

// The payments below are each one step further than the one before.

func mustNew(t *testing.T) payment.Payment {
	t.Helper()
	p, err := payment.New("pay", order(), begin)
	require.NoError(t, err)
	return p
}

func mustOpen(t *testing.T) payment.Payment {
	t.Helper()
	p, err := mustNew(t).Opened(1, "cs_1", "https://checkout/cs_1", begin)
	require.NoError(t, err)
	return p
}

func mustAuthorize(t *testing.T) payment.Payment {
	t.Helper()
	return mustOpen(t).Observe(paid(payment.IntentAuthorized), payment.Waiting, begin)
}

func capturing(t *testing.T) payment.Payment {
	t.Helper()
	return mustAuthorize(t).Follow(payment.Complete, begin)
}

// paid is what Stripe says of a completed session whose money is as given.
func paid(s payment.IntentStatus) payment.Truth {
	return payment.Truth{SessionID: "cs_1", Session: payment.SessionComplete, IntentID: "pi_1", Intent: s}
}

func session(s payment.SessionStatus) payment.Truth {
	return payment.Truth{SessionID: "cs_1", Session: s}
}

func at(d time.Duration) time.Time { return begin.Add(d) }
