package supervisor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/internal/runfile"
	"github.com/saheedt/pass/tools/stack/internal/toolchain"
	"github.com/saheedt/pass/tools/stack/internal/workspace"
	"github.com/saheedt/pass/tools/stack/process"
)

// site is where a browser finds pass.
const site = "http://localhost:3000"

// emulatorKey is the Stripe key that stands for the emulator.
const emulatorKey = "sk_test_emulator"

// stack is everything that runs.
type stack struct {
	work  workspace.Workspace
	file  runfile.File
	tools toolchain.Tools
	infra *infra.Infra
	cli   *process.Process
	out   io.Writer
}

// Run runs the stack of the workspace until it is asked to stop, which is no error, or until something in it dies.
func Run(w workspace.Workspace, out io.Writer) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-stopSignals():
		case <-parentGone():
		}
		cancel()
	}()

	unlock, err := w.Lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err := process.AdoptOrphans(); err != nil {
		return fmt.Errorf("adopt orphans: %w", err)
	}
	s, err := prepare(w, out)
	if err != nil {
		return err
	}
	err = s.run(ctx)
	if ctx.Err() != nil {
		err = nil
	}
	s.stop()
	return err
}

// prepare checks everything that can be checked before anything starts.
func prepare(w workspace.Workspace, out io.Writer) (*stack, error) {
	file, err := runfile.Load(w.RunFile())
	if err != nil {
		return nil, err
	}
	tools := toolchain.Find(w.Top)
	s := &stack{work: w, file: file, tools: tools, out: out}
	c := infra.Config{
		Bin: w.Bin(), Placement: tools.Placement, Scheduler: tools.Scheduler,
		Data: w.Data(), Logs: w.Logs(), Ports: infra.DefaultPorts(), Stripe: usesEmulator(),
	}
	s.infra = infra.New(c)
	ports := file.Ports()
	for port, name := range c.Ports.Named() {
		if c.Stripe || port != c.Ports.Stripe {
			ports[port] = name
		}
	}
	if err := errors.Join(tools.Missing(), checkCommands(w.Top, file)); err != nil {
		return nil, err
	}
	if err := w.CheckLeftovers(); err != nil {
		return nil, err
	}
	if err := workspace.CheckPorts(ports); err != nil {
		return nil, err
	}
	return s, cleanLogs(w)
}

// usesEmulator reports whether payments will talk to the emulator of Stripe.
func usesEmulator() bool {
	key := os.Getenv("STRIPE_SECRET_KEY")
	return key == "" || key == emulatorKey
}

// run starts everything, says so, and returns when ctx ends or something dies.
func (s *stack) run(ctx context.Context) error {
	began := time.Now()
	s.say("starting NATS, placement, scheduler and the Stripe emulator")
	if s.infra.Stripe == nil {
		s.say("STRIPE_SECRET_KEY is set: payments talk to Stripe itself, without the emulator")
	}
	if err := s.infra.Start(ctx); err != nil {
		return err
	}
	s.record()
	s.say("ready in %s; starting %d apps, each with its sidecar", since(began), len(s.file.Apps))
	if err := s.startCLI(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go s.watch(ctx, cancel)
	if err := s.waitReady(ctx); err != nil {
		return cause(ctx, err)
	}
	s.record()
	s.say("logs: %s for apps and sidecars, %s for the rest", s.short(s.work.AppLogs()), s.short(s.work.Logs()))
	s.say("is ready: %s   (after %s; Ctrl-C stops it)", site, since(began))
	<-ctx.Done()
	return cause(ctx, nil)
}

// cause returns why ctx was cancelled when something died, else err.
func cause(ctx context.Context, err error) error {
	if why := context.Cause(ctx); why != nil && !errors.Is(why, context.Canceled) {
		return why
	}
	return err
}

// record notes what runs, so that the next start can name it should all of this be killed.
func (s *stack) record() {
	if err := s.work.Record(process.Descendants(os.Getpid())); err != nil {
		s.say("%v", err)
	}
}

// say prints one line.
func (s *stack) say(format string, args ...any) { fmt.Fprintf(s.out, "pass "+format+"\n", args...) }

func since(t time.Time) string { return time.Since(t).Round(100 * time.Millisecond).String() }
