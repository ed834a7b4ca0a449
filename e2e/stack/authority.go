package stack

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// newAuthority writes to a folder the certificates and the key that sentry
// signs with, and gives the one that is trusted. Sentry would make its own,
// and then start anew because the files have changed.
func newAuthority(folder string) ([]byte, error) {
	rootKey, rootErr := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	key, keyErr := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err := errors.Join(rootErr, keyErr); err != nil {
		return nil, err
	}
	root, issuer := certificate("root", 1), certificate("issuer", 0)
	trusted, rootErr := sign(root, root, &rootKey.PublicKey, rootKey)
	chain, issuerErr := sign(issuer, root, &key.PublicKey, rootKey)
	secret, keyErr := x509.MarshalPKCS8PrivateKey(key)
	return trusted, errors.Join(rootErr, issuerErr, keyErr,
		os.MkdirAll(folder, 0o700),
		os.WriteFile(filepath.Join(folder, "ca.crt"), trusted, 0o644),
		os.WriteFile(filepath.Join(folder, "issuer.crt"), chain, 0o644),
		os.WriteFile(filepath.Join(folder, "issuer.key"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600),
	)
}

// certificate is one that may sign others, so many in a row below it.
func certificate(name string, below int) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(int64(1 + below)), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, MaxPathLen: below, MaxPathLenZero: below == 0,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
}

func sign(certificate, parent *x509.Certificate, public *ecdsa.PublicKey, key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.CreateCertificate(rand.Reader, certificate, parent, public, key)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), err
}
