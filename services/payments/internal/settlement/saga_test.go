package settlement_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

func TestPaidOrderIsCaptured(t *testing.T) {
	s := mustStack(t)
	s.mustAuthorize()
	require.Equal(t, "requires_capture", s.intent().Status)
	require.Equal(t, s.order.ID, s.intent().Metadata["order_id"])

	s.becomes(payment.Complete)
	s.settle()
	require.Equal(t, payment.Captured, s.state().Status)
	require.Equal(t, int64(5150), s.intent().AmountReceived)
	require.Equal(t, 1, s.intent().Captures)
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentCaptured)
}

func TestDeclinedCardLeavesThePageOpen(t *testing.T) {
	s := mustStack(t)
	p := s.mustOpen()
	require.Equal(t, http.StatusPaymentRequired, s.stripe.Pay(p.Session.URL, stripetest.CardDeclined))
	s.webhook(p, "evt_declined")
	s.settle()
	require.Equal(t, payment.Open, s.state().Status)

	require.Equal(t, http.StatusSeeOther, s.stripe.Pay(p.Session.URL, stripetest.CardPays))
	s.webhook(p, "evt_completed")
	s.settle()
	require.Equal(t, payment.Authorized, s.state().Status)
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized)
}

func TestOrderCancelledBeforeItWasPaid(t *testing.T) {
	s := mustStack(t)
	p := s.mustOpen()
	s.becomes(payment.Cancelled)
	s.settle()
	require.Equal(t, payment.Voided, s.state().Status)
	require.Equal(t, http.StatusGone, s.stripe.Pay(p.Session.URL, stripetest.CardPays))
	s.told(contracts.PaymentOpened, contracts.PaymentVoided)

	_, _, err := s.open()
	require.ErrorIs(t, err, payment.ErrOrderClosed)
}

func TestOrderCancelledAfterTheAuthorisation(t *testing.T) {
	s := mustStack(t)
	s.mustAuthorize()
	s.becomes(payment.Cancelled)
	s.settle()
	require.Equal(t, payment.Voided, s.state().Status)
	require.Equal(t, "canceled", s.intent().Status)
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentVoided)
}

// TestOrderCancelledWhileItIsPaid has the session complete at Stripe before we
// expire it, without our knowing.
func TestOrderCancelledWhileItIsPaid(t *testing.T) {
	s := mustStack(t)
	p := s.mustPay()
	s.becomes(payment.Cancelled)
	s.settle()
	require.Equal(t, payment.Voided, s.state().Status)
	require.Equal(t, "canceled", s.intent().Status)

	before := s.state()
	s.webhook(p, "evt_late")
	s.settle()
	require.Equal(t, before, s.state())
	s.told(contracts.PaymentOpened, contracts.PaymentVoided)
}

func TestOrderCancelledWhileThePageIsMade(t *testing.T) {
	s := mustStack(t)
	s.stripe.After(func(*http.Request) *stripetest.Fault {
		s.becomes(payment.Cancelled)
		return nil
	})
	_, _, err := s.open()
	require.ErrorIs(t, err, payment.ErrOrderClosed)
	require.Equal(t, payment.Voided, s.state().Status)
}

func TestCaptureOfALostAuthorisationFails(t *testing.T) {
	s := mustStack(t)
	s.mustAuthorize()
	s.stripe.Do(http.MethodPost, "/v1/payment_intents/"+s.intent().ID+"/cancel")
	s.becomes(payment.Complete)
	s.settle()
	require.Equal(t, payment.Failed, s.state().Status)
	require.Equal(t, payment.ReasonCaptureRefused, s.state().Reason)
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentFailed)
}

func TestCaptureThatTheBankRefusesGivesTheMoneyBack(t *testing.T) {
	s := mustStack(t)
	s.mustAuthorize()
	s.stripe.Before(toCaptures(&stripetest.Fault{Status: http.StatusPaymentRequired, Type: "card_error", Code: "card_declined"}))
	s.becomes(payment.Complete)
	s.settle()
	require.Equal(t, payment.Failed, s.state().Status)
	require.Equal(t, "canceled", s.intent().Status)
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentFailed)
}

func TestCaptureMadeBySomebodyElseIsACapture(t *testing.T) {
	s := mustStack(t)
	s.mustAuthorize()
	s.stripe.Do(http.MethodPost, "/v1/payment_intents/"+s.intent().ID+"/capture")
	s.becomes(payment.Complete)
	s.settle()
	require.Equal(t, payment.Captured, s.state().Status)
	require.Equal(t, 1, s.intent().Captures)
}

// TestFaultsOfStripeAreTriedAgain has Stripe capture and the answer get lost,
// and Stripe answer with an error, which it would repeat for the same key.
func TestFaultsOfStripeAreTriedAgain(t *testing.T) {
	lost := func(s *stack, f *stripetest.Fault) { s.stripe.After(toCaptures(f)) }
	instead := func(s *stack, f *stripetest.Fault) { s.stripe.Before(toCaptures(f)) }
	for name, c := range map[string]struct {
		set   func(*stack, *stripetest.Fault)
		fault stripetest.Fault
		keys  int
	}{
		"lost":        {lost, stripetest.Fault{}, 1},
		"fault":       {lost, stripetest.Fault{Status: http.StatusInternalServerError, Type: "api_error"}, 2},
		"limit":       {instead, stripetest.Fault{Status: http.StatusTooManyRequests, Type: "invalid_request_error"}, 1},
		"not allowed": {instead, stripetest.Fault{Status: http.StatusUnauthorized, Type: "invalid_request_error"}, 1},
		"refused":     {instead, stripetest.Fault{Status: http.StatusBadRequest, Type: "invalid_request_error"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustStack(t)
			s.mustAuthorize()
			s.becomes(payment.Complete)
			c.set(s, &c.fault)
			_ = s.Settle(t.Context(), s.order.ID)
			require.Equal(t, payment.Authorized, s.state().Status)
			s.stripe.Heal()
			s.settle()
			require.Equal(t, payment.Authorized, s.state().Status, "not before its time")
			s.later(time.Second)
			s.settle()
			require.Equal(t, payment.Captured, s.state().Status)
			require.Equal(t, 1, s.intent().Captures)
			require.Len(t, captures(s), c.keys)
		})
	}
}

func toCaptures(f *stripetest.Fault) func(*http.Request) *stripetest.Fault {
	return func(r *http.Request) *stripetest.Fault {
		if strings.HasSuffix(r.URL.Path, "/capture") {
			return f
		}
		return nil
	}
}

// captures are the idempotency keys under which captures were asked for.
func captures(s *stack) map[string]bool {
	keys := map[string]bool{}
	for _, line := range s.stripe.Requests() {
		if path, key, _ := strings.Cut(strings.TrimPrefix(line, "POST "), " "); strings.HasSuffix(path, "/capture") {
			keys[key] = true
		}
	}
	return keys
}
