// Package house is all that pass keeps under one profile: the documents of its services, the events that its broker has
// not delivered yet, and the reminders in its scheduler.
//
// It makes the profile's components from their files as a sidecar would, with Dapr's own code, under the app id of each
// service. Nothing of pass may run meanwhile.
package house

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dapr/dapr/pkg/apis/components/v1alpha1"
	"github.com/dapr/dapr/pkg/components/loader"
	"github.com/dapr/dapr/pkg/components/secretstores"
	"github.com/dapr/dapr/pkg/runtime/compstore"
	"github.com/dapr/dapr/pkg/runtime/meta"
	"github.com/dapr/dapr/pkg/runtime/processor/secret"
	"github.com/dapr/dapr/pkg/security"

	// All components that the sidecars of pass know; without the build tag stablecomponents there are none.
	_ "github.com/dapr/dapr/cmd/daprd/components"
)

// storeName is the component that the services keep their documents in.
const storeName = "statestore"

// House is a profile as its files describe it.
type House struct {
	Profile string
	// Services are those that have documents, sorted.
	Services []string

	folders       []string
	subscriptions []resource
}

// Open reads the files of a profile below the given folders. It connects to nothing.
func Open(profile string, folders []string) (*House, error) {
	h := &House{Profile: profile, folders: folders}
	for _, folder := range folders {
		found, err := readFolder(folder)
		if err != nil {
			return nil, fmt.Errorf("profile %s: %w", profile, err)
		}
		for _, r := range found {
			switch {
			case r.Kind == "Subscription":
				h.subscriptions = append(h.subscriptions, r)
			case r.Kind == "Component" && r.Metadata.Name == storeName:
				h.Services = append(h.Services, r.Scopes...)
			}
		}
	}
	if len(h.Services) == 0 {
		return nil, fmt.Errorf("profile %s: no component %q with scopes in %v", profile, storeName, folders)
	}
	slices.Sort(h.Services)
	h.Services = slices.Compact(h.Services)
	return h, nil
}

// sidecar is what the sidecar of one service would have: its components with their secrets filled in.
type sidecar struct {
	appID      string
	meta       *meta.Meta
	components []v1alpha1.Component
}

// sidecar loads the components of a service.
func (h *House) sidecar(ctx context.Context, appID string) (*sidecar, error) {
	s := &sidecar{appID: appID, meta: meta.New(meta.Options{ID: appID, Namespace: security.CurrentNamespace()})}
	var err error
	if s.components, err = loader.NewLocalLoader(appID, h.folders).Load(ctx); err != nil {
		return nil, fmt.Errorf("components of %s: %w", appID, err)
	}
	if err := s.fillSecrets(ctx); err != nil {
		return nil, fmt.Errorf("components of %s: %w", appID, err)
	}
	return s, nil
}

// fillSecrets replaces references to secrets by their values.
func (s *sidecar) fillSecrets(ctx context.Context) error {
	stores := compstore.New()
	secrets := secret.New(secret.Options{Registry: secretstores.DefaultRegistry, ComponentStore: stores, Meta: s.meta})
	defer closeSecrets(stores)
	for _, c := range s.components {
		if c.Spec.Type == "" || !isA(c, "secretstores") {
			continue
		}
		if err := secrets.Init(ctx, c); err != nil {
			return fmt.Errorf("open secret store %s: %w", c.Name, err)
		}
	}
	for i := range s.components {
		c := &s.components[i]
		secrets.ProcessResource(ctx, c)
		// What it could not find it only logs.
		for _, item := range c.Spec.Metadata {
			if item.SecretKeyRef.Name != "" && !item.HasValue() {
				return fmt.Errorf("component %s: no secret %q in the secret store %q", c.Name, item.SecretKeyRef.Name, c.SecretStore)
			}
		}
	}
	return nil
}

func closeSecrets(stores *compstore.ComponentStore) {
	for _, store := range stores.ListSecretStores() {
		_ = store.Close()
	}
}

// named gives the component of a name.
func (s *sidecar) named(name string) (v1alpha1.Component, error) {
	for _, c := range s.components {
		if c.Name == name {
			return c, nil
		}
	}
	return v1alpha1.Component{}, fmt.Errorf("%s has no component %q", s.appID, name)
}

// errNoKeys refuses a store whose documents can't be listed.
var errNoKeys = errors.New("this kind of store can't list its keys, so nothing can be moved out of or into it")
