package checkout_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/saheedt/pass/services/payments/internal/checkout"
)

const someEvent = `{"id":"evt_1","object":"event","type":"charge.refunded","data":{"object":{"id":"ch_1","object":"charge"}}}`

func signed(secret string, at time.Time) string {
	return webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: []byte(someEvent), Secret: secret, Timestamp: at}).Header
}

// TestWebhookTolerance signs at the very edges of what is taken, and just
// beyond.
func TestWebhookTolerance(t *testing.T) {
	now := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	hooks := checkout.NewWebhooks(func() []string { return []string{"whsec"} }, func() time.Time { return now })
	for offset, taken := range map[time.Duration]bool{
		0: true, -5 * time.Minute: true, -5*time.Minute - time.Second: false,
		5 * time.Minute: true, 5*time.Minute + time.Second: false, -24 * time.Hour: false,
	} {
		_, err := hooks.Read([]byte(someEvent), signed("whsec", now.Add(offset)))
		if taken {
			require.NoError(t, err, "%s", offset)
		} else {
			require.ErrorIs(t, err, checkout.ErrSignature, "%s", offset)
		}
	}
}

// TestWebhookReplayed is an old webhook with a new time in its header.
func TestWebhookReplayed(t *testing.T) {
	now := time.Now()
	hooks := checkout.NewWebhooks(func() []string { return []string{"whsec"} }, time.Now)
	old := signed("whsec", now.Add(-time.Hour))
	fresh, _, _ := strings.Cut(signed("whsec", now), ",")
	_, signature, _ := strings.Cut(old, ",")
	for _, header := range []string{old, fresh + "," + signature, fresh + "," + old, old + "," + fresh, "t=x," + signature, signature, ""} {
		_, err := hooks.Read([]byte(someEvent), header)
		require.ErrorIs(t, err, checkout.ErrSignature, header)
	}
}

// TestWebhookSecretsRotate takes what either of two secrets has signed, and
// Stripe's header with the signatures of both.
func TestWebhookSecretsRotate(t *testing.T) {
	secrets := []string{"whsec_old"}
	hooks := checkout.NewWebhooks(func() []string { return secrets }, time.Now)
	takes := func(header string) bool {
		_, err := hooks.Read([]byte(someEvent), header)
		return err == nil
	}
	now := time.Now()
	_, other, _ := strings.Cut(signed("whsec_new", now), ",")
	both := signed("whsec_old", now) + "," + other
	require.True(t, takes(signed("whsec_old", now)))
	require.False(t, takes(signed("whsec_new", now)))
	secrets = []string{"whsec_new", "whsec_old"}
	for _, secret := range secrets {
		require.True(t, takes(signed(secret, now)), secret)
	}
	require.True(t, takes(both))
	secrets = []string{"whsec_new"}
	require.False(t, takes(signed("whsec_old", now)))
	require.True(t, takes(both))
}
