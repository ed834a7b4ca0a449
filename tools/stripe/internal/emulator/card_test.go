package emulator_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
)

func TestCardsThatPay(t *testing.T) {
	for _, number := range []string{"4242 4242 4242 4242", "4000-0566-5566-5556", "5555555555554444"} {
		t.Run(number, func(t *testing.T) {
			r := mustRig(t)
			session := r.mustSession("order-1")
			status, location, _ := r.pay(session.URL, number)
			assert.Equal(t, http.StatusSeeOther, status)
			assert.Equal(t, "http://127.0.0.1:1/orders/order-1?checkout=return&session="+session.ID, location)

			intent := r.mustIntent(session.ID)
			assert.Equal(t, stripe.PaymentIntentStatusRequiresCapture, intent.Status)
			assert.Equal(t, int64(5000), intent.AmountCapturable)
			assert.Equal(t, "order-1", intent.Metadata["order_id"])
			r.mustReceive(t, stripe.EventTypePaymentIntentAmountCapturableUpdated, stripe.EventTypeCheckoutSessionCompleted)
			again, err := r.stripe.CheckoutSessions.Get(session.ID, nil)
			require.NoError(t, err)
			assert.Equal(t, stripe.CheckoutSessionStatusComplete, again.Status)
			assert.Equal(t, stripe.CheckoutSessionPaymentStatusUnpaid, again.PaymentStatus, "paid only when captured")
		})
	}
}

func TestCardsThatAreDeclined(t *testing.T) {
	cards := map[string]struct{ code, decline, words string }{
		"4000000000000002": {"card_declined", "generic_decline", "Your card was declined."},
		"4000000000009995": {"card_declined", "insufficient_funds", "Your card has insufficient funds."},
		"4000000000009987": {"card_declined", "lost_card", "Your card was declined."},
		"4000000000009979": {"card_declined", "stolen_card", "Your card was declined."},
		"4000000000000069": {"expired_card", "expired_card", "Your card has expired."},
		"4000000000000127": {"incorrect_cvc", "incorrect_cvc", "Your card&#39;s security code is incorrect."},
		"4000000000000119": {"processing_error", "processing_error", "An error occurred while processing your card."},
	}
	r := mustRig(t)
	for number, want := range cards {
		session := r.mustSession("order-" + number)
		status, _, body := r.pay(session.URL, number)
		assert.Equal(t, http.StatusPaymentRequired, status)
		assert.Contains(t, body, want.words)

		intent := r.mustIntent(session.ID)
		assert.Equal(t, stripe.PaymentIntentStatusRequiresPaymentMethod, intent.Status)
		assert.Equal(t, want.code, string(intent.LastPaymentError.Code))
		assert.Equal(t, want.decline, string(intent.LastPaymentError.DeclineCode))
		assert.Equal(t, stripe.ChargeStatusFailed, mustCharge(t, r, intent).Status)

		status, _, _ = r.pay(session.URL, "4242424242424242")
		assert.Equal(t, http.StatusSeeOther, status, "another card pays")
		after := r.mustIntent(session.ID)
		assert.Equal(t, intent.ID, after.ID, "the intent stays the same")
		assert.Equal(t, stripe.PaymentIntentStatusRequiresCapture, after.Status)
		assert.Nil(t, after.LastPaymentError)
	}
	r.mustReceive(t, stripe.EventTypePaymentIntentPaymentFailed, stripe.EventTypeChargeFailed)
}

func mustCharge(t *testing.T, r *rig, intent *stripe.PaymentIntent) *stripe.Charge {
	t.Helper()
	require.NotNil(t, intent.LatestCharge)
	charge, err := r.stripe.Charges.Get(intent.LatestCharge.ID, nil)
	require.NoError(t, err)
	return charge
}

func TestCardsThatAskForAuthentication(t *testing.T) {
	tests := map[string]struct {
		number, answer string
		status         int
		intent         stripe.PaymentIntentStatus
		code           string
	}{
		"3155 completed":             {"4000002500003155", "complete", http.StatusSeeOther, stripe.PaymentIntentStatusRequiresCapture, ""},
		"3155 failed":                {"4000002500003155", "fail", http.StatusPaymentRequired, stripe.PaymentIntentStatusRequiresPaymentMethod, "payment_intent_authentication_failure"},
		"3220 completed":             {"4000000000003220", "complete", http.StatusSeeOther, stripe.PaymentIntentStatusRequiresCapture, ""},
		"3178 completed, then broke": {"4000008260003178", "complete", http.StatusPaymentRequired, stripe.PaymentIntentStatusRequiresPaymentMethod, "card_declined"},
		"1629 completed, declined":   {"4000008400001629", "complete", http.StatusPaymentRequired, stripe.PaymentIntentStatusRequiresPaymentMethod, "card_declined"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := mustRig(t)
			session := r.mustSession("order-1")
			status, _, body := r.pay(session.URL, test.number)
			assert.Equal(t, http.StatusOK, status)
			assert.Contains(t, body, "Complete authentication")
			assert.Contains(t, body, "Fail authentication")
			assert.Equal(t, stripe.PaymentIntentStatusRequiresAction, r.mustIntent(session.ID).Status)
			_, _, again := r.do(http.MethodGet, session.URL, nil, nil)
			assert.Contains(t, again, "Complete authentication", "the question survives a reload")

			status, _, _ = r.submit(session.URL, url.Values{"authentication": {test.answer}})
			assert.Equal(t, test.status, status)
			intent := r.mustIntent(session.ID)
			assert.Equal(t, test.intent, intent.Status)
			if test.code != "" {
				assert.Equal(t, test.code, string(intent.LastPaymentError.Code))
			}
		})
	}
}
