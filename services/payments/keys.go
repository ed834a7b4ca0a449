package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/saheedt/pass/services/internal/secret"
	"github.com/saheedt/pass/services/internal/service"
)

// refreshKeys is how soon another key or signing secret in the secret store is
// used. Stripe's dashboard lets an old one go on for longer.
const refreshKeys = time.Minute

// keys are what Stripe knows this service by, and signs its webhooks with: from
// the environment, or from a Dapr secret store, where they may change while the
// service runs.
type keys struct {
	from             secret.Stores
	component        string // empty: the environment's are kept
	keyName, webhook string
	log              *slog.Logger
	current          atomic.Pointer[pair]
}

type pair struct {
	key     string
	signing []string
}

func newKeys(s *service.Service, o *settings) *keys {
	k := &keys{from: s.Dapr, component: o.SecretStore, keyName: o.KeyName, webhook: o.WebhookName, log: s.Log}
	k.current.Store(&pair{o.StripeKey, o.WebhookSecrets})
	if k.component != "" {
		s.OnStart("Stripe's keys", k.refresh)
		s.Background("Stripe's keys", k.run)
	}
	return k
}

// refresh reads the keys anew. What can't be used changes nothing.
func (k *keys) refresh(ctx context.Context) error {
	key, err := secret.Lookup(ctx, k.from, k.component, k.keyName)
	if err != nil {
		return err
	}
	signing, err := secret.Lookup(ctx, k.from, k.component, k.webhook)
	if err != nil {
		return err
	}
	read := &pair{strings.TrimSpace(key), strings.FieldsFunc(signing, isBetween)}
	if read.key == "" || len(read.signing) == 0 {
		return fmt.Errorf("secret %s or %s is empty", k.keyName, k.webhook)
	}
	k.current.Store(read)
	return nil
}

// isBetween tells what may stand between signing secrets.
func isBetween(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }

func (k *keys) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(refreshKeys):
		}
		if err := k.refresh(ctx); err != nil && ctx.Err() == nil {
			k.log.WarnContext(ctx, "Stripe's keys not read anew", "error", err)
		}
	}
}

// signing are the secrets that webhooks may be signed with.
func (k *keys) signing() []string { return k.current.Load().signing }

// keyed is the way to Stripe with the key that is good at the moment.
type keyed struct {
	next http.RoundTripper
	keys *keys
}

// RoundTrip implements http.RoundTripper.
func (w keyed) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+w.keys.current.Load().key)
	return w.next.RoundTrip(r)
}
