// Package secret keeps a service's own random secret: made on the first
// start, kept in the service's store, the same for all its instances, never
// known to anybody else. Keys for different uses are derived from it. It also
// reads the secrets that operators keep in a Dapr secret store.
package secret

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"sync/atomic"

	"github.com/saheedt/pass/services/internal/writer"
)

// Key is the document that holds the secret.
const Key = "platform/secret"

const size = 32 // bytes

type document struct {
	Secret []byte `json:"secret"`
}

// Secret derives keys. Its zero value can do so once it was loaded.
type Secret struct{ value atomic.Pointer[[]byte] }

// Load reads the secret, or makes it when there is none.
func (s *Secret) Load(ctx context.Context, w *writer.Writer) error {
	fresh := document{Secret: make([]byte, size)}
	rand.Read(fresh.Secret) // never fails since Go 1.24
	stored, err := writer.Do(ctx, w, []string{Key}, func(tx *writer.Tx) (document, error) {
		current, err := writer.Get[document](tx, Key)
		if err != nil || current != nil {
			return deref(current), err
		}
		writer.Put(tx, Key, &fresh)
		return fresh, nil
	})
	if err != nil {
		return fmt.Errorf("load secret: %w", err)
	}
	if len(stored.Secret) < size {
		return fmt.Errorf("load secret: %s has %d bytes, want %d", Key, len(stored.Secret), size)
	}
	s.value.Store(&stored.Secret)
	return nil
}

func deref(d *document) document {
	if d == nil {
		return document{}
	}
	return *d
}

// Derive gives the key for one purpose; 32 bytes, always the same. It panics
// before Load has succeeded.
func (s *Secret) Derive(purpose string) []byte {
	mac := hmac.New(sha256.New, *s.value.Load())
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}
