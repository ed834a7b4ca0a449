package main

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/state/statetest"

	"github.com/saheedt/pass/services/auth/internal/keyring"
	"github.com/saheedt/pass/services/auth/internal/signing"
	"github.com/saheedt/pass/services/auth/internal/store"
)

func (w *world) mustSignIn(tb testing.TB) string {
	tb.Helper()
	answer := w.post("/signin", credentials("ada@example.com", "correct horse"))
	require.Equal(tb, http.StatusOK, answer.Status)
	return cookie(tb, answer).Value
}

func TestKeyRotation(t *testing.T) {
	w := mustWorld(t)
	_, first := w.mustSignUp(t, "ada@example.com", "correct horse")
	require.Len(t, w.keySet(t), 1)

	w.forward(719*time.Hour + time.Minute) // an hour before the turn
	require.NoError(t, w.signer.Refresh(t.Context()))
	ahead := w.keySet(t)
	require.Len(t, ahead, 2, "the next key is published before it signs")
	second := w.mustSignIn(t)
	require.Equal(t, ahead[0], kid(t, second))

	w.forward(time.Hour)
	third := w.mustSignIn(t)
	require.Equal(t, ahead[1], kid(t, third))
	require.NotNil(t, w.currentUser(t, bearer(third)))
	require.NotNil(t, w.currentUser(t, bearer(second)), "the old key's sessions go on")
	require.Nil(t, w.currentUser(t, bearer(first)), "this one expired long ago")

	w.forward(167 * time.Hour)
	require.NoError(t, w.signer.Refresh(t.Context()))
	require.Len(t, w.keySet(t), 2)
	w.forward(2 * time.Hour)
	require.NoError(t, w.signer.Refresh(t.Context()))
	require.Equal(t, ahead[1:], w.keySet(t), "the old key goes with its last session")
}

func TestInstancesAgreeOnKeys(t *testing.T) {
	memory := statetest.NewMemory()
	one, two := mustWorldOn(t, memory), mustWorldOn(t, memory, "INSTANCE=auth-1")
	require.Equal(t, one.keySet(t), two.keySet(t))
	_, token := one.mustSignUp(t, "ada@example.com", "correct horse")
	require.NotNil(t, two.currentUser(t, bearer(token)))

	one.forward(719*time.Hour + time.Minute)
	two.forward(719*time.Hour + time.Minute)
	require.NoError(t, two.signer.Refresh(t.Context()))
	require.NoError(t, one.signer.Refresh(t.Context()))
	require.Len(t, one.keySet(t), 2)
	require.Equal(t, one.keySet(t), two.keySet(t))
}

func TestKeysSurviveARestart(t *testing.T) {
	memory := statetest.NewMemory()
	_, token := mustWorldOn(t, memory).mustSignUp(t, "ada@example.com", "correct horse")
	require.NotNil(t, mustWorldOn(t, memory).currentUser(t, bearer(token)))
}

// The platform's own verifier, which the other services use, takes the tokens
// with nothing but the published key set.
func TestOtherServicesVerify(t *testing.T) {
	w := mustWorld(t)
	u, token := w.mustSignUp(t, "ada@example.com", "correct horse")
	fetch := func(context.Context) ([]byte, error) {
		return w.Send(http.MethodGet, users+"/.well-known/jwks.json", nil).Body, nil
	}
	verified, err := session.New(session.NewJWKS(fetch, w.Clock, w.Log), w.Clock).Verify(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, session.User{ID: u.ID, Email: u.Email}, verified)
}

// secrets is a secret store with one secret.
type secrets struct {
	value map[string]string
	err   error
}

func (s *secrets) GetSecret(_ context.Context, component, key string, _ map[string]string) (map[string]string, error) {
	if component != "vault" || key != "session-keys" {
		return nil, errors.New("no such secret")
	}
	return s.value, s.err
}

func TestKeysFromASecretStore(t *testing.T) {
	w := mustWorld(t)
	_, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	text := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	vault := &secrets{value: map[string]string{"session-keys": text}}
	signer := signing.New(store.NewSecretRing(vault, "vault", "session-keys"), time.Hour, w.Clock, w.Log)
	require.NoError(t, signer.Refresh(t.Context()))
	key, err := keyring.NewKey(private.Seed(), time.Time{}, time.Time{})
	require.NoError(t, err)
	require.Equal(t, []keyring.JWK{key.JWK()}, signer.KeySet().Keys)

	vault.value = map[string]string{"value": text}
	require.NoError(t, signer.Refresh(t.Context()), "a store that names values")
	vault.value = map[string]string{"a": text, "b": text}
	require.Error(t, signer.Refresh(t.Context()))
	vault.err = errors.New("sealed")
	require.ErrorIs(t, signer.Refresh(t.Context()), vault.err)
	require.Len(t, signer.KeySet().Keys, 1, "the keys that are known go on working")
}

func kid(tb testing.TB, token string) string {
	tb.Helper()
	parsed, _, err := jwt.NewParser().ParseUnverified(token, jwt.MapClaims{})
	require.NoError(tb, err)
	return parsed.Header["kid"].(string)
}
