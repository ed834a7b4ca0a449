package audit_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/payments/internal/audit"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/store"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

// TestCleanRun finds nothing where nothing is wrong.
func TestCleanRun(t *testing.T) {
	s := mustShop(t)
	s.sold()
	s.held()
	s.becomes(s.held(), payment.Cancelled)
	s.refunded(2575, 75)
	report := s.audit(0)
	require.Empty(t, report.Differences)
	require.Empty(t, report.UnderWay)
	require.True(t, report.Clean())
	require.Equal(t, []audit.Count{
		{Kind: audit.Payment, State: "captured", Currency: "usd", AtStripe: 2, StripeAmount: 10300, InLedger: 2, LedgerAmount: 10300},
		{Kind: audit.Payment, State: "held", Currency: "usd", AtStripe: 1, StripeAmount: 5150, InLedger: 1, LedgerAmount: 5150},
		{Kind: audit.Payment, State: "released", Currency: "usd", AtStripe: 1, StripeAmount: 5150, InLedger: 1, LedgerAmount: 5150},
		{Kind: audit.Refund, State: "given back", Currency: "usd", AtStripe: 1, StripeAmount: 2575, InLedger: 1, LedgerAmount: 2575},
	}, report.Counts)
	require.Equal(t, 4, report.Ledgers)
	var text strings.Builder
	require.NoError(t, report.Print(&text))
	require.Contains(t, text.String(), "103.00 usd")
	require.Contains(t, text.String(), "\nno difference\n")
}

// TestWhatBanksTakeBack finds nothing wrong with disputes and refunds that
// fail, once payments has heard of them, and finds them before.
func TestWhatBanksTakeBack(t *testing.T) {
	s := mustShop(t)
	for _, ends := range []string{"", "won", "lost"} {
		o := s.sold()
		dispute := s.stripe.Dispute(s.payment(o).IntentID, 0)
		require.Len(t, s.audit(0).Differences, 1, "a dispute that nobody told of")
		s.hears(o)
		require.Empty(t, s.audit(0).Differences)
		if ends != "" {
			s.stripe.CloseDispute(dispute, ends)
			require.Len(t, s.audit(0).Differences, 1, "a dispute that is over")
			s.hears(o)
		}
	}
	o := s.refunded(2575, 75)
	s.stripe.FailRefund(s.charge(o).Refunds[0].StripeID)
	require.Len(t, s.audit(0).Differences, 1, "a refund that has failed since")
	s.hears(o)
	report := s.audit(0)
	require.Empty(t, report.Differences)
	states := map[string]int64{}
	for _, c := range report.Counts {
		require.Equal(t, c.AtStripe, c.InLedger)
		require.Equal(t, c.StripeAmount, c.LedgerAmount)
		states[string(c.Kind)+" "+c.State] = c.StripeAmount
	}
	require.Equal(t, map[string]int64{
		"payment captured": 4 * 5150, "dispute open": 5150, "dispute won": 5150, "dispute lost": 5150, "refund failed": 2575,
	}, states)
	balance, err := store.Balance(t.Context(), state.NewReader(s.memory), s.seller)
	require.NoError(t, err)
	require.Equal(t, map[string]ledger.Tally{"usd": {Sales: 20000, Disputed: 10000}}, balance)
}

// TestTransfers finds nothing wrong with money on its way to the seller and
// back.
func TestTransfers(t *testing.T) {
	s := mustShop(t)
	s.opens()
	s.sends(s.sold())
	o := s.sold()
	s.sends(o)
	o.Refunds = append(o.Refunds, charge.Decision{ID: "1", Units: 1, Amount: 2575, Fee: 75, By: "seller", CreatedAt: s.settle.Now()})
	o = s.becomes(o, payment.Complete)
	s.sends(o)
	report := s.audit(0)
	require.Empty(t, report.Differences, printed(t, report))
	transfers := slices.DeleteFunc(report.Counts, func(c audit.Count) bool { return c.Kind != audit.Transfer && c.Kind != audit.Reversal })
	require.Equal(t, []audit.Count{
		{Kind: audit.Transfer, State: "made", Currency: "usd", AtStripe: 2, StripeAmount: 10000, InLedger: 2, LedgerAmount: 10000},
		{Kind: audit.Reversal, State: "made", Currency: "usd", AtStripe: 1, StripeAmount: 2500, InLedger: 1, LedgerAmount: 2500},
	}, transfers)
	balance, err := store.Balance(t.Context(), state.NewReader(s.memory), s.seller)
	require.NoError(t, err)
	require.Equal(t, map[string]ledger.Tally{"usd": {Sales: 10000, Refunded: 2500, Transferred: 7500}}, balance)
}

