package settlement_test

import (
	"strconv"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/settlement"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// mustCapture has the money of the order.
func (s *stack) mustCapture() payment.State {
	s.t.Helper()
	s.mustAuthorize()
	s.becomes(payment.Complete)
	s.settle()
	require.Equal(s.t, payment.Captured, s.state().Status)
	return s.state()
}

// decide has orders decide a refund, of which a part may be the platform's,
// and gives its id.
func (s *stack) decide(amount int64, fee ...int64) string {
	s.t.Helper()
	d := decision(amount)
	for _, part := range fee {
		d.Fee += part
	}
	s.order.Refunds = append(s.order.Refunds, d)
	s.becomes(payment.Complete)
	return d.ID
}

func decision(amount int64) charge.Decision {
	return charge.Decision{ID: id.New(), Units: 1, Amount: amount, By: "seller", CreatedAt: time.Now().UTC().Truncate(time.Microsecond)}
}

func (s *stack) chargeName() string { return store.ChargeName(s.order.ID) }

// settleCharge does what the charge needs now.
func (s *stack) settleCharge() {
	s.t.Helper()
	require.NoError(s.t, s.Settle(s.t.Context(), s.chargeName()))
}

func (s *stack) charge() charge.State {
	s.t.Helper()
	c, err := store.ReadCharge(s.t.Context(), state.NewReader(s.memory), s.order.ID)
	require.NoError(s.t, err)
	require.NotNil(s.t, c)
	return c.State()
}

// refund is the charge's refund with the id.
func (s *stack) refund(refundID string) charge.Refund {
	s.t.Helper()
	r, known := charge.Restore(s.charge()).Refund(refundID)
	require.True(s.t, known)
	return r
}

// given are the refunds of the order that Stripe made for decisions, by their
// ids; a second one for the same decision fails the test.
func (s *stack) given() map[string]int64 {
	s.t.Helper()
	given := map[string]int64{}
	for _, r := range s.stripe.Refunds() {
		decision := r.Metadata["refund_id"]
		if decision == "" || r.Metadata["order_id"] != s.order.ID {
			continue
		}
		require.NotContains(s.t, given, decision, "given back twice")
		given[decision] = r.Amount
	}
	return given
}

// owes checks what the accounts of the order come to, beside those of 0.
func (s *stack) owes(want map[string]int64) {
	s.t.Helper()
	got := map[string]int64{}
	for account, by := range s.ledger().Balances() {
		got[account] = by[s.order.Currency]
	}
	require.Equal(s.t, want, got)
}

func (s *stack) ledger() *ledger.Ledger {
	s.t.Helper()
	l, err := state.Read[ledger.Ledger](s.t.Context(), state.NewReader(s.memory), store.LedgerKey(s.order.ID))
	require.NoError(s.t, err)
	require.NotNil(s.t, l)
	return l
}

func (s *stack) seller() string { return ledger.Seller(s.order.SellerID) }

// askedFor counts the requests that begin so, and lists their idempotency
// keys.
func (s *stack) askedFor(prefix string) (count int, keys map[string]bool) {
	keys = map[string]bool{}
	for _, line := range s.stripe.Requests() {
		if rest, ok := strings.CutPrefix(line, prefix); ok {
			count++
			keys[rest] = true
		}
	}
	return count, keys
}

func (s *stack) mustNotice(n checkout.Notice) {
	s.t.Helper()
	outcome, err := s.Notice(s.t.Context(), n)
	require.NoError(s.t, err)
	require.Equal(s.t, settlement.Taken, outcome)
}

// refunded is Stripe's word that so much of the charge went back in all.
func (s *stack) refunded(eventID string, amount int64) checkout.Notice {
	return checkout.Notice{
		EventID: eventID, Type: "charge.refunded", Object: "charge", IntentID: s.intent().ID, Taken: true, Hint: charge.Hint{Refunded: amount},
	}
}

// listEvents reads Stripe's list of events.
func (s *stack) listEvents() {
	s.t.Helper()
	s.later(time.Minute)
	require.NoError(s.t, s.Settle(s.t.Context(), "stripe/list"))
}

func decimal(amount int64) string { return strconv.FormatInt(amount, 10) }
