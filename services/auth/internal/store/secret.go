package store

import (
	"context"
	"fmt"
	"time"

	dapr "github.com/dapr/go-sdk/client"

	"github.com/saheedt/pass/services/auth/internal/keyring"
)

// Secrets reads secrets of a Dapr secret store.
type Secrets interface {
	GetSecret(ctx context.Context, store, key string, meta map[string]string) (map[string]string, error)
}

var _ Secrets = dapr.Client(nil)

// SecretRing takes the signing keys from a secret, in the form that
// keyring.ParsePEM reads. Who keeps the secret rotates it.
type SecretRing struct {
	secrets    Secrets
	store, key string
}

// NewSecretRing reads the secret named key of the secret store component.
func NewSecretRing(s Secrets, component, key string) *SecretRing {
	return &SecretRing{secrets: s, store: component, key: key}
}

// Current is the ring in the secret.
func (s *SecretRing) Current(ctx context.Context, _ time.Time) (keyring.Ring, error) {
	secret, err := s.secrets.GetSecret(ctx, s.store, s.key, nil)
	if err != nil {
		return keyring.Ring{}, fmt.Errorf("read secret %s: %w", s.key, err)
	}
	value, ok := secret[s.key]
	if !ok && len(secret) == 1 {
		// Stores of secrets with several values name the value, not the secret.
		for _, value = range secret {
			ok = true
		}
	}
	if !ok {
		return keyring.Ring{}, fmt.Errorf("secret %s has no value of that name", s.key)
	}
	return keyring.ParsePEM([]byte(value))
}
