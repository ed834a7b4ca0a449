package settlement_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/settlement"
	"github.com/saheedt/pass/services/payments/internal/store"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

// mustPark brings an event that nobody can make anything of yet.
func (s *stack) mustPark(n checkout.Notice) {
	s.t.Helper()
	for range 2 { // Stripe repeats itself
		outcome, err := s.Notice(s.t.Context(), n)
		require.NoError(s.t, err)
		require.Equal(s.t, settlement.Parked, outcome)
	}
}

// parked says whether the event is still kept.
func (s *stack) parked(eventID string) bool {
	value, err := s.memory.Get(s.t.Context(), []string{"parked/" + eventID})
	require.NoError(s.t, err)
	return len(value) > 0
}

// TestEventOfAPaymentThatIsNotKnownYet is kept until it is: a dispute that
// carries nothing but an intent that we have not heard of.
func TestEventOfAPaymentThatIsNotKnownYet(t *testing.T) {
	s := mustStack(t)
	p := s.mustPay()
	n := checkout.Notice{EventID: "evt_early", Object: "dispute", IntentID: s.intent().ID, Taken: true, Hint: charge.Hint{DisputeID: "dp_1", DisputeStatus: "x"}}
	s.mustPark(n)
	s.webhook(p, "evt_paid")
	s.settle()
	s.later(10 * time.Second)
	s.sweep()
	require.True(t, s.parked("evt_early"), "known, but not captured")

	s.becomes(payment.Complete)
	s.settle()
	s.stripe.Dispute(s.intent().ID, 0)
	s.later(20 * time.Second)
	s.sweep()
	s.settleCharge()
	require.False(t, s.parked("evt_early"))
	require.Equal(t, "needs_response", s.dispute().Status)
}

// TestEventOfNoPayment is tried ever more seldom, and dropped after a day.
func TestEventOfNoPayment(t *testing.T) {
	s := mustStack(t)
	s.mustPark(checkout.Notice{EventID: "evt_1", Object: "payment_intent", IntentID: "pi_1", OrderID: id.New()})
	tries := 0
	for range 24 * 60 * 6 {
		s.later(10 * time.Second)
		due, err := store.Due(t.Context(), s.Reader, s.Now())
		require.NoError(t, err)
		for _, name := range due {
			if strings.HasSuffix(name, "/event") {
				tries++
				require.NoError(t, s.Settle(t.Context(), name))
			}
		}
	}
	require.Less(t, tries, 40)
	require.Greater(t, tries, 20)
	s.later(time.Hour)
	s.sweep()
	require.False(t, s.parked("evt_1"))
}

// TestEventOfAVoidedPayment ends with the payment: what was only authorised is
// called refunded, too.
func TestEventOfAVoidedPayment(t *testing.T) {
	s := mustStack(t)
	s.mustAuthorize()
	s.mustPark(checkout.Notice{EventID: "evt_2", Object: "refund", IntentID: s.intent().ID, Taken: true, Hint: charge.Hint{RefundID: "re_1"}})
	s.becomes(payment.Cancelled)
	s.settle()
	s.later(time.Minute)
	s.sweep()
	require.False(t, s.parked("evt_2"))
	require.Equal(t, payment.Voided, s.state().Status)
}

// TestNoneWaitsLongerThanTwoMinutes has no webhook come, and Stripe answer the
// looks with errors or not at all until shortly before.
func TestNoneWaitsLongerThanTwoMinutes(t *testing.T) {
	const often, seldom = time.Second, 11 * time.Second // the longest between two sweeps, by default
	for name, c := range map[string]struct {
		fault  *stripetest.Fault
		heals  time.Duration
		sweep  time.Duration
		within time.Duration
	}{
		"Stripe answers":         {nil, 0, seldom, 75 * time.Second},
		"errors for a while":     {&stripetest.Fault{Status: http.StatusInternalServerError, Type: "api_error"}, 95 * time.Second, seldom, 2 * time.Minute},
		"errors to many looks":   {&stripetest.Fault{Status: http.StatusInternalServerError, Type: "api_error"}, 95 * time.Second, often, 2 * time.Minute},
		"no answers for a while": {&stripetest.Fault{}, 95 * time.Second, seldom, 2 * time.Minute},
		"limits for a while":     {&stripetest.Fault{Status: http.StatusTooManyRequests, Type: "rate_limit"}, 95 * time.Second, seldom, 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustStack(t)
			s.mustPay()
			s.becomes(payment.Complete)
			s.stripe.Before(func(*http.Request) *stripetest.Fault { return c.fault })
			waited := time.Duration(0)
			for s.state().Status != payment.Captured {
				require.LessOrEqual(t, waited+c.sweep, c.within, "%+v", s.state())
				s.later(c.sweep)
				waited += c.sweep
				if waited >= c.heals {
					s.stripe.Heal()
				}
				s.sweepOnce()
			}
		})
	}
}

// sweepOnce does what is due now, whatever comes of it.
func (s *stack) sweepOnce() {
	s.t.Helper()
	due, err := store.Due(s.t.Context(), s.Reader, s.Now())
	require.NoError(s.t, err)
	for _, name := range due {
		_ = s.Settle(s.t.Context(), name)
	}
}
