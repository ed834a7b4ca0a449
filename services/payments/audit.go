package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/saheedt/pass/services/internal/secret"
	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/sidecar"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/payments/internal/audit"
)

// How an audit ends.
const (
	agrees  = 0
	differs = 1
	failed  = 2 // nothing can be said
)

const (
	// defaultGrace is longer than anything should be under way.
	defaultGrace = 5 * time.Minute
	// sidecarPatience is how long an audit waits for the sidecar.
	sidecarPatience = 5 * time.Second
	// readAgain is the pause before a read is tried again.
	readAgain = 250 * time.Millisecond
	// progressEvery is how often an audit tells how far it is.
	progressEvery = 2 * time.Second
)

// runAudit is the subcommand audit: with the service's own settings and
// through its sidecar, it compares the books with Stripe. It changes nothing,
// and may run beside the service. It returns the exit code.
func runAudit(args, environ []string, out, diagnostics io.Writer) int {
	flags := flag.NewFlagSet("payments audit", flag.ContinueOnError)
	flags.SetOutput(diagnostics)
	grace := flags.Duration("grace", defaultGrace, "what changed since and does not agree yet is under way")
	orderID := flags.String("order", "", "compare this order only")
	asJSON := flags.Bool("json", false, "write the report as JSON")
	if err := flags.Parse(args); err != nil {
		return failed
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(diagnostics, "payments audit: it takes no argument such as %q\n", flags.Arg(0))
		return failed
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	report, err := compare(ctx, environ, *grace, *orderID, &progress{to: diagnostics})
	if err != nil {
		fmt.Fprintln(diagnostics, "payments audit: not finished:", err)
	}
	if err == nil || len(report.Differences) > 0 {
		err = errors.Join(err, show(report, *asJSON, out))
	}
	switch {
	case err != nil:
		return failed
	case !report.Clean():
		return differs
	}
	return agrees
}

func compare(ctx context.Context, environ []string, grace time.Duration, orderID string, told *progress) (audit.Report, error) {
	var s settings
	// The audit serves nobody: where the service's port is not known, any will do.
	if err := service.Load("payments", append([]string{"APP_PORT=1"}, environ...), &s); err != nil {
		return audit.Report{}, err
	}
	client, err := sidecar.New(sidecar.Options{
		Host: s.DaprHost, HTTPPort: s.DaprHTTPPort, GRPCPort: s.DaprGRPCPort, Token: s.DaprAPIToken, PubSub: service.PubSub,
	})
	if err != nil {
		return audit.Report{}, err
	}
	defer client.Close()
	if err := awaitSidecar(ctx, client); err != nil {
		return audit.Report{}, fmt.Errorf("the sidecar of payments does not answer at %s:%d: %w", s.DaprHost, s.DaprHTTPPort, err)
	}
	if s.SecretStore != "" {
		if s.StripeKey, err = secret.Lookup(ctx, client.Dapr(), s.SecretStore, s.KeyName); err != nil {
			return audit.Report{}, err
		}
	}
	with := audit.Options{
		Reader: state.NewReader(patient{state.NewDapr(client.Dapr(), service.StateStore)}),
		Stripe: audit.NewClient(strings.TrimSpace(s.StripeKey), s.StripeURL),
		Clock:  func() time.Time { return time.Now().UTC() }, Grace: grace, Progress: told.tell,
	}
	if orderID != "" {
		return audit.Order(ctx, with, orderID)
	}
	return audit.Run(ctx, with)
}

// patient is a store that is asked again for as long as somebody waits: an
// audit of hours must not end because of one answer that did not come.
type patient struct{ state.Store }

// Get implements state.Store.
func (p patient) Get(ctx context.Context, keys []string) (map[string]state.Item, error) {
	for {
		items, err := p.Store.Get(ctx, keys)
		if err == nil || ctx.Err() != nil {
			return items, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(readAgain):
		}
	}
}

func awaitSidecar(ctx context.Context, client *sidecar.Client) error {
	ctx, cancel := context.WithTimeout(ctx, sidecarPatience)
	defer cancel()
	for {
		err := client.Healthy(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Second):
		}
	}
}

func show(report audit.Report, asJSON bool, out io.Writer) error {
	if !asJSON {
		return report.Print(out)
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}

// progress tells now and then how far the audit is.
type progress struct {
	to   io.Writer
	mu   sync.Mutex
	last time.Time
}

func (p *progress) tell(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last.IsZero() {
		p.last = time.Now() // short audits are silent
	}
	if time.Since(p.last) < progressEvery {
		return
	}
	p.last = time.Now()
	fmt.Fprintln(p.to, "payments audit:", text)
}

// isAudit says whether the program was started for an audit.
func isAudit() bool { return len(os.Args) > 1 && os.Args[1] == "audit" }
