// Package signing makes the tokens of sessions with the key whose turn it is,
// and publishes the keys that verify them.
package signing

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/saheedt/pass/services/internal/session"

	"github.com/saheedt/pass/services/auth/internal/account"
	"github.com/saheedt/pass/services/auth/internal/keyring"
)

// refreshEvery is how often the keys are looked at. A key is published for
// much longer than that before it signs, so instances that look at different
// moments agree.
const refreshEvery = time.Minute

// Source gives the ring that is in use at a time, rotated if that is due.
type Source interface {
	Current(ctx context.Context, now time.Time) (keyring.Ring, error)
}

// Signer signs with the ring as it was last seen. It is safe for concurrent
// use.
type Signer struct {
	source Source
	ttl    time.Duration
	now    func() time.Time
	log    *slog.Logger
	ring   atomic.Pointer[keyring.Ring]
}

// New signs tokens that are valid for ttl. It can do so once Refresh has
// succeeded.
func New(source Source, ttl time.Duration, now func() time.Time, log *slog.Logger) *Signer {
	s := &Signer{source: source, ttl: ttl, now: now, log: log}
	s.ring.Store(&keyring.Ring{})
	return s
}

// Refresh looks at the keys, and makes a new one when that is due.
func (s *Signer) Refresh(ctx context.Context) error {
	ring, err := s.source.Current(ctx, s.now())
	if err != nil {
		return err
	}
	if _, err := ring.Signing(s.now()); err != nil {
		return err
	}
	s.ring.Store(&ring)
	return nil
}

// Run refreshes until ctx ends. The keys that are known go on working while
// they can't be read.
func (s *Signer) Run(ctx context.Context) {
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.Refresh(ctx); err != nil {
				s.log.WarnContext(ctx, "signing keys not refreshed", "error", err)
			}
		}
	}
}

// TTL is how long a token is valid.
func (s *Signer) TTL() time.Duration { return s.ttl }

// Token is a session of the account, valid from now.
func (s *Signer) Token(a account.Account) (string, error) {
	now := s.now()
	key, err := s.ring.Load().Signing(now)
	if err != nil {
		return "", err
	}
	return session.Sign(session.User{ID: a.ID, Email: a.Email.String()}, now, s.ttl, key.ID, key.Private())
}

// Key implements session.Keys, so that auth verifies sessions without asking
// itself over HTTP.
func (s *Signer) Key(_ context.Context, kid string) (ed25519.PublicKey, error) {
	for _, key := range s.ring.Load().Keys {
		if key.ID == kid {
			return key.Public(), nil
		}
	}
	return nil, session.ErrInvalid
}

// KeySet is the JSON Web Key Set (RFC 7517) of all published keys.
type KeySet struct {
	Keys []keyring.JWK `json:"keys"`
}

// KeySet gives the keys to publish.
func (s *Signer) KeySet() KeySet {
	set := KeySet{Keys: []keyring.JWK{}}
	for _, key := range s.ring.Load().Keys {
		set.Keys = append(set.Keys, key.JWK())
	}
	return set
}
