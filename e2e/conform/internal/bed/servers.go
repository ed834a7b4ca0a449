package bed

import (
	"context"
	"os"
	"path/filepath"

	"github.com/saheedt/pass/tools/stack/infra"
)

// Servers are those of the profile's store and broker.
type Servers struct {
	// Store and Broker are the types of the components, such as state.sqlite.
	Store, Broker string

	infra *infra.Infra
}

// resources copies the component files with the addresses of this bed's
// servers, and returns the folders that pass's own sidecars load.
func (b *Bed) resources(profile string) ([]string, error) {
	source, err := b.source(profile)
	if err != nil {
		return nil, err
	}
	all, err := components(source)
	if err != nil {
		return nil, err
	}
	ports, err := infra.FreePorts()
	if err != nil {
		return nil, err
	}
	b.Profile = filepath.Base(source)
	folder := filepath.Join("components", b.Profile)
	if err := infra.CopyComponents(filepath.Join(b.top, "components"), filepath.Join(b.dir, "components"), ports); err != nil {
		return nil, err
	}
	if err := infra.CopyComponents(source, filepath.Join(b.dir, folder), ports); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(b.dir, ".data"), 0o755); err != nil {
		return nil, err
	}
	store, err := named(all, "statestore")
	if err != nil {
		return nil, err
	}
	pubsub, err := named(all, "pubsub")
	if err != nil {
		return nil, err
	}
	b.Servers = &Servers{Store: store.Spec.Type, Broker: pubsub.Spec.Type, infra: infra.New(infra.Config{
		Bin: filepath.Join(b.top, ".bin"), Data: filepath.Join(b.dir, ".data"), Logs: b.Logs, Ports: ports,
	})}
	copied, err := components(filepath.Join(b.dir, folder))
	if err != nil {
		return nil, err
	}
	pubsub, err = named(copied, "pubsub")
	if err != nil {
		return nil, err
	}
	return []string{folder, "components/shared"}, b.readDeadLetters(pubsub)
}

func (s *Servers) start(ctx context.Context) error { return s.infra.NATS.Start(ctx) }

func (s *Servers) stop() { s.infra.NATS.Stop(0) }

// String names the types of the components.
func (s *Servers) String() string { return s.Store + ", " + s.Broker }

// NoStore says why the store's server can't be killed; empty when it can.
func (s *Servers) NoStore() string { return "the store is in the sidecar, which is killed above" }

// NoBroker says why the broker can't be killed; empty when it can.
func (s *Servers) NoBroker() string { return "" }

// KillStore ends the store's server at once.
func (s *Servers) KillStore() error { return nil }

// StartStore starts it again, and returns when it answers.
func (s *Servers) StartStore(context.Context) error { return nil }

// KillBroker ends the broker's server at once.
func (s *Servers) KillBroker() error { s.infra.NATS.Kill(); return nil }

// StartBroker starts it again, and returns when it answers.
func (s *Servers) StartBroker(ctx context.Context) error { return s.infra.NATS.Start(ctx) }
