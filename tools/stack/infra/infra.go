// Package infra runs what pass's services need beside their sidecars: NATS with the streams, Dapr's placement and
// scheduler, and the Stripe emulator.
package infra

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/saheedt/pass/tools/stack/process"
)

// readyWithin bounds the start of one part.
const readyWithin = 60 * time.Second

// Config says what to run and where.
type Config struct {
	// Bin is the folder of the programs: nats, placement, scheduler, stripe.
	Bin string
	// Data is the folder for what outlives a restart, Logs the one for log files. Both are created.
	Data, Logs string
	Ports      Ports
	// Stripe says whether to run the emulator. Its webhooks go to WebhookURL, http://localhost:3000/api/v1/payments/webhook
	// when that is empty.
	Stripe     bool
	WebhookURL string
}

// Part is one program of the infrastructure.
type Part struct {
	*process.Process
	ready func(context.Context) error
}

// Start starts the program and returns when it is ready to serve. It may be called again after the program ended.
func (p *Part) Start(ctx context.Context) error {
	if err := p.Process.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	if err := p.ready(ctx); err != nil {
		return fmt.Errorf("%s: %w", p.Name(), err)
	}
	return nil
}

// Infra is the running infrastructure. Stripe is nil without the emulator.
type Infra struct {
	NATS, Placement, Scheduler, Stripe *Part
}

// New prepares the infrastructure; nothing runs yet.
func New(c Config) *Infra {
	i := &Infra{NATS: nats(c), Placement: placement(c), Scheduler: scheduler(c)}
	if c.Stripe {
		i.Stripe = stripe(c)
	}
	return i
}

// Parts lists the parts in the order in which they start.
func (i *Infra) Parts() []*Part {
	parts := []*Part{i.NATS, i.Placement, i.Scheduler}
	if i.Stripe != nil {
		parts = append(parts, i.Stripe)
	}
	return parts
}

// Start starts all parts at once and returns when all are ready. When one fails, it stops the others.
func (i *Infra) Start(ctx context.Context) error {
	parts := i.Parts()
	errs := make(chan error, len(parts))
	for _, p := range parts {
		go func() { errs <- p.Start(ctx) }()
	}
	var all []error
	for range parts {
		all = append(all, <-errs)
	}
	if err := errors.Join(all...); err != nil {
		i.Stop()
		return err
	}
	return nil
}

// Stop ends all parts, the broker last.
func (i *Infra) Stop() {
	parts := i.Parts()
	for n := len(parts) - 1; n >= 0; n-- {
		parts[n].Stop(5 * time.Second)
	}
}

func (c Config) program(name string) string { return filepath.Join(c.Bin, name) }

func (c Config) log(name string) string { return filepath.Join(c.Logs, name+".log") }

// folder returns a path below Data and makes sure that its parent is there.
func (c Config) folder(name string) string {
	// A failure shows when the program cannot write there, with a better message.
	_ = os.MkdirAll(c.Data, 0o755)
	return filepath.Join(c.Data, name)
}