// TestPlantedDifferences plants one difference at a time, and nothing else is
// found.
func TestPlantedDifferences(t *testing.T) {
	entry := func(doc map[string]any, n int) map[string]any { return doc["entries"].([]any)[n].(map[string]any) }
	line := func(doc map[string]any, n, i int) map[string]any {
		return entry(doc, n)["lines"].([]any)[i].(map[string]any)
	}
	for name, c := range map[string]struct {
		plant func(s *shop)
		found []string // of each difference, parts of what is printed, with its values
	}{
		"an intent that we don't know": {func(s *shop) {
			o := s.sold()
			for _, key := range []string{store.PaymentKey(o.ID), store.LedgerKey(o.ID), store.ChargeKey(o.ID)} {
				s.lose(key)
			}
		}, []string{"Stripe has it, the ledger does not|Stripe: 51.50 usd captured|books: none"}},
		"a capture in the dashboard": {func(s *shop) {
			s.stripe.Dashboard(http.MethodPost, "/v1/payment_intents/"+s.payment(s.held()).IntentID+"/capture", nil)
		}, []string{"Stripe and the ledger differ|Stripe: 51.50 usd captured|books: 51.50 usd held"}},
		"a capture of another amount": {func(s *shop) {
			s.stripe.Dashboard(http.MethodPost, "/v1/payment_intents/"+s.payment(s.held()).IntentID+"/capture",
				url.Values{"amount_to_capture": {"5000"}})
		}, []string{"Stripe and the ledger differ|Stripe: 50.00 usd captured|books: 51.50 usd held"}},
		"a refund that we don't know": {func(s *shop) {
			s.stripe.Dashboard(http.MethodPost, "/v1/refunds", url.Values{"payment_intent": {s.payment(s.sold()).IntentID}, "amount": {"700"}})
		}, []string{"Stripe has it, the ledger does not|Stripe: 7.00 usd given back|books: none"}},
		"a refund missing in the ledger": {func(s *shop) {
			s.tamper(store.LedgerKey(s.refunded(5150, 150).ID), func(doc map[string]any) { doc["entries"] = doc["entries"].([]any)[:3] })
		}, []string{
			"the entry fee_refunded/", "the entry refunded/", "Stripe has it, the ledger does not|Stripe: 51.50 usd given back",
			"the running balance is not what the ledgers sum up to|refunded 50.00 usd|refunded 0.00 usd",
		}},
		"a wrong amount in the ledger": {func(s *shop) {
			s.tamper(store.LedgerKey(s.sold().ID), func(doc map[string]any) {
				for i, amount := range []int{5000, -5000, 5000, -5000} {
					line(doc, 1, i)["amount"] = amount
				}
			})
		}, []string{
			"the entry captured differs from the documents|50.00 usd|51.50 usd", "Stripe and the ledger differ|Stripe: 51.50 usd captured|books: 50.00 usd captured",
			"the running balance is not what the ledgers sum up to|sales 50.00 usd|sales 48.50 usd",
		}},
		"an entry that does not balance": {func(s *shop) {
			s.tamper(store.LedgerKey(s.sold().ID), func(doc map[string]any) { line(doc, 0, 0)["amount"] = 5151 })
		}, []string{"the lines of the entry don't sum to 0 by 1"}},
		"a wrong amount of a payment": {func(s *shop) {
			s.tamper(store.PaymentKey(s.held().ID), func(doc map[string]any) { doc["amount"] = 9999 })
		}, []string{"the entry authorized differs from the documents|51.50 usd|99.99 usd"}},
		"a payment that is not captured": {func(s *shop) {
			o := s.sold()
			s.lose(store.ChargeKey(o.ID))
			s.tamper(store.PaymentKey(o.ID), func(doc map[string]any) { doc["status"] = "voided" })
		}, []string{
			"no document explains the entry captured", "no document explains the entry fee", "the entry voided is missing",
		}},
		"a payment without a document": {func(s *shop) {
			s.lose(store.PaymentKey(s.held().ID))
		}, []string{"there is a ledger, but no document of the payment"}},
		"a payment without a ledger": {func(s *shop) {
			s.lose(store.LedgerKey(s.held().ID))
		}, []string{"the payment has moved money, but there is no ledger", "Stripe has it, the ledger does not"}},
		"a transfer doubled": {func(s *shop) {
			s.opens()
			o := s.sold()
			s.sends(o)
			intent := s.stripe.Dashboard(http.MethodGet, "/v1/payment_intents/"+s.payment(o).IntentID, nil)
			s.stripe.Dashboard(http.MethodPost, "/v1/transfers", url.Values{
				"amount": {"100"}, "currency": {"usd"}, "destination": {s.charge(o).Transfer.Moves[0].AccountID}, "transfer_group": {o.ID},
				"source_transaction": {intent["latest_charge"].(string)},
			})
		}, []string{"Stripe has it, the ledger does not|transfer tr_|Stripe: 1.00 usd made"}},
		"a transfer that Stripe does not have": {func(s *shop) {
			s.opens()
			o := s.sold()
			s.sends(o)
			s.tamper(store.ChargeKey(o.ID), func(doc map[string]any) {
				doc["transfer"].(map[string]any)["moves"].([]any)[0].(map[string]any)["stripeId"] = "tr_other"
			})
			s.tamper(store.LedgerKey(o.ID), func(doc map[string]any) {
				entry(doc, 3)["id"], entry(doc, 3)["ref"] = "transferred/tr_other", "tr_other"
			})
		}, []string{"Stripe has it, the ledger does not|transfer tr_", "the ledger has it, Stripe does not|transfer tr_other|books: 50.00 usd made"}},
		"a running balance": {func(s *shop) {
			o := s.sold()
			s.tamper(store.SellerKey(s.seller, o.ID), func(doc map[string]any) {
				doc["tallies"].(map[string]any)["usd"].(map[string]any)["transferred"] = 1
			})
		}, []string{"the running balance is not what the ledgers sum up to|transferred 0.01 usd|transferred 0.00 usd"}},
		"a book that lacks an order": {func(s *shop) {
			s.tamper(store.BookKey(s.sold().ID), func(doc map[string]any) { doc["total"], doc["newest"] = 0, []any{} })
		}, []string{"the order has a ledger, but is not in the book"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustShop(t)
			c.plant(s)
			young := s.audit(time.Hour)
			report := s.audit(0)
			t.Log(printed(t, report))
			require.Len(t, report.Differences, len(c.found))
			for i, d := range report.Differences {
				require.NotEmpty(t, d.Do)
				one := printed(t, audit.Report{Differences: []audit.Difference{d}})
				for _, part := range strings.Split(c.found[i], "|") {
					require.Contains(t, one, part)
				}
			}
			require.False(t, report.Clean())
			if !strings.Contains(name, "balance") && len(c.found) < 3 {
				require.True(t, young.Clean(), "what changed a moment ago is under way")
				require.Len(t, young.UnderWay, len(c.found))
			}
		})
	}
}

