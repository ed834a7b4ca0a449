package session

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Keys finds public keys by their id. It returns ErrInvalid for a key that
// does not exist and ErrUnverifiable when that can't be found out just now.
type Keys interface {
	Key(ctx context.Context, kid string) (ed25519.PublicKey, error)
}

// maxToken bounds the work that a made-up token can cause.
const maxToken = 4096

// Sessions verifies tokens and remembers, for a short while, those that held.
// It is safe for concurrent use.
type Sessions struct {
	keys     Keys
	clock    func() time.Time
	parser   *jwt.Parser
	verified *recent
}

// New verifies with the given keys and clock.
func New(keys Keys, clock func() time.Time) *Sessions {
	return &Sessions{
		keys:  keys,
		clock: clock,
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
			jwt.WithIssuer(Issuer),
			jwt.WithExpirationRequired(),
			jwt.WithStrictDecoding(), // one spelling for each token
			jwt.WithTimeFunc(clock),
		),
		verified: newRecent(),
	}
}

// Verify tells whose token it is. Its errors are ErrInvalid and
// ErrUnverifiable.
func (s *Sessions) Verify(ctx context.Context, token string) (User, error) {
	if token == "" || len(token) > maxToken {
		return User{}, fmt.Errorf("%w: length %d", ErrInvalid, len(token))
	}
	now := s.clock()
	if user, ok := s.verified.get(token, now); ok {
		return user, nil
	}
	var claims Claims
	_, err := s.parser.ParseWithClaims(token, &claims, s.keyOf(ctx))
	switch {
	case errors.Is(err, ErrUnverifiable):
		return User{}, err
	case err != nil:
		return User{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	case claims.Subject == "":
		return User{}, fmt.Errorf("%w: no subject", ErrInvalid)
	}
	user := User{ID: claims.Subject, Email: claims.Email}
	s.verified.put(token, user, claims.ExpiresAt.Time, now)
	return user, nil
}

func (s *Sessions) keyOf(ctx context.Context) jwt.Keyfunc {
	return func(token *jwt.Token) (any, error) {
		kid, _ := token.Header["kid"].(string)
		if kid == "" {
			return nil, fmt.Errorf("%w: no key id", ErrInvalid)
		}
		return s.keys.Key(ctx, kid)
	}
}
