package settlement_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

func (s *stack) dispute() charge.Dispute {
	s.t.Helper()
	d, disputed := s.charge().Dispute()
	require.True(s.t, disputed)
	return d
}

// aboutDispute is Stripe's word about a dispute.
func (s *stack) aboutDispute(eventID, disputeID, status string) checkout.Notice {
	return checkout.Notice{
		EventID: eventID, Type: "charge.dispute.updated", Object: "dispute", IntentID: s.intent().ID, Taken: true,
		Hint: charge.Hint{DisputeID: disputeID, DisputeStatus: status},
	}
}

func TestDisputesFromBeginningToEnd(t *testing.T) {
	for end, books := range map[string]func(*stack) map[string]int64{
		"won": func(s *stack) map[string]int64 {
			return map[string]int64{ledger.Stripe: 5150, ledger.Fees: -150, s.seller(): -5000}
		},
		"lost": func(*stack) map[string]int64 { return map[string]int64{} },
	} {
		t.Run(end, func(t *testing.T) {
			s := mustStack(t)
			s.mustCapture()
			id := s.stripe.Dispute(s.intent().ID, 0)
			s.mustNotice(s.aboutDispute("evt_opened", id, "needs_response"))
			s.settleCharge()
			require.Equal(t, "needs_response", s.dispute().Status)
			require.Equal(t, int64(5150), s.dispute().Amount)
			require.NotEmpty(t, s.dispute().Reason)
			require.False(t, s.dispute().DueBy.IsZero())
			s.owes(map[string]int64{ledger.InDispute: 5150, ledger.Fees: -150, s.seller(): -5000})

			s.stripe.CloseDispute(id, end)
			s.later(6 * time.Hour) // no webhook, and the list of events is not read
			s.sweep()
			require.Equal(t, end, s.dispute().Status)
			s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentCaptured,
				contracts.PaymentDisputed, contracts.PaymentDisputed)
			s.owes(books(s))
			require.Equal(t, payment.Captured, s.state().Shown())

			before := s.charge()
			s.mustNotice(s.aboutDispute("evt_late", id, "needs_response"))
			s.settleCharge()
			require.Equal(t, before.Disputes, s.charge().Disputes, "late news are asked about, and change nothing")
		})
	}
}

// TestDisputeThatNobodyTellsOf is in Stripe's list of events.
func TestDisputeThatNobodyTellsOf(t *testing.T) {
	s := mustStack(t)
	s.mustCapture()
	s.listEvents()
	s.stripe.Dispute(s.intent().ID, 1030)
	s.listEvents()
	s.settleCharge()
	require.Equal(t, int64(1030), s.dispute().Amount)
	requests := len(s.stripe.Requests())
	s.listEvents()
	s.settleCharge()
	require.Len(t, s.stripe.Requests(), requests+1, "only the list is asked for again")
}

// TestRefundInADispute is refused: the bank has the money.
func TestRefundInADispute(t *testing.T) {
	s := mustStack(t)
	s.mustCapture()
	s.stripe.Dispute(s.intent().ID, 0)
	refundID := s.decide(2000, 50)
	s.settleCharge()
	require.Equal(t, charge.Failed, s.refund(refundID).Status)
	require.Equal(t, charge.FailureDisputed, s.refund(refundID).Failure)
	require.Equal(t, "needs_response", s.dispute().Status, "seen on the way")
	require.Empty(t, s.stripe.Refunds())
}

// TestCapturesThatFail leave no money and no charge, however late they fail.
func TestCapturesThatFail(t *testing.T) {
	for name, c := range map[string]struct {
		card  string
		early func(*stack) // before the order is complete
		late  func(*stack) // after it, before it is captured
	}{
		"refused for good":         {stripetest.CardCaptureRefused, nil, nil},
		"ran out before the order": {stripetest.CardPays, func(s *stack) { s.stripe.ExpireAuthorization(s.intent().ID) }, nil},
		"ran out before the money": {stripetest.CardPays, nil, func(s *stack) { s.stripe.ExpireAuthorization(s.intent().ID) }},
		"cancelled in the dashboard": {stripetest.CardPays, nil, func(s *stack) {
			s.stripe.Do(http.MethodPost, "/v1/payment_intents/"+s.intent().ID+"/cancel")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustStack(t)
			s.card = c.card
			s.mustAuthorize()
			if c.early != nil {
				c.early(s)
				s.mustNotice(checkout.Notice{EventID: "evt_canceled", Type: "payment_intent.canceled", Object: "payment_intent", IntentID: s.intent().ID})
				s.settle()
				require.Equal(t, payment.Authorized, s.state().Status, "the order decides")
			}
			s.becomes(payment.Complete)
			if c.late != nil {
				c.late(s)
				s.mustNotice(checkout.Notice{EventID: "evt_canceled", Type: "payment_intent.canceled", Object: "payment_intent", IntentID: s.intent().ID})
			}
			s.settle()
			require.Equal(t, payment.Failed, s.state().Status)
			require.Equal(t, payment.ReasonCaptureRefused, s.state().Reason)
			require.Equal(t, "canceled", s.intent().Status)
			require.Zero(t, s.intent().Captures)
			s.becomes(payment.Cancelled) // what orders makes of it
			s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentFailed)
			s.owes(map[string]int64{})
		})
	}
}
