package stripelive

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/money"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

// card is one of Stripe's, as its API knows it and as it is typed.
type card struct{ method, number string }

var (
	visa        = card{"pm_card_visa", "4242424242424242"}
	disputed    = card{"pm_card_createDispute", "4000000000000259"}
	refundFails = card{"pm_card_refundFail", "4000000000005126"}
)

// sale is a payment that is about to be opened: two units of 25.00 and a fee.
func sale() payment.State {
	return payment.State{
		ID: id.New(), OrderID: id.New(), BuyerID: id.New(), SellerID: id.New(), Title: "A test of pass",
		Quantity: 2, UnitPrice: 2500, Fee: 156, Amount: 5156, Currency: "usd", Attempt: 1,
		Session: payment.Session{ExpiresAt: time.Now().Add(35 * time.Minute)},
	}
}

// authorized is a payment whose money is held. Stripe's page is for people, so
// there the intent is made without it; the emulator's can be filled in.
func (s *stand) authorized(t *testing.T, with card) payment.State {
	t.Helper()
	p := sale()
	if !s.emulator {
		p.IntentID = s.hold(t, p, with)
		return p
	}
	sessionID, page, err := s.Open(t.Context(), p)
	require.NoError(t, err)
	submit(t, page, url.Values{"cardNumber": {with.number}, "cardExpiry": {"12/40"}, "cardCvc": {"123"}})
	p.Session.ID = sessionID
	truth, err := s.Look(t.Context(), p)
	require.NoError(t, err)
	p.IntentID = truth.IntentID
	return p
}

func (s *stand) hold(t *testing.T, p payment.State, with card) string {
	t.Helper()
	intent, err := s.others.PaymentIntents.New(&stripe.PaymentIntentParams{
		Amount: stripe.Int64(p.Amount), Currency: stripe.String(p.Currency),
		PaymentMethod: stripe.String(with.method), PaymentMethodTypes: stripe.StringSlice([]string{"card"}),
		CaptureMethod: stripe.String(string(stripe.PaymentIntentCaptureMethodManual)), Confirm: stripe.Bool(true),
		TransferGroup: stripe.String(p.OrderID),
		Metadata:      map[string]string{"order_id": p.OrderID, "payment_id": p.ID},
	})
	require.NoError(t, err)
	return intent.ID
}

// taken is money that was taken.
func (s *stand) taken(t *testing.T, with card) charge.State {
	t.Helper()
	p := s.authorized(t, with)
	truth, err := s.Capture(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, payment.IntentCaptured, truth.Intent)
	return charge.New(charge.Terms{
		PaymentID: p.ID, OrderID: p.OrderID, SellerID: p.SellerID, Amount: p.Amount, Fee: p.Fee, Currency: p.Currency,
		IntentID: p.IntentID, ChargeID: truth.ChargeID, CapturedAt: time.Now(),
	}).State()
}

func sessions(t *testing.T, s *stand) {
	p := sale()
	sessionID, page, err := s.Open(t.Context(), p)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(page, "http"))
	again, _, err := s.Open(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, sessionID, again, "the same attempt has the same session")
	p.Session.ID = sessionID

	shown, err := s.others.CheckoutSessions.Get(sessionID, nil)
	require.NoError(t, err)
	require.Equal(t, p.Amount, shown.AmountTotal)
	require.Equal(t, p.OrderID, shown.ClientReferenceID)

	truth, err := s.Look(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, payment.SessionOpen, truth.Session)
	require.Empty(t, truth.IntentID)

	truth, err = s.Expire(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, payment.SessionExpired, truth.Session)
	truth, err = s.Look(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, payment.SessionExpired, truth.Session)
	p.Answers++
	_, err = s.Expire(t.Context(), p)
	require.ErrorIs(t, err, checkout.ErrRefused)
}

func currencies(t *testing.T, s *stand) {
	for currency, unit := range map[string]int64{"eur": 2500, "jpy": 2500, "kwd": 2510, "isk": 250_000} {
		t.Run(currency, func(t *testing.T) {
			p := sale()
			p.Currency, p.UnitPrice, p.Fee = currency, unit, money.Share(2*unit, 250, 10_000, currency)
			p.Amount = 2*unit + p.Fee
			sessionID, _, err := s.Open(t.Context(), p)
			require.NoError(t, err)
			shown, err := s.others.CheckoutSessions.Get(sessionID, nil)
			require.NoError(t, err)
			require.Equal(t, p.Amount, shown.AmountTotal)
			require.EqualValues(t, currency, shown.Currency)
			p.Session.ID = sessionID
			_, err = s.Expire(t.Context(), p)
			require.NoError(t, err)
		})
	}
}

// tooSmall is tried in usd, the smallest amount of which is also the one of
// accounts that are kept in usd.
func tooSmall(t *testing.T, s *stand) {
	p := sale()
	p.Quantity, p.Fee, p.UnitPrice = 1, 0, money.Minimum(p.Currency)-1
	p.Amount = p.UnitPrice
	_, _, err := s.Open(t.Context(), p)
	require.ErrorIs(t, err, checkout.ErrRefused)
}

func capture(t *testing.T, s *stand) {
	p := s.authorized(t, visa)
	truth, err := s.Look(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, payment.IntentAuthorized, truth.Intent)

	for range 2 { // the second has the same key
		truth, err = s.Capture(t.Context(), p)
		require.NoError(t, err)
		require.Equal(t, payment.IntentCaptured, truth.Intent)
		require.NotEmpty(t, truth.ChargeID)
	}
	p.Answers++
	_, err = s.Capture(t.Context(), p)
	require.ErrorIs(t, err, checkout.ErrRefused)
	_, err = s.Cancel(t.Context(), p)
	require.ErrorIs(t, err, checkout.ErrRefused)

	intent, err := s.others.PaymentIntents.Get(p.IntentID, nil)
	require.NoError(t, err)
	require.Equal(t, p.Amount, intent.AmountReceived)
}

func cancel(t *testing.T, s *stand) {
	p := s.authorized(t, visa)
	truth, err := s.Cancel(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, payment.IntentCancelled, truth.Intent)
	_, err = s.Capture(t.Context(), p)
	require.ErrorIs(t, err, checkout.ErrRefused)
	intent, err := s.others.PaymentIntents.Get(p.IntentID, nil)
	require.NoError(t, err)
	require.Zero(t, intent.AmountReceived)
}
