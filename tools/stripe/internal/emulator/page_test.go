package emulator_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPageNamesEveryBadField(t *testing.T) {
	r := mustRig(t)
	session := r.mustSession("order-1")
	status, _, body := r.submit(session.URL, url.Values{"cardNumber": {"4111111111111111"}, "cardExpiry": {"01/20"}, "cardCvc": {""}})
	assert.Equal(t, http.StatusBadRequest, status)
	for _, words := range []string{"not one of Stripe&#39;s test cards", "is in the past", "security code is incomplete"} {
		assert.Contains(t, body, words)
	}
	status, _, body = r.submit(session.URL, url.Values{"cardNumber": {"4242424242424242"}, "cardExpiry": {"13/34"}, "cardCvc": {"12"}})
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Contains(t, body, "MM / YY")
	assert.Nil(t, r.mustIntent(session.ID), "nothing was tried")
}

func TestPageShowsWhatIsBoughtAndIsSafe(t *testing.T) {
	r := mustRig(t)
	session := r.mustSession("order-1")
	status, _, body := r.do(http.MethodGet, session.URL, nil, nil)
	assert.Equal(t, http.StatusOK, status)
	for _, words := range []string{"$100 voucher 🎟 &amp; &lt;b&gt;more&lt;/b&gt;", "$50.00", "2 &times; $25.00", "Row 7",
		`<label for="cardNumber">`, `<label for="cardExpiry">`, `<label for="cardCvc">`, "?checkout=cancelled", "No money moves"} {
		assert.Contains(t, body, words)
	}
	assert.False(t, strings.Contains(body, "<script"))
	status, _, _ = r.do(http.MethodGet, r.url+"/c/pay/cs_test_nothing", nil, nil)
	assert.Equal(t, http.StatusNotFound, status)
}

func TestPaidSessionIsNotPaidTwice(t *testing.T) {
	r := mustRig(t)
	session := r.mustSession("order-1")
	status, _, _ := r.pay(session.URL, "4242424242424242")
	require.Equal(t, http.StatusSeeOther, status)
	status, _, body := r.pay(session.URL, "4242424242424242")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, "Payment complete")
	var seen struct {
		Data []struct{ Authorizations int }
	}
	r.inspect("/emulator/payment_intents", &seen)
	require.Len(t, seen.Data, 1)
	assert.Equal(t, 1, seen.Data[0].Authorizations)
}

// TestDeclinedCardIsToldAtTheNumber follows what a screen reader is told: where to go on, and why.
func TestDeclinedCardIsToldAtTheNumber(t *testing.T) {
	for number, words := range map[string]string{
		"4000000000000002": "<strong>Your card was declined.</strong></p><p>Nothing was charged.",
		"4000000000009995": "<p>Your card has insufficient funds.</p><p>Nothing was charged.",
		"4000000000000127": "<p>Your card&#39;s security code is incorrect.</p><p>Nothing was charged.",
	} {
		t.Run(number, func(t *testing.T) {
			r := mustRig(t)
			session := r.mustSession("order-1")
			_, _, body := r.pay(session.URL, number)
			assert.Contains(t, body, "<title>Your card was declined. Pay $50.00</title>")
			assert.Contains(t, body, words)
			assert.Contains(t, body, "try another card now")
			assert.Contains(t, body, `aria-invalid="true" aria-describedby="cardNumber-hint refused" autofocus`)
			assert.Equal(t, 1, strings.Count(body, `aria-invalid="true"`))
			_, _, again := r.do(http.MethodGet, session.URL, nil, nil)
			assert.Equal(t, body, again, "also after a reload")

			_, _, body = r.submit(session.URL, url.Values{"cardNumber": {"1"}, "cardExpiry": {"12/34"}, "cardCvc": {"123"}})
			assert.NotContains(t, body, "declined.", "the news is about the card that was entered last")
			assert.Contains(t, body, `aria-describedby="cardNumber-hint cardNumber-error" autofocus`)
		})
	}
}

// TestBrowsersGetPages asks as a browser does, which notes answers other than 200 on its console.
func TestBrowsersGetPages(t *testing.T) {
	r := mustRig(t)
	browser := map[string]string{"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Content-Type": "application/x-www-form-urlencoded"}
	session := r.mustSession("order-1")
	for number, words := range map[string]string{"4000000000000002": "Your card was declined.", "1": "not one of Stripe&#39;s test cards"} {
		form := url.Values{"cardNumber": {number}, "cardExpiry": {"12/34"}, "cardCvc": {"123"}}
		status, _, body := r.do(http.MethodPost, session.URL, strings.NewReader(form.Encode()), browser)
		assert.Equal(t, http.StatusOK, status)
		assert.Contains(t, body, words)
	}
	_, err := r.stripe.CheckoutSessions.Expire(session.ID, nil)
	require.NoError(t, err)
	status, _, body := r.do(http.MethodGet, session.URL, nil, browser)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, "nothing was charged")
	assert.Contains(t, body, `href="http://127.0.0.1:1/orders/order-1?checkout=cancelled"`)
	assert.NotContains(t, body, "<form")
	status, _, _ = r.do(http.MethodGet, r.url+"/c/pay/cs_test_nothing", nil, browser)
	assert.Equal(t, http.StatusNotFound, status)
}

func TestPageOfMoneyGivenBackSaysSo(t *testing.T) {
	r := mustRig(t)
	session := r.mustSession("order-1")
	status, _, _ := r.pay(session.URL, "4242424242424242")
	require.Equal(t, http.StatusSeeOther, status)
	_, _, body := r.do(http.MethodGet, session.URL, nil, nil)
	assert.Contains(t, body, "You need not pay again")
	assert.Contains(t, body, "orders/order-1?checkout=return")
	_, err := r.stripe.PaymentIntents.Cancel(r.mustIntent(session.ID).ID, nil)
	require.NoError(t, err)
	_, _, body = r.do(http.MethodGet, session.URL, nil, nil)
	assert.Contains(t, body, "nothing was charged")
	assert.NotContains(t, body, "Payment complete")
}