func printed(t *testing.T, r audit.Report) string {
	t.Helper()
	var text strings.Builder
	require.NoError(t, r.Print(&text))
	return text.String()
}

// TestPaymentFromBeforeTheLedger has no ledger, and nothing is wrong with it.
func TestPaymentFromBeforeTheLedger(t *testing.T) {
	s := mustShop(t)
	o := s.sold()
	for _, key := range []string{store.LedgerKey(o.ID), store.ChargeKey(o.ID), store.BookKey(o.ID), store.SellerKey(s.seller, o.ID)} {
		s.lose(key)
	}
	s.tamper(store.PaymentKey(o.ID), func(doc map[string]any) { delete(doc, "sellerId"); delete(doc, "fee") })
	require.Empty(t, s.audit(0).Differences)
	s.stripe.Dashboard(http.MethodPost, "/v1/refunds", url.Values{"payment_intent": {s.payment(o).IntentID}})
	require.Len(t, s.audit(0).Differences, 1)
}

// TestMoreThanAPage compares more payments than Stripe lists at once, while it
// refuses many requests.
func TestMoreThanAPage(t *testing.T) {
	s := mustShop(t)
	for range 105 {
		s.held()
	}
	s.stripe.Misbehave(`{"seed": 7, "answers": {"rateLimit": 0.2, "serverError": 0.2, "lost": 0.1}}`)
	report := s.audit(0)
	s.stripe.Behave()
	require.Empty(t, report.Differences)
	require.Equal(t, 105, report.Counts[0].AtStripe)
	require.Equal(t, 105, report.Ledgers)
}

// TestWrongKey can't say anything.
func TestWrongKey(t *testing.T) {
	s := mustShop(t)
	s.stripe.Before(func(*http.Request) *stripetest.Fault {
		return &stripetest.Fault{Status: http.StatusUnauthorized, Type: "invalid_request_error"}
	})
	_, err := audit.Run(t.Context(), audit.Options{Stripe: audit.NewClient(stripetest.Key, s.stripe.URL), Clock: time.Now})
	require.ErrorContains(t, err, "list payment intents at Stripe: status 401")
	require.NotContains(t, err.Error(), stripetest.Key)
}
