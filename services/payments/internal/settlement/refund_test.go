package settlement_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

func TestRefundsOfAnOrder(t *testing.T) {
	s := mustStack(t)
	s.mustCapture()
	part := s.decide(2000, 50)
	s.settleCharge()
	require.Equal(t, charge.Succeeded, s.refund(part).Status)
	require.Equal(t, payment.Captured, s.state().Shown())
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentCaptured,
		contracts.PaymentRefunded, contracts.PaymentRefunded)
	s.owes(map[string]int64{ledger.Stripe: 3150, ledger.Fees: -100, s.seller(): -3050})

	rest := s.decide(3150, 100)
	s.settleCharge()
	require.Equal(t, charge.Succeeded, s.refund(rest).Status)
	require.Equal(t, payment.Refunded, s.state().Shown())
	require.Zero(t, s.charge().Left())
	s.owes(map[string]int64{})
	require.Equal(t, map[string]int64{part: 2000, rest: 3150}, s.given())
	require.Equal(t, map[string]string{"order_id": s.order.ID, "payment_id": s.state().ID, "refund_id": rest}, s.stripe.Refunds()[0].Metadata)
}

// TestRefundFaultsAreTriedAgain has Stripe make the refund or not, and answer
// with an error or not at all.
func TestRefundFaultsAreTriedAgain(t *testing.T) {
	after := func(s *stack, f *stripetest.Fault) { s.stripe.After(toRefunds(f)) }
	instead := func(s *stack, f *stripetest.Fault) { s.stripe.Before(toRefunds(f)) }
	for name, c := range map[string]struct {
		set   func(*stack, *stripetest.Fault)
		fault stripetest.Fault
		keys  int
	}{
		"lost on the way there": {instead, stripetest.Fault{}, 1},
		"lost on the way back":  {after, stripetest.Fault{}, 1},
		"fault":                 {instead, stripetest.Fault{Status: http.StatusInternalServerError, Type: "api_error"}, 2},
		"fault, having acted":   {after, stripetest.Fault{Status: http.StatusInternalServerError, Type: "api_error"}, 1},
		"limit":                 {instead, stripetest.Fault{Status: http.StatusTooManyRequests, Type: "invalid_request_error"}, 1},
		"refused for now":       {instead, stripetest.Fault{Status: http.StatusBadRequest, Type: "invalid_request_error", Code: "balance_insufficient"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustStack(t)
			s.mustCapture()
			refundID := s.decide(2000, 50)
			c.set(s, &c.fault)
			_ = s.Settle(t.Context(), s.chargeName())
			require.Equal(t, charge.Pending, s.refund(refundID).Status)
			s.stripe.Heal()
			s.settleCharge()
			require.Equal(t, charge.Pending, s.refund(refundID).Status, "not before its time")
			s.later(time.Minute)
			s.settleCharge()
			require.Equal(t, charge.Succeeded, s.refund(refundID).Status)
			require.Equal(t, map[string]int64{refundID: 2000}, s.given())
			_, keys := s.askedFor("POST /v1/refunds ")
			require.Len(t, keys, c.keys)
			s.owes(map[string]int64{ledger.Stripe: 3150, ledger.Fees: -100, s.seller(): -3050})
		})
	}
}

func toRefunds(f *stripetest.Fault) func(*http.Request) *stripetest.Fault {
	return func(r *http.Request) *stripetest.Fault {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/refunds") {
			return f
		}
		return nil
	}
}

// TestRefundDecidedBeforeTheCapture waits for the money.
func TestRefundDecidedBeforeTheCapture(t *testing.T) {
	s := mustStack(t)
	s.mustAuthorize()
	s.stripe.Before(toCaptures(&stripetest.Fault{}))
	refundID := s.decide(5150, 150)
	_ = s.Settle(t.Context(), s.order.ID)
	s.stripe.Heal()
	s.later(time.Second)
	s.settle()
	require.Equal(t, payment.Captured, s.state().Status)
	s.settleCharge()
	require.Equal(t, charge.Succeeded, s.refund(refundID).Status)
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentCaptured, contracts.PaymentRefunded)
}

// TestRefundOfACaptureThatFails gives nothing back: nothing was taken.
func TestRefundOfACaptureThatFails(t *testing.T) {
	s := mustStack(t)
	s.mustAuthorize()
	s.stripe.ExpireAuthorization(s.intent().ID)
	s.decide(5150, 150)
	s.settle()
	s.settleCharge()
	require.Equal(t, payment.Failed, s.state().Status)
	require.Empty(t, s.stripe.Refunds())
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentFailed)
}

