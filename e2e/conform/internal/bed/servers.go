package bed

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/saheedt/pass/e2e/stack"
	"github.com/saheedt/pass/tools/stack/infra"
)

// Servers are those of the profile's store and broker.
type Servers struct {
	// Store and Broker are the types of the components, such as state.sqlite.
	Store, Broker string

	config     infra.Config
	containers stack.Containers
	infra      *infra.Infra
}

// resources lays out the component files with the addresses of this bed's
// servers, and returns the folders that all sidecars load.
func (b *Bed) resources(profile string) ([]string, error) {
	source, err := b.source(profile)
	if err != nil {
		return nil, err
	}
	all, err := components(source)
	if err != nil {
		return nil, err
	}
	b.Profile = filepath.Base(source)
	// The servers are prepared for what is in this copy, the reader of the dead letters included.
	plain := filepath.Join(b.dir, "profile")
	if err := errors.Join(
		os.CopyFS(filepath.Join(plain, b.Profile), os.DirFS(source)),
		os.CopyFS(filepath.Join(plain, "shared"), os.DirFS(filepath.Join(b.top, "components", "shared"))),
		copyFile(filepath.Join(b.top, "components", "config.yaml"), filepath.Join(plain, "config.yaml")),
		withReader(filepath.Join(plain, b.Profile), all),
		os.MkdirAll(filepath.Join(b.dir, ".data"), 0o755)); err != nil {
		return nil, err
	}
	if b.Servers, err = b.newServers(plain, all); err != nil {
		return nil, err
	}
	if err := infra.CopyComponents(plain, filepath.Join(b.dir, "components"), b.Servers.infra.Addresses); err != nil {
		return nil, err
	}
	return []string{filepath.Join("components", b.Profile), "components/shared"}, nil
}

func (b *Bed) newServers(components string, all []component) (*Servers, error) {
	store, err := named(all, "statestore")
	if err != nil {
		return nil, err
	}
	pubsub, err := named(all, "pubsub")
	if err != nil {
		return nil, err
	}
	ports, err := infra.FreePorts()
	if err != nil {
		return nil, err
	}
	s := &Servers{Store: store.Spec.Type, Broker: pubsub.Spec.Type, config: infra.Config{
		Components: components, Profile: b.Profile, Bin: filepath.Join(b.top, ".bin"),
		Data: filepath.Join(b.dir, ".data"), Logs: b.Logs, Ports: ports, StandIns: true,
	}}
	if s.containers, err = stack.NewContainers(&s.config); err != nil {
		return nil, err
	}
	s.infra, err = infra.New(s.config)
	return s, err
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o644)
}

// start starts the servers that do not run already, and prepares all. Dapr's
// own, placement and scheduler, are not needed.
func (s *Servers) start(ctx context.Context) error {
	if err := s.containers.Start(ctx); err != nil {
		return err
	}
	for _, part := range s.parts() {
		if err := part.Start(ctx); err != nil {
			return err
		}
	}
	_, err := infra.Prepare(ctx, s.config)
	return err
}

func (s *Servers) parts() []*infra.Part {
	var parts []*infra.Part
	for _, part := range []*infra.Part{s.infra.Store, s.infra.Broker} {
		if part != nil && (len(parts) == 0 || parts[0] != part) {
			parts = append(parts, part)
		}
	}
	return parts
}

func (s *Servers) stop() {
	for _, part := range s.parts() {
		part.Stop(10 * time.Second)
	}
	s.containers.Remove()
}

// String names the types of the components, the servers that ran already, and
// those that are no real ones.
func (s *Servers) String() string {
	types := s.Store + ", " + s.Broker
	if found := s.infra.External(); len(found) > 0 {
		types += "; given: " + strings.Join(found, ", ")
	}
	if found := s.StandIns(); len(found) > 0 {
		types += "; stood in for: " + strings.Join(found, ", ")
	}
	return types
}

// StandIns lists the servers that are no real ones.
func (s *Servers) StandIns() []string { return s.infra.StandIns() }

const (
	inSidecar = "the store is in the sidecar, which is killed above"
	notOurs   = "the server runs already, and is not the suite's to kill"
)

// store and broker are the servers that are the suite's own; nil where there
// is none.
func (s *Servers) store() stack.Server {
	if s.infra.Store != nil {
		return s.infra.Store
	}
	return s.containers.Serving("state.", s.infra.Profile)
}

func (s *Servers) broker() stack.Server {
	if s.infra.Broker != nil {
		return s.infra.Broker
	}
	return s.containers.Serving("pubsub.", s.infra.Profile)
}

// NoStore says why the store's server can't be killed; empty when it can.
func (s *Servers) NoStore() string {
	switch {
	case s.store() != nil:
		return ""
	case s.Store == "state.sqlite":
		return inSidecar
	}
	return notOurs
}

// NoBroker says why the broker can't be killed; empty when it can.
func (s *Servers) NoBroker() string {
	if s.broker() == nil {
		return notOurs
	}
	return ""
}

// KillStore ends the store's server at once.
func (s *Servers) KillStore() { s.store().Kill() }

// StartStore starts it again, and returns when it answers.
func (s *Servers) StartStore(ctx context.Context) error { return again(s.store().Start(ctx)) }

// KillBroker ends the broker's server at once.
func (s *Servers) KillBroker() { s.broker().Kill() }

// StartBroker starts it again, and returns when it answers.
func (s *Servers) StartBroker(ctx context.Context) error { return again(s.broker().Start(ctx)) }

func again(err error) error {
	if err != nil {
		return fmt.Errorf("after a kill: %w", err)
	}
	return nil
}
