package checkout_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/stripetest"
)

func TestMain(m *testing.M) { stripetest.Main(m) }

func state() payment.State {
	return payment.State{
		ID: "pay", OrderID: "order", Title: "$100 voucher 🎟", Quantity: 2, UnitPrice: 2500, Amount: 5000, Currency: "usd", Attempt: 1,
		Session: payment.Session{ExpiresAt: time.Now().Add(time.Hour)},
	}
}

func client(s *stripetest.Stripe, log *bytes.Buffer) *checkout.Client {
	return checkout.New(checkout.Options{
		Key: stripetest.Key, URL: s.URL, SiteURL: "http://localhost:3000", Retries: 1,
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
}

func TestTheSameAttemptIsTheSameSession(t *testing.T) {
	s := stripetest.Start(t, "http://127.0.0.1:9/")
	c, p := client(s, &bytes.Buffer{}), state()
	first, url, err := c.Open(t.Context(), p)
	require.NoError(t, err)
	again, sameURL, err := c.Open(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.Equal(t, url, sameURL)
	require.Equal(t, p.Session.ExpiresAt.Unix(), s.Sessions()[0].ExpiresAt)

	p.Attempt = 2
	other, _, err := c.Open(t.Context(), p)
	require.NoError(t, err)
	require.NotEqual(t, first, other)
}

func TestLookAndSettle(t *testing.T) {
	s := stripetest.Start(t, "http://127.0.0.1:9/")
	c, p := client(s, &bytes.Buffer{}), state()
	id, url, err := c.Open(t.Context(), p)
	require.NoError(t, err)
	p.Session.ID = id
	truth, err := c.Look(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, payment.Truth{SessionID: id, Session: payment.SessionOpen}, truth)

	for _, refused := range []struct{ card, code, message string }{
		{stripetest.CardDeclined, "generic_decline", "Your card was declined."},
		{stripetest.CardEmpty, "insufficient_funds", "Your card has insufficient funds."},
		{stripetest.CardStolen, "generic_decline", "Your card was declined."}, // not to be told
		{stripetest.CardExpired, "expired_card", "Your card has expired."},
	} {
		require.Equal(t, http.StatusPaymentRequired, s.Pay(url, refused.card))
		truth, err = c.Look(t.Context(), p)
		require.NoError(t, err)
		require.Equal(t, payment.Truth{
			SessionID: id, Session: payment.SessionOpen, Declined: payment.Declined{Code: refused.code, Message: refused.message},
		}, truth)
	}

	require.Equal(t, http.StatusOK, s.Pay(url, stripetest.CardAsks))
	truth, err = c.Look(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, payment.Truth{SessionID: id, Session: payment.SessionOpen}, truth, "another card is tried")
	require.Equal(t, http.StatusPaymentRequired, s.Refuse(url))
	truth, err = c.Look(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, "payment_intent_authentication_failure", truth.Declined.Code, "there is no decline code")

	require.Equal(t, http.StatusSeeOther, s.Pay(url, stripetest.CardPays))
	truth, err = c.Look(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, payment.IntentAuthorized, truth.Intent)
	require.Equal(t, payment.SessionComplete, truth.Session)
	require.Zero(t, truth.Declined)

	_, err = c.Expire(t.Context(), p)
	require.ErrorIs(t, err, checkout.ErrRefused)
	require.True(t, checkout.Answered(err))

	p.IntentID = truth.IntentID
	truth, err = c.Capture(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, payment.IntentCaptured, truth.Intent)
	_, err = c.Cancel(t.Context(), p)
	require.ErrorIs(t, err, checkout.ErrRefused)
}

func TestExpire(t *testing.T) {
	s := stripetest.Start(t, "http://127.0.0.1:9/")
	c, p := client(s, &bytes.Buffer{}), state()
	id, _, err := c.Open(t.Context(), p)
	require.NoError(t, err)
	p.Session.ID = id
	truth, err := c.Expire(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, payment.Truth{SessionID: id, Session: payment.SessionExpired}, truth)
}

func TestErrors(t *testing.T) {
	s := stripetest.Start(t, "http://127.0.0.1:9/")
	log := &bytes.Buffer{}
	c, p := client(s, log), state()
	p.IntentID = "pi_1"
	for name, f := range map[string]struct {
		fault    stripetest.Fault
		kind     error
		answered bool
	}{
		"declined": {stripetest.Fault{Status: 402, Type: "card_error", Code: "card_declined"}, checkout.ErrDeclined, true},
		"refused":  {stripetest.Fault{Status: 400, Type: "invalid_request_error"}, checkout.ErrRefused, true},
		"fault":    {stripetest.Fault{Status: 500, Type: "api_error"}, checkout.ErrFault, true},
		"limit":    {stripetest.Fault{Status: 429, Type: "invalid_request_error"}, nil, false},
		"in use":   {stripetest.Fault{Status: 409, Type: "idempotency_error"}, nil, false},
		"no key":   {stripetest.Fault{Status: 401, Type: "invalid_request_error"}, nil, false},
		"no line":  {stripetest.Fault{}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			s.Before(func(*http.Request) *stripetest.Fault { return &f.fault })
			_, err := c.Capture(context.Background(), p)
			require.Error(t, err)
			require.Equal(t, f.answered, checkout.Answered(err))
			if f.kind != nil {
				require.ErrorIs(t, err, f.kind)
			}
			require.NotContains(t, err.Error(), stripetest.Key)
		})
	}
	require.NotEmpty(t, log.String())
	require.NotContains(t, log.String(), stripetest.Key)
}

func TestWebhookNotices(t *testing.T) {
	hooks := checkout.NewWebhooks(func() []string { return []string{"whsec_new", "whsec_old"} }, time.Now)
	for name, c := range map[string]struct {
		object string
		want   checkout.Notice
	}{
		"session": {
			`{"id":"cs_1","object":"checkout.session","client_reference_id":"order","payment_intent":"pi_1"}`,
			checkout.Notice{Object: "checkout.session", SessionID: "cs_1", IntentID: "pi_1", OrderID: "order"},
		},
		"session before it is paid": {
			`{"id":"cs_1","object":"checkout.session","payment_intent":null,"metadata":{"order_id":"order"}}`,
			checkout.Notice{Object: "checkout.session", SessionID: "cs_1", OrderID: "order"},
		},
		"intent": {
			`{"id":"pi_1","object":"payment_intent","metadata":{"order_id":"order"}}`,
			checkout.Notice{Object: "payment_intent", IntentID: "pi_1", OrderID: "order"},
		},
		"charge": {
			`{"id":"ch_1","object":"charge","payment_intent":"pi_1"}`,
			checkout.Notice{Object: "charge", IntentID: "pi_1"},
		},
		"charge that was only authorised": {
			`{"id":"ch_1","object":"charge","payment_intent":"pi_1","captured":false,"amount_refunded":500}`,
			checkout.Notice{Object: "charge", IntentID: "pi_1", Hint: charge.Hint{Refunded: 500}},
		},
		"charge of which some went back": {
			`{"id":"ch_1","object":"charge","payment_intent":"pi_1","captured":true,"amount_refunded":500,"metadata":{"order_id":"order"}}`,
			checkout.Notice{Object: "charge", IntentID: "pi_1", OrderID: "order", Taken: true, Hint: charge.Hint{Refunded: 500}},
		},
		"refund": {
			`{"id":"re_1","object":"refund","payment_intent":"pi_1","status":"canceled"}`,
			checkout.Notice{Object: "refund", IntentID: "pi_1", Taken: true, Hint: charge.Hint{RefundID: "re_1", RefundStatus: charge.Failed}},
		},
		"dispute": {
			`{"id":"dp_1","object":"dispute","payment_intent":"pi_1","status":"won"}`,
			checkout.Notice{Object: "dispute", IntentID: "pi_1", Taken: true, Hint: charge.Hint{DisputeID: "dp_1", DisputeStatus: "won"}},
		},
		"something else": {`{"id":"cus_1","object":"customer"}`, checkout.Notice{Object: "customer"}},
	} {
		t.Run(name, func(t *testing.T) {
			body := []byte(`{"id":"evt_1","object":"event","api_version":"2020-08-27","type":"x","data":{"object":` + c.object + `}}`)
			c.want.EventID, c.want.Type = "evt_1", "x"
			for _, secret := range []string{"whsec_new", "whsec_old"} {
				signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: body, Secret: secret})
				got, err := hooks.Read(body, signed.Header)
				require.NoError(t, err)
				require.Equal(t, c.want, got)
			}
		})
	}
}
