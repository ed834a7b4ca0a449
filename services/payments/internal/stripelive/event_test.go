package stripelive

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/saheedt/pass/services/payments/internal/checkout"
)

// events reads what Stripe would send to a webhook: the events of a payment
// that was taken and given back, and of a session that expired.
func events(t *testing.T, s *stand) {
	p := sale()
	sessionID, _, err := s.Open(t.Context(), p)
	require.NoError(t, err)
	p.Session.ID = sessionID
	_, err = s.Expire(t.Context(), p)
	require.NoError(t, err)
	taken := s.taken(t, visa)
	_, err = s.Refund(t.Context(), taken, giveBack(100))
	require.NoError(t, err)

	notice := s.notice(t, "checkout.session.expired", func(n checkout.Notice) bool { return n.SessionID == sessionID })
	require.Equal(t, p.OrderID, notice.OrderID)
	for _, kind := range []string{"payment_intent.amount_capturable_updated", "payment_intent.succeeded", "charge.captured", "charge.refunded"} {
		notice = s.notice(t, kind, func(n checkout.Notice) bool { return n.IntentID == taken.IntentID })
		require.Equal(t, taken.OrderID, notice.OrderID, kind)
	}
	listed, newest, err := s.Client.Events(t.Context(), time.Now().Add(-10*time.Minute))
	require.NoError(t, err)
	require.WithinDuration(t, time.Now(), newest, 10*time.Minute)
	require.True(t, slices.ContainsFunc(listed, func(n checkout.Notice) bool { return n.IntentID == taken.IntentID && n.Taken }))
}

// notice waits for an event of the kind that is the wanted one when payments
// reads it.
func (s *stand) notice(t *testing.T, kind string, wanted func(checkout.Notice) bool) checkout.Notice {
	t.Helper()
	hooks := checkout.NewWebhooks(func() []string { return []string{"whsec_test"} }, time.Now)
	var found checkout.Notice
	require.Eventually(t, func() bool {
		list := s.others.Events.List(&stripe.EventListParams{Type: stripe.String(kind), CreatedRange: &stripe.RangeQueryParams{
			GreaterThanOrEqual: time.Now().Add(-10 * time.Minute).Unix(),
		}})
		for list.Next() {
			body, err := json.Marshal(map[string]any{
				"id": list.Event().ID, "object": "event", "type": kind, "data": map[string]any{"object": list.Event().Data.Raw},
			})
			require.NoError(t, err)
			sent := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: body, Secret: "whsec_test", Timestamp: time.Now()})
			found, err = hooks.Read(body, sent.Header)
			require.NoError(t, err)
			if wanted(found) {
				return true
			}
		}
		return false
	}, patience, s.tick, "no event %s", kind)
	return found
}
