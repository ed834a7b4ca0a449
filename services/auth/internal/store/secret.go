package store

import (
	"context"
	"time"

	"github.com/saheedt/pass/services/internal/secret"

	"github.com/saheedt/pass/services/auth/internal/keyring"
)

// SecretRing takes the signing keys from a secret, in the form that
// keyring.ParsePEM reads. Who keeps the secret rotates it.
type SecretRing struct {
	secrets    secret.Stores
	store, key string
}

// NewSecretRing reads the secret named key of the secret store component.
func NewSecretRing(s secret.Stores, component, key string) *SecretRing {
	return &SecretRing{secrets: s, store: component, key: key}
}

// Current is the ring in the secret.
func (s *SecretRing) Current(ctx context.Context, _ time.Time) (keyring.Ring, error) {
	value, err := secret.Lookup(ctx, s.secrets, s.store, s.key)
	if err != nil {
		return keyring.Ring{}, err
	}
	return keyring.ParsePEM([]byte(value))
}
