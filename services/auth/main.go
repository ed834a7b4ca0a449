// Command auth signs people up and in, and publishes the keys that verify
// their sessions.
package main

import (
	"os"
	"runtime/debug"

	"github.com/saheedt/pass/services/internal/service"

	"github.com/saheedt/pass/services/auth/internal/api"
	"github.com/saheedt/pass/services/auth/internal/keyring"
	"github.com/saheedt/pass/services/auth/internal/password"
	"github.com/saheedt/pass/services/auth/internal/signing"
	"github.com/saheedt/pass/services/auth/internal/store"
)

func main() {
	var s settings
	os.Exit(service.Run("auth", os.Environ(), &s, func(platform *service.Service) error {
		if os.Getenv("GOMEMLIMIT") == "" {
			debug.SetMemoryLimit(s.memory())
		}
		hasher, err := password.NewHasher(s.HashConcurrency, s.hashWait())
		if err != nil {
			return err
		}
		wire(platform, &s, hasher)
		return nil
	}))
}

func wire(s *service.Service, set *settings, hasher api.Hasher) *signing.Signer {
	signer := signing.New(keys(s, set), set.session(), s.Clock, s.Log)
	s.UseKeys(signer)
	s.OnStart("signing keys", signer.Refresh)
	s.Background("signing keys", signer.Run)

	s.Problems.Add(api.Problems)
	proxies := api.Proxies{Sidecar: set.TrustedProxies, Ingress: set.IngressProxies, FromSidecar: s.FromSidecar}
	routes := api.API{
		Accounts: store.NewAccounts(s.Writer, s.Reader), Hasher: api.Measured(hasher), Signer: signer,
		Limits: api.NewLimits(set.limits(), proxies), Sessions: s.Sessions, Keeper: s.Idempotency, Now: s.Clock,
	}
	routes.Register(s.API)
	return signer
}

func keys(s *service.Service, set *settings) signing.Source {
	if set.SecretStore != "" {
		return store.NewSecretRing(s.Dapr, set.SecretStore, set.SecretKey)
	}
	return store.NewRing(s.Writer, s.Reader, keyring.Policy{
		Rotation: set.rotation(), Ahead: publishedAhead, Session: set.session(),
	})
}