// TestRefundOfWhatIsLeft has the dashboard be faster than the decision.
func TestRefundOfWhatIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		dashboard, amount int64
		status            charge.Status
		failure           string
	}{
		"some": {3000, 2150, charge.Succeeded, ""},
		"none": {5150, 4000, charge.Failed, charge.FailureNothingLeft},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustStack(t)
			s.mustCapture()
			s.dashboardRefund(c.dashboard)
			refundID := s.decide(4000, 100)
			s.settleCharge()
			r := s.refund(refundID)
			require.Equal(t, c.status, r.Status)
			require.Equal(t, c.amount, r.Amount)
			require.Equal(t, c.failure, r.Failure)
			require.Len(t, s.charge().Refunds, 2, "the dashboard's is known, too")
			require.Equal(t, payment.Refunded, s.state().Shown())
			s.owes(map[string]int64{})
		})
	}
}

// TestRefundThatFailsLater comes back from the bank.
func TestRefundThatFailsLater(t *testing.T) {
	s := mustStack(t)
	s.mustCapture()
	refundID := s.decide(5150, 150)
	s.settleCharge()
	require.Equal(t, payment.Refunded, s.state().Shown())
	s.stripe.FailRefund(s.refund(refundID).StripeID)
	s.listEvents()
	s.settleCharge()
	r := s.refund(refundID)
	require.Equal(t, charge.Failed, r.Status)
	require.NotEmpty(t, r.Failure)
	require.Equal(t, payment.Captured, s.state().Shown())
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentCaptured,
		contracts.PaymentRefunded, contracts.PaymentRefunded, contracts.PaymentRefunded)
	s.owes(map[string]int64{ledger.Stripe: 5150, ledger.Fees: -150, s.seller(): -5000})
}

// TestRefundThatIsPending is asked for again.
func TestRefundThatIsPending(t *testing.T) {
	s := mustStack(t)
	s.card = stripetest.CardRefundPending
	s.mustCapture()
	refundID := s.decide(2000, 50)
	s.settleCharge()
	require.NotEmpty(t, s.refund(refundID).StripeID)
	require.Eventually(t, func() bool { return s.stripe.Refunds()[0].Status == "succeeded" }, 20*time.Second, 20*time.Millisecond)
	s.later(time.Hour)
	s.sweep()
	require.Equal(t, charge.Succeeded, s.refund(refundID).Status)
}

// TestMoneyWithoutAnOrderGoesBack has somebody capture in the dashboard what
// is about to be voided.
func TestMoneyWithoutAnOrderGoesBack(t *testing.T) {
	s := mustStack(t)
	s.mustAuthorize()
	s.stripe.Do(http.MethodPost, "/v1/payment_intents/"+s.intent().ID+"/capture")
	s.becomes(payment.Cancelled)
	s.settle()
	s.sweep()
	require.Equal(t, payment.Refunded, s.state().Shown())
	require.Equal(t, map[string]int64{s.state().ID: 5150}, s.given())
	s.owes(map[string]int64{})
}

// TestDashboardRefund is known by a webhook, or without one from Stripe's list
// of events.
func TestDashboardRefund(t *testing.T) {
	for name, hear := range map[string]func(*stack, string){
		"webhook": func(s *stack, _ string) { s.mustNotice(s.refunded("evt_refunded", 1030)) },
		"list":    func(s *stack, _ string) { s.listEvents() },
	} {
		t.Run(name, func(t *testing.T) {
			s := mustStack(t)
			s.mustCapture()
			hear(s, s.dashboardRefund(1030))
			s.settleCharge()
			require.Len(t, s.charge().Refunds, 1)
			r := s.charge().Refunds[0]
			require.Equal(t, charge.ByPlatform, r.By)
			require.Equal(t, []int64{1030, 30, 0}, []int64{r.Amount, r.Fee, int64(r.Units)})
			before := s.charge()
			hear(s, r.StripeID)
			s.settleCharge()
			require.Equal(t, before, s.charge(), "twice changes nothing")
			s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentCaptured, contracts.PaymentRefunded)
			s.owes(map[string]int64{ledger.Stripe: 4120, ledger.Fees: -120, s.seller(): -4000})
		})
	}
}

// TestOwnRefundsNeedNoLook has Stripe tell of a refund that we made.
func TestOwnRefundsNeedNoLook(t *testing.T) {
	s := mustStack(t)
	s.mustCapture()
	s.decide(2000, 50)
	s.settleCharge()
	s.mustNotice(s.refunded("evt_refunded", 2000))
	s.settleCharge()
	looks, _ := s.askedFor("GET /v1/refunds")
	require.Zero(t, looks)
}

func (s *stack) dashboardRefund(amount int64) (stripeID string) {
	s.t.Helper()
	made := s.stripe.Dashboard(http.MethodPost, "/v1/refunds", url.Values{"payment_intent": {s.intent().ID}, "amount": {decimal(amount)}})
	return made["id"].(string)
}
