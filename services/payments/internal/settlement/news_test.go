package settlement_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/settlement"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

// final waits until the workers have brought the payment to its end.
func (s *stack) final(want payment.Status) {
	s.t.Helper()
	require.Eventually(s.t, func() bool { return s.state().Status == want }, 10*time.Second, 5*time.Millisecond)
}

func TestWebhooksTwiceAndLateChangeNothing(t *testing.T) {
	s := mustStack(t)
	p := s.mustAuthorize()
	s.becomes(payment.Complete)
	s.settle()
	before, asked := s.state(), len(s.stripe.Requests())
	for _, event := range []string{"evt_1", "evt_1", "evt_2", "evt_3"} {
		s.webhook(p, event)
		s.settle()
	}
	require.Equal(t, before, s.state())
	require.Len(t, s.stripe.Requests(), asked, "a settled payment needs no word of Stripe")
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentCaptured)
}

func TestWebhookIsFoundByTheOrderIDThatStripeGivesBack(t *testing.T) {
	s := mustStack(t)
	s.mustPay()
	outcome, err := s.Notice(t.Context(), checkout.Notice{EventID: "evt_1", IntentID: s.intent().ID, OrderID: s.order.ID})
	require.NoError(t, err)
	require.Equal(t, settlement.Taken, outcome)
	s.settle()
	require.Equal(t, payment.Authorized, s.state().Status)
}

func TestWebhooksOfOthersAreNotOurs(t *testing.T) {
	s := mustStack(t)
	s.mustOpen()
	for _, n := range []checkout.Notice{
		{EventID: "evt_1"},
		{EventID: "evt_2", SessionID: "cs_unknown", IntentID: "pi_unknown"},
		{EventID: "evt_3", OrderID: "../secret||1"},
		{EventID: "evt_4", IntentID: "pi_unknown", OrderID: "another app's", Taken: true},
	} {
		outcome, err := s.Notice(t.Context(), n)
		require.NoError(t, err)
		require.Equal(t, settlement.NotOurs, outcome)
	}
}

// TestOrderNewsInAnyOrder brings the versions of an order in all their orders,
// doubled, with a card that was authorised.
func TestOrderNewsInAnyOrder(t *testing.T) {
	for name, versions := range map[string][]int64{
		"in order": {1, 2, 3}, "reversed": {3, 2, 1}, "late": {3, 1, 2}, "doubled": {2, 2, 3, 3, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustStack(t)
			s.mustAuthorize()
			for _, version := range versions {
				o := s.order
				o.Version = version
				if version == 3 {
					o.Standing = payment.Complete
				}
				require.NoError(t, s.Follow(t.Context(), o))
				s.settle()
			}
			require.Equal(t, payment.Captured, s.state().Status)
			require.Equal(t, 1, s.intent().Captures)
		})
	}
}

func TestOrderCancelledBeforeAnybodyPays(t *testing.T) {
	s := mustStack(t)
	earlier := s.order
	s.becomes(payment.Cancelled)
	require.NoError(t, s.Follow(t.Context(), earlier))
	_, _, err := s.open()
	require.ErrorIs(t, err, payment.ErrOrderClosed)
	require.Empty(t, s.stripe.Requests())
}

// TestWebhookIsTakenOnce has Stripe repeat one about a card that was declined.
func TestWebhookIsTakenOnce(t *testing.T) {
	s := mustStack(t)
	p := s.mustOpen()
	asked := func(eventID string) int {
		before := len(s.stripe.Requests())
		s.webhook(p, eventID)
		s.settle()
		return len(s.stripe.Requests()) - before
	}
	require.Equal(t, 1, asked("evt_1"))
	require.Equal(t, 0, asked("evt_1"))
	require.Equal(t, 1, asked("evt_2"))
}

// TestWebhookThatNeverComes leaves it to the periodic look.
func TestWebhookThatNeverComes(t *testing.T) {
	s := mustStack(t)
	s.run()
	s.mustPay()
	s.later(time.Minute)
	s.final(payment.Authorized)
}

func TestWorkersFollowTheOrder(t *testing.T) {
	s := mustStack(t)
	s.run()
	s.webhook(s.mustPay(), "evt_1")
	s.final(payment.Authorized)
	s.becomes(payment.Complete)
	s.final(payment.Captured)
}

// TestStripeIsAwayWhileTheOrderIsCancelled needs the periodic look to void.
func TestStripeIsAwayWhileTheOrderIsCancelled(t *testing.T) {
	s := mustStack(t)
	s.mustAuthorize()
	s.run()
	s.stripe.Before(func(*http.Request) *stripetest.Fault { return &stripetest.Fault{} })
	s.becomes(payment.Cancelled)
	require.Eventually(t, func() bool { return s.state().Tries > 0 }, 10*time.Second, 5*time.Millisecond)
	s.stripe.Heal()
	s.later(time.Minute)
	s.final(payment.Voided)
	require.Equal(t, "canceled", s.intent().Status)
}

// TestOrdersIsRemindedOfAnAuthorisation has orders lose the event.
func TestOrdersIsRemindedOfAnAuthorisation(t *testing.T) {
	s := mustStack(t)
	s.mustAuthorize()
	s.later(29 * time.Second)
	s.settle()
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized)
	s.later(time.Second)
	s.settle()
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized, contracts.PaymentAuthorized)
}

// TestTwoInstances work on the same payments side by side.
func TestTwoInstances(t *testing.T) {
	s := mustStack(t)
	s.run()
	s.second().run()
	s.webhook(s.mustPay(), "evt_1")
	s.final(payment.Authorized)
	s.becomes(payment.Complete)
	s.later(time.Minute)
	s.final(payment.Captured)
	require.Equal(t, 1, s.intent().Captures)
	require.Zero(t, s.state().DueAt)
}
