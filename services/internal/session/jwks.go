package session

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/MicahParks/jwkset"
)

const (
	refreshGap   = 2 * time.Second  // between two tries for keys that are not known
	refreshAfter = 10 * time.Minute // so that withdrawn keys are forgotten
	fetchTimeout = 3 * time.Second
)

// Fetch gets the JSON Web Key Set's bytes from its owner.
type Fetch func(ctx context.Context) ([]byte, error)

// JWKS is a key set that lives elsewhere, cached by key id. An unknown id makes
// it ask again, one caller at a time and not more often than every two
// seconds; while the owner is away, known keys go on working. It is safe for
// concurrent use.
type JWKS struct {
	fetch Fetch
	clock func() time.Time
	log   *slog.Logger

	fetching sync.Mutex // held while asking, so that the others wait for the answer

	mu      sync.RWMutex
	keys    map[string]ed25519.PublicKey
	fetched time.Time // the last answer
	tried   time.Time // the last question
}

// NewJWKS caches what fetch gets.
func NewJWKS(fetch Fetch, clock func() time.Time, log *slog.Logger) *JWKS {
	return &JWKS{fetch: fetch, clock: clock, log: log}
}

// Key implements Keys.
func (j *JWKS) Key(ctx context.Context, kid string) (ed25519.PublicKey, error) {
	key, ok := j.cached(kid)
	if ok && !j.due(refreshAfter) {
		return key, nil
	}
	refreshErr := j.refresh(ctx, kid)
	if key, ok = j.cached(kid); ok {
		return key, nil
	}
	if refreshErr != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnverifiable, refreshErr)
	}
	return nil, fmt.Errorf("%w: unknown key id", ErrInvalid)
}

func (j *JWKS) cached(kid string) (ed25519.PublicKey, bool) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	key, ok := j.keys[kid]
	return key, ok
}

// due reports whether the last answer is older than age.
func (j *JWKS) due(age time.Duration) bool {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.clock().Sub(j.fetched) > age
}

// refresh asks the owner, unless that happened a moment ago. Its error says
// that the last try failed, so that nothing is known about unknown keys.
func (j *JWKS) refresh(ctx context.Context, kid string) error {
	j.fetching.Lock()
	defer j.fetching.Unlock()
	if _, ok := j.cached(kid); ok && !j.due(refreshAfter) {
		return nil // somebody else asked while this one waited
	}
	if wait, failed := j.justTried(); wait {
		if failed {
			return errors.New("the key set could not be had a moment ago")
		}
		return nil
	}
	keys, err := j.get(ctx)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.tried = j.clock()
	if err != nil {
		j.log.WarnContext(ctx, "key set not refreshed", "error", err)
		return err
	}
	j.keys, j.fetched = keys, j.tried
	return nil
}

func (j *JWKS) justTried() (wait, failed bool) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.clock().Sub(j.tried) < refreshGap, !j.fetched.Equal(j.tried)
}

func (j *JWKS) get(ctx context.Context) (map[string]ed25519.PublicKey, error) {
	// One caller that gives up must not fail those who wait for the answer.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTimeout)
	defer cancel()
	body, err := j.fetch(ctx)
	if err != nil {
		return nil, fmt.Errorf("get key set: %w", err)
	}
	var set jwkset.JWKSMarshal
	if err := json.Unmarshal(body, &set); err != nil {
		return nil, fmt.Errorf("read key set: %w", err)
	}
	return publicKeys(set)
}

// publicKeys keeps the Ed25519 keys; others may be there for other uses.
func publicKeys(set jwkset.JWKSMarshal) (map[string]ed25519.PublicKey, error) {
	jwks, err := set.JWKSlice()
	if err != nil {
		return nil, fmt.Errorf("read key set: %w", err)
	}
	keys := make(map[string]ed25519.PublicKey, len(jwks))
	for _, jwk := range jwks {
		key, ok := jwk.Key().(ed25519.PublicKey)
		if kid := jwk.Marshal().KID; ok && kid != "" {
			keys[kid] = key
		}
	}
	return keys, nil
}
