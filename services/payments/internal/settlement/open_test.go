package settlement_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/settlement"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

func TestManyRequestsAtOnceGetOneSession(t *testing.T) {
	s := mustStack(t)
	var all sync.WaitGroup
	var mu sync.Mutex
	created, urls := 0, map[string]bool{}
	for range 20 {
		all.Go(func() {
			p, first, err := s.open()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("open: %v", err)
				return
			}
			urls[p.State().Session.URL] = true
			if first {
				created++
			}
		})
	}
	all.Wait()
	require.Equal(t, 1, created)
	require.Len(t, urls, 1)
	require.Len(t, s.stripe.Sessions(), 1)
	s.told(contracts.PaymentOpened)
}

func TestSessionEndsAtStripeAndAnotherIsMade(t *testing.T) {
	s := mustStack(t)
	first := s.mustOpen()
	s.stripe.Do(http.MethodPost, "/v1/checkout/sessions/"+first.Session.ID+"/expire")
	s.later(3 * time.Second)
	second := s.mustOpen()
	require.NotEqual(t, first.Session.ID, second.Session.ID)
	require.Len(t, s.stripe.Sessions(), 2)

	require.Equal(t, http.StatusSeeOther, s.stripe.Pay(second.Session.URL, stripetest.CardPays))
	s.webhook(first, "evt_about_the_first")
	s.settle()
	require.Equal(t, payment.Authorized, s.state().Status)
	s.told(contracts.PaymentOpened, contracts.PaymentOpened, contracts.PaymentAuthorized)
}

// TestPaidWhileAnotherPageIsAskedFor has a buyer pay and ask for a page again,
// before any webhook.
func TestPaidWhileAnotherPageIsAskedFor(t *testing.T) {
	s := mustStack(t)
	s.mustPay()
	p, created, err := s.open()
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, payment.Authorized, p.State().Status)
	require.Len(t, s.stripe.Sessions(), 1)
}

func TestLostAnswerIsAskedForAgainUnderTheSameKey(t *testing.T) {
	s := mustStack(t)
	s.stripe.After(func(*http.Request) *stripetest.Fault { return &stripetest.Fault{} })
	_, _, err := s.open()
	require.ErrorIs(t, err, settlement.ErrNoAnswer)
	s.stripe.Heal()
	require.Equal(t, 1, s.mustOpen().Attempt)
	require.Len(t, s.stripe.Sessions(), 1)
}

func TestFaultyAnswerBeginsAnotherAttempt(t *testing.T) {
	s := mustStack(t)
	s.stripe.Before(func(*http.Request) *stripetest.Fault {
		return &stripetest.Fault{Status: http.StatusInternalServerError, Type: "api_error"}
	})
	_, _, err := s.open()
	require.ErrorIs(t, err, settlement.ErrNoAnswer)
	s.stripe.Heal()
	require.Equal(t, 2, s.mustOpen().Attempt)
}

func TestWhatStripeDoesNotAccept(t *testing.T) {
	s := mustStack(t)
	s.stripe.Before(func(*http.Request) *stripetest.Fault {
		return &stripetest.Fault{Status: http.StatusBadRequest, Type: "invalid_request_error", Code: "amount_too_small"}
	})
	_, _, err := s.open()
	require.ErrorIs(t, err, settlement.ErrNotAccepted)
	s.told()
}

func TestUnknownOrderIsNotFound(t *testing.T) {
	s := mustStack(t)
	s.order = someOrder()
	_, _, err := s.open()
	require.ErrorIs(t, err, settlement.ErrNotFound)
	require.ErrorIs(t, s.Ask(t.Context(), s.order.ID), settlement.ErrNotFound)
}

func TestAskSeesWhatTheWebhookHasNotToldYet(t *testing.T) {
	s := mustStack(t)
	s.mustPay()
	require.NoError(t, s.Ask(t.Context(), s.order.ID))
	require.Equal(t, payment.Authorized, s.state().Status)
}

func TestAskBothersStripeNowAndThenOnly(t *testing.T) {
	s := mustStack(t)
	s.mustOpen()
	before := len(s.stripe.Requests())
	for range 10 {
		require.NoError(t, s.Ask(t.Context(), s.order.ID))
	}
	require.Len(t, s.stripe.Requests(), before+1)
	s.later(3 * time.Second)
	require.NoError(t, s.Ask(t.Context(), s.order.ID))
	require.Len(t, s.stripe.Requests(), before+2)
}

func TestAskDoesWithoutStripe(t *testing.T) {
	s := mustStack(t)
	s.mustPay()
	s.stripe.Before(func(*http.Request) *stripetest.Fault { return &stripetest.Fault{} })
	require.NoError(t, s.Ask(t.Context(), s.order.ID))
	require.Equal(t, payment.Open, s.state().Status)
}

// TestRefusedCardIsKnown brings the news by webhook: one look at Stripe, after
// which the payment waits again.
func TestRefusedCardIsKnown(t *testing.T) {
	s := mustStack(t)
	p := s.mustOpen()
	require.Equal(t, http.StatusPaymentRequired, s.stripe.Pay(p.Session.URL, stripetest.CardEmpty))
	asked := len(s.stripe.Requests())
	s.webhook(p, "evt_1")
	s.settle()
	require.Equal(t, "insufficient_funds", s.state().Declined.Code)
	require.Len(t, s.stripe.Requests(), asked+1)
	require.True(t, s.state().DueAt.After(s.Now().Add(50*time.Second)))

	require.Equal(t, http.StatusSeeOther, s.stripe.Pay(p.Session.URL, stripetest.CardPays))
	s.webhook(p, "evt_2")
	s.settle()
	require.Zero(t, s.state().Declined)
	s.told(contracts.PaymentOpened, contracts.PaymentAuthorized)
}
