package keyring

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"
)

// Key is one signing key.
type Key struct {
	ID string `json:"kid"`
	// Seed is the private key's 32 bytes (RFC 8032).
	Seed []byte `json:"seed"`
	// CreatedAt is when it was published, SignsFrom when it begins to sign.
	CreatedAt time.Time `json:"createdAt"`
	SignsFrom time.Time `json:"signsFrom"`
	// RetiredAt is when its successor begins to sign; zero for the newest.
	RetiredAt time.Time `json:"retiredAt,omitzero"`
}

// NewKey makes a key from a seed of ed25519.SeedSize bytes that should come
// from crypto/rand. Its id is the thumbprint of the public key (RFC 7638), so
// the same key has the same id wherever it is read.
func NewKey(seed []byte, createdAt, signsFrom time.Time) (Key, error) {
	if len(seed) != ed25519.SeedSize {
		return Key{}, errors.New("an Ed25519 seed has 32 bytes")
	}
	k := Key{Seed: seed, CreatedAt: createdAt.UTC(), SignsFrom: signsFrom.UTC()}
	k.ID = thumbprint(k.Public())
	return k, nil
}

// Private is the half that signs.
func (k Key) Private() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(k.Seed) }

// Public is the half that verifies.
func (k Key) Public() ed25519.PublicKey { return k.Private().Public().(ed25519.PublicKey) }

// JWK is the public half as RFC 8037 writes it.
type JWK struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	ID        string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
}

// JWK is the key as the JWKS publishes it, without its private half.
func (k Key) JWK() JWK {
	return JWK{Type: "OKP", Curve: "Ed25519", X: encode(k.Public()), ID: k.ID, Use: "sig", Algorithm: "EdDSA"}
}

// thumbprint hashes the members that RFC 8037 names, in the order and without
// the blanks that RFC 7638 asks for.
func thumbprint(public ed25519.PublicKey) string {
	sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":"Ed25519","kty":"OKP","x":"%s"}`, encode(public)))
	return encode(sum[:])
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
