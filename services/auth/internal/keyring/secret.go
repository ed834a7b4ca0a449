package keyring

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"time"
)

// ParsePEM reads a ring from a secret: one or more Ed25519 private keys in
// PKCS #8, as `openssl genpkey -algorithm ed25519` writes them. The first
// signs, all are published; who keeps the secret rotates it, by adding the
// next key at the end, moving it to the front when every cache knows it, and
// removing the old one when its sessions have ended.
func ParsePEM(secret []byte) (Ring, error) {
	var keys []Key
	for {
		var block *pem.Block
		if block, secret = pem.Decode(secret); block == nil {
			break
		}
		k, err := parseBlock(block)
		if err != nil {
			return Ring{}, fmt.Errorf("key %d of the secret: %w", len(keys)+1, err)
		}
		// Signing takes the last key, so the first of the secret goes last.
		keys = append([]Key{k}, keys...)
	}
	if len(keys) == 0 {
		return Ring{}, fmt.Errorf("secret without a PEM block: %w", ErrEmpty)
	}
	return Ring{Keys: keys}, nil
}

func parseBlock(block *pem.Block) (Key, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Key{}, err
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return Key{}, errors.New("not an Ed25519 key")
	}
	return NewKey(private.Seed(), time.Time{}, time.Time{})
}
