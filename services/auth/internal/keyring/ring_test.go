package keyring

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	start  = time.Date(2026, 3, 14, 15, 0, 0, 0, time.UTC)
	policy = Policy{Rotation: 720 * time.Hour, Ahead: time.Hour, Session: 168 * time.Hour}
)

func seed(n byte) []byte { return bytes.Repeat([]byte{n}, ed25519.SeedSize) }

func mustRotate(tb testing.TB, r Ring, now time.Time, n byte) Ring {
	tb.Helper()
	next, err := r.Rotate(now, policy, seed(n))
	require.NoError(tb, err)
	return next
}

func mustSign(tb testing.TB, r Ring, now time.Time) string {
	tb.Helper()
	k, err := r.Signing(now)
	require.NoError(tb, err)
	return k.ID
}

// The key and thumbprint of RFC 8037, appendices A.1 to A.3.
func TestJWKAgreesWithRFC8037(t *testing.T) {
	s, err := hex.DecodeString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
	require.NoError(t, err)
	k, err := NewKey(s, start, start)
	require.NoError(t, err)
	require.Equal(t, JWK{
		Type: "OKP", Curve: "Ed25519", X: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
		ID: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", Use: "sig", Algorithm: "EdDSA",
	}, k.JWK())
	_, err = NewKey(s[1:], start, start)
	require.Error(t, err)
}

func TestRotation(t *testing.T) {
	_, err := Ring{}.Signing(start)
	require.ErrorIs(t, err, ErrEmpty)
	require.True(t, Ring{}.Due(start, policy))

	ring := mustRotate(t, Ring{}, start, 1)
	first := mustSign(t, ring, start)

	almost := start.Add(719*time.Hour - time.Second)
	require.False(t, ring.Due(almost, policy))
	require.Equal(t, ring, mustRotate(t, ring, almost, 2), "nothing due, nothing changes")

	ahead := start.Add(719 * time.Hour)
	require.True(t, ring.Due(ahead, policy))
	ring = mustRotate(t, ring, ahead, 2)
	require.Len(t, ring.Keys, 2, "the successor is published")
	require.Equal(t, first, mustSign(t, ring, ahead), "but does not sign yet")
	require.False(t, ring.Due(ahead, policy))

	turn := start.Add(720 * time.Hour)
	second := mustSign(t, ring, turn)
	require.NotEqual(t, first, second)
	require.Equal(t, turn, ring.Keys[0].RetiredAt)

	last := turn.Add(policy.Session + skew)
	require.False(t, ring.Due(last, policy), "the first key's last session may still be in use")
	require.True(t, ring.Due(last.Add(time.Second), policy))
	ring = mustRotate(t, ring, last.Add(time.Second), 3)
	require.Len(t, ring.Keys, 1)
	require.Equal(t, second, ring.Keys[0].ID)
}

func TestRotationAfterALongSleep(t *testing.T) {
	ring := mustRotate(t, Ring{}, start, 1)
	woken := start.Add(10_000 * time.Hour)
	first := mustSign(t, ring, woken)
	ring = mustRotate(t, ring, woken, 2)
	require.Equal(t, first, mustSign(t, ring, woken), "no key signs before it was published for a while")
	require.NotEqual(t, first, mustSign(t, ring, woken.Add(policy.Ahead)))
	require.False(t, ring.Due(woken.Add(policy.Ahead), policy))
}

func TestRotateLeavesTheOldRingAlone(t *testing.T) {
	ring := mustRotate(t, Ring{}, start, 1)
	mustRotate(t, ring, start.Add(720*time.Hour), 2)
	require.Len(t, ring.Keys, 1)
	require.Zero(t, ring.Keys[0].RetiredAt)
}

func block(tb testing.TB, key any) []byte {
	tb.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(tb, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func TestParsePEM(t *testing.T) {
	current, next := ed25519.NewKeyFromSeed(seed(1)), ed25519.NewKeyFromSeed(seed(2))
	ring, err := ParsePEM(append(block(t, current), block(t, next)...))
	require.NoError(t, err)
	require.Len(t, ring.Keys, 2)
	signing, err := ring.Signing(start)
	require.NoError(t, err)
	require.Equal(t, current, signing.Private(), "the first key of the secret signs")

	other, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	for name, secret := range map[string][]byte{
		"empty":       nil,
		"no PEM":      []byte("secret"),
		"another key": block(t, other),
		"not PKCS 8":  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParsePEM(secret)
			require.Error(t, err)
		})
	}
}
