package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/payments/internal/checkout"
)

const unheardOf = `{"id":"evt_1","object":"event","type":"customer.created","data":{"object":{"id":"cus_1","object":"customer"}}}`

// signed is the header of a webhook that Stripe signed with these secrets, as
// it does with all that are good while one is rolled.
func signed(secrets ...string) string {
	header := ""
	for _, secret := range secrets {
		payload := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: []byte(unheardOf), Secret: secret, Timestamp: time.Now()})
		if header == "" {
			header = payload.Header
		} else {
			header += ",v1=" + payload.Header[len(payload.Header)-64:]
		}
	}
	return header
}

// TestTwoSigningSecrets rolls the secret of the endpoint: webhooks come signed
// with the old one, with both, and with the new one.
func TestTwoSigningSecrets(t *testing.T) {
	for name, c := range map[string]struct {
		ours   string
		theirs []string
		status int
	}{
		"before":            {"whsec_old", []string{"whsec_old"}, 200},
		"we know both":      {"whsec_old,whsec_new", []string{"whsec_old"}, 200},
		"Stripe signs both": {"whsec_old,whsec_new", []string{"whsec_new", "whsec_old"}, 200},
		"the old one ended": {"whsec_old,whsec_new", []string{"whsec_new"}, 200},
		"after":             {"whsec_new", []string{"whsec_new"}, 200},
		"the old one leaks": {"whsec_new", []string{"whsec_old"}, 400},
		"rolled too early":  {"whsec_old", []string{"whsec_new"}, 400},
		"neither":           {"whsec_old,whsec_new", []string{"whsec_other"}, 400},
	} {
		t.Run(name, func(t *testing.T) {
			h := without(t, "STRIPE_SECRET_KEY=sk_test_1", "STRIPE_WEBHOOK_SECRET="+c.ours)
			res := h.Send(http.MethodPost, route+"/webhook", unheardOf, servicetest.Header("Stripe-Signature", signed(c.theirs...)))
			require.Equal(t, c.status, res.Status, "%s", res.Body)
		})
	}
}

// without is the service without anybody at Stripe's address.
func without(t *testing.T, environ ...string) *servicetest.Harness {
	t.Helper()
	var s settings
	return servicetest.New(t, "payments", servicetest.Options{
		Environ: append(environ, "STRIPE_API_URL=http://127.0.0.1:1"), Settings: &s,
	}, func(platform *service.Service) error {
		wire(platform, &s)
		return nil
	})
}

// vault is a secret store.
type vault struct {
	values map[string]string
	err    error
}

func (v *vault) GetSecret(_ context.Context, component, name string, _ map[string]string) (map[string]string, error) {
	if component != "vault" {
		return nil, errors.New("no such component")
	}
	return map[string]string{name: v.values[name]}, v.err
}

func TestKeysFromASecretStore(t *testing.T) {
	store := &vault{values: map[string]string{"key": "sk_test_1\n", "hook": "whsec_old"}}
	k := &keys{from: store, component: "vault", keyName: "key", webhook: "hook"}
	k.current.Store(&pair{})
	var shown string
	stripe := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		shown = r.Header.Get("Authorization")
	}))
	defer stripe.Close()
	client := &http.Client{Transport: keyed{http.DefaultTransport, k}}
	ask := func() string {
		res, err := client.Get(stripe.URL)
		require.NoError(t, err)
		res.Body.Close()
		return shown
	}
	hooks := checkout.NewWebhooks(k.signing, time.Now)
	takes := func(secret string) bool {
		_, err := hooks.Read([]byte(unheardOf), signed(secret))
		return err == nil
	}

	require.NoError(t, k.refresh(t.Context()))
	require.Equal(t, "Bearer sk_test_1", ask())
	require.True(t, takes("whsec_old"))
	require.False(t, takes("whsec_new"))

	store.values = map[string]string{"key": "sk_test_2", "hook": "whsec_new,\n whsec_old\n"}
	require.NoError(t, k.refresh(t.Context()))
	require.Equal(t, "Bearer sk_test_2", ask(), "without a restart")
	require.True(t, takes("whsec_old"))
	require.True(t, takes("whsec_new"))

	store.values = map[string]string{"key": "sk_test_3", "hook": " "}
	require.ErrorContains(t, k.refresh(t.Context()), "empty")
	store.err = errors.New("sealed")
	require.ErrorIs(t, k.refresh(t.Context()), store.err)
	require.Equal(t, "Bearer sk_test_2", ask(), "what is known goes on working")
	require.True(t, takes("whsec_new"))
}

// TestKeysFromARealSecretStore reads them through a real sidecar, which gives
// payments nothing else.
func TestKeysFromARealSecretStore(t *testing.T) {
	dapr := sidecartest.Secrets(t, "payments", map[string]string{
		"stripe-secret-key": "sk_test_1", "stripe-webhook-secret": "whsec_new,whsec_old", "mongodb-password": "secret",
	}).Dapr()
	k := &keys{from: dapr, component: "secretstore", keyName: "stripe-secret-key", webhook: "stripe-webhook-secret"}
	require.NoError(t, k.refresh(t.Context()))
	require.Equal(t, &pair{"sk_test_1", []string{"whsec_new", "whsec_old"}}, k.current.Load())

	k.keyName = "mongodb-password"
	require.ErrorContains(t, k.refresh(t.Context()), "access denied")
	k.keyName = "stripe-other-key"
	require.Error(t, k.refresh(t.Context()))
}
