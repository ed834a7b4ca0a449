package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/auth/internal/keyring"
)

// Ring keeps the signing keys among auth's documents, and makes new ones when
// they are due. Instances agree, because a key that one of them has added is
// seen by the others before they add theirs.
type Ring struct {
	writer *writer.Writer
	reader *state.Reader
	policy keyring.Policy
}

// NewRing gives the ring behind a writer and a reader of one store.
func NewRing(w *writer.Writer, r *state.Reader, p keyring.Policy) *Ring {
	return &Ring{writer: w, reader: r, policy: p}
}

// Current is the ring in use at the given time, rotated if that is due.
func (r *Ring) Current(ctx context.Context, now time.Time) (keyring.Ring, error) {
	stored, err := state.Read[keyring.Ring](ctx, r.reader, ringKey)
	if err != nil {
		return keyring.Ring{}, fmt.Errorf("read keys: %w", err)
	}
	if stored != nil && !stored.Due(now, r.policy) {
		return *stored, nil
	}
	ring, err := r.rotate(ctx, now)
	if err != nil {
		return keyring.Ring{}, fmt.Errorf("rotate keys: %w", err)
	}
	return ring, nil
}

func (r *Ring) rotate(ctx context.Context, now time.Time) (keyring.Ring, error) {
	seed := make([]byte, ed25519.SeedSize)
	rand.Read(seed) // never fails since Go 1.24
	return writer.Do(ctx, r.writer, []string{ringKey}, func(tx *writer.Tx) (keyring.Ring, error) {
		stored, err := writer.Get[keyring.Ring](tx, ringKey)
		if err != nil {
			return keyring.Ring{}, err
		}
		var current keyring.Ring
		if stored != nil {
			current = *stored
		}
		if !current.Due(now, r.policy) {
			return current, nil // another instance was first
		}
		next, err := current.Rotate(now, r.policy, seed)
		if err != nil {
			return keyring.Ring{}, err
		}
		writer.Put(tx, ringKey, &next)
		return next, nil
	})
}
