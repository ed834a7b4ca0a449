package stack

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/saheedt/pass/tools/stack/infra"
)

// Server is a broker or a store that tests stop, kill and start again, with
// its data kept: a program of the infrastructure, or a container.
type Server interface {
	// Start returns when the server serves and has what pass needs there.
	Start(ctx context.Context) error
	// Stop asks it to end, and kills it after grace.
	Stop(grace time.Duration)
	Kill()
}

// stopGrace is what a container gets to end in order.
const stopGrace = 10 * time.Second

// Profile is the one that the environment chooses.
func Profile() string {
	if name := os.Getenv("PROFILE"); name != "" {
		return name
	}
	return infra.DefaultProfile
}

// addInfra finds the profile's servers, or prepares some of the stack's own.
func (s *Stack) addInfra() error {
	config := infra.Config{
		Components: filepath.Join(s.top, "components"), Profile: Profile(), Bin: s.bin,
		Data: filepath.Join(s.dir, ".data"), Logs: s.Logs, Ports: s.ports,
		DaprArgs: s.secured.controlPlaneArgs(),
		StandIns: true, Stripe: true, WebhookURL: s.SiteURL + "/api/v1/payments/webhook",
	}
	var err error
	if s.containers, err = NewContainers(&config); err != nil {
		return err
	}
	s.Infra, err = infra.New(config)
	return err
}

// startServers starts the servers and the rest of the infrastructure.
func (s *Stack) startServers(ctx context.Context) error {
	if err := s.containers.Start(ctx); err != nil {
		return err
	}
	if err := s.secured.start(ctx); err != nil {
		return err
	}
	return s.Infra.Start(ctx)
}

// StopServers stops the servers and the rest of the infrastructure; what they
// keep is there when the stack is started again.
func (s *Stack) StopServers() {
	s.Infra.Stop()
	s.secured.stop()
	s.containers.Stop()
}

// Broker is what carries the events; nil when it runs elsewhere.
func (s *Stack) Broker() Server { return s.server("pubsub.", s.Infra.Broker) }

// Store is what keeps the documents; nil when it runs elsewhere, and when
// there is no server for it.
func (s *Stack) Store() Server { return s.server("state.", s.Infra.Store) }

// server is the part, or else the container that components of a kind lead
// to.
func (s *Stack) server(kind string, part *infra.Part) Server {
	if part != nil {
		return part
	}
	return s.containers.Serving(kind, s.Infra.Profile)
}

// Borrows tells whether a server of the profile runs elsewhere, for whoever
// uses it, other stacks among them.
func (s *Stack) Borrows() bool { return len(s.Infra.External()) > len(s.containers) }

// BrokerURL leads an administrator to the broker; its scheme tells which one
// it is.
func (s *Stack) BrokerURL() string {
	for name, url := range s.Infra.URLs {
		if leads(s.Infra.Profile, name, "pubsub.") {
			if !strings.Contains(url, "://") {
				return name + "://" + url
			}
			return url
		}
	}
	return ""
}
