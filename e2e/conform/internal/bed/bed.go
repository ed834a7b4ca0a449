// Package bed is the surroundings in which the conformance suite looks at a
// store and a broker: the servers of a profile, and real sidecars under the
// app ids of pass's services, with the profile's own component files and with
// apps of the suite's own behind them. No service of pass runs.
package bed

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/saheedt/pass/e2e/stack"
)

// Bed is one test bed. Each service's sidecar has its own role, so that
// properties can be looked at side by side:
//
//   - Auth, two of them, for the store: auth has no events;
//   - Orders publishes to `orders`, and reads what has one reader;
//   - Tickets, two of them, for readers that compete;
//   - Payments for handlers that fail, Expiration for readers that come late;
//   - DeadLetters reads what was given up.
type Bed struct {
	Run     string // tells this run's documents and events from all others
	Profile string
	Logs    string // the folder of all log files
	// Patience bounds the way of an event, also after somebody died: brokers
	// notice that after their acknowledgement timeout.
	Patience time.Duration

	Auth, Tickets                             [2]*Sidecar
	Orders, Payments, Expiration, DeadLetters *Sidecar
	Servers                                   *Servers

	top, dir string
	sidecars []*Sidecar
	inboxes  sync.Map // by kind
	written  sync.Map // keys by app id
}

// New prepares a test bed in dir for a profile: a name, or the path of a
// folder. Nothing runs yet.
func New(dir, profile string) (*Bed, error) {
	top, err := stack.Top()
	if err != nil {
		return nil, err
	}
	b := &Bed{Run: fmt.Sprintf("%x", time.Now().UnixNano()), top: top, dir: dir, Logs: filepath.Join(dir, "logs"), Patience: patience}
	if err := os.MkdirAll(b.Logs, 0o755); err != nil {
		return nil, err
	}
	folders, err := b.resources(profile)
	if err != nil {
		return nil, err
	}
	return b, b.addSidecars(folders)
}

func (b *Bed) addSidecars(folders []string) error {
	var errs []error
	add := func(to **Sidecar, id string, n int, folders ...string) {
		s, err := b.sidecar(id, n, folders...)
		*to = s
		errs = append(errs, err)
	}
	for n := range 2 {
		add(&b.Auth[n], "auth", n, folders...)
		add(&b.Tickets[n], "tickets", n, folders...)
	}
	add(&b.Orders, "orders", 0, folders...)
	add(&b.Payments, "payments", 0, folders...)
	add(&b.Expiration, "expiration", 0, folders...)
	add(&b.DeadLetters, readerID, 0, folders...)
	return errors.Join(errs...)
}

// StartServers starts the profile's servers, and the sidecar that publishes
// most. Nobody has subscribed to its topic by then.
func (b *Bed) StartServers(ctx context.Context) error {
	if err := b.Servers.start(ctx); err != nil {
		return err
	}
	return b.Orders.Start(ctx)
}

// StartSidecars starts all others. The second ones of a service come last, as
// they do in an installation that grows.
func (b *Bed) StartSidecars(ctx context.Context) error {
	first := []*Sidecar{b.Auth[0], b.Tickets[0], b.Payments, b.Expiration, b.DeadLetters}
	if err := startAll(ctx, first); err != nil {
		return err
	}
	return startAll(ctx, []*Sidecar{b.Auth[1], b.Tickets[1]})
}

func startAll(ctx context.Context, sidecars []*Sidecar) error {
	errs := make([]error, len(sidecars))
	var all sync.WaitGroup
	for i, s := range sidecars {
		all.Go(func() { errs[i] = s.Start(ctx) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// Clean removes the documents that the suite wrote.
func (b *Bed) Clean(ctx context.Context) error {
	var errs []error
	for _, s := range []*Sidecar{b.Auth[0], b.Tickets[0], b.Orders, b.Payments} {
		errs = append(errs, s.Clean(ctx))
	}
	return errors.Join(errs...)
}

// Stop ends everything that the bed started.
func (b *Bed) Stop() {
	var all sync.WaitGroup
	for _, s := range b.sidecars {
		all.Go(func() {
			s.process.Stop(10 * time.Second)
			s.app.kill()
			_ = s.conn.Close()
		})
	}
	all.Wait()
	b.Servers.stop()
}
