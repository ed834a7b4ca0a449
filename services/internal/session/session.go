// Package session knows who is calling: it reads the session token from the
// cookie or the Authorization header, verifies it against auth's public keys,
// and puts the user on the request.
//
// A token is a JWT signed with Ed25519 by the auth service, with the key's id
// in its header. Only that algorithm, that issuer, and tokens that expire are
// accepted.
package session

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	// Issuer is the iss claim of every token.
	Issuer = "pass-auth"
	// CookieName is the session cookie.
	CookieName = "session"
)

// User is who is signed in.
type User struct {
	ID    string
	Email string
}

// Claims are what a token says: sub (the user's id), email, iss, iat, exp.
type Claims struct {
	jwt.RegisteredClaims
	Email string `json:"email"`
}

var (
	// ErrInvalid is a token that does not hold: forged, expired, not ours.
	ErrInvalid = errors.New("invalid session")
	// ErrUnverifiable says that the keys can't be had just now, so nobody
	// knows whether the token holds.
	ErrUnverifiable = errors.New("session can't be verified just now")
)

// Sign makes the token of a user, valid from now for ttl, under the key id
// kid.
func Sign(user User, now time.Time, ttl time.Duration, kid string, key ed25519.PrivateKey) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, Claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer:    Issuer,
			Subject:   user.ID,
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(ttl)),
		},
		Email: user.Email,
	})
	token.Header["kid"] = kid
	signed, err := token.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("sign session: %w", err)
	}
	return signed, nil
}
