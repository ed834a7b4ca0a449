package supervisor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"
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

// errStopped is the last line after a failure, whose reason was said before everything was stopped.
var errStopped = errors.New("stopped because of the failure above")

// stack is everything that runs.
type stack struct {
	work    workspace.Workspace
	file    runfile.File
	runFile string // path of the one that the CLI gets
	infra   *infra.Infra
	cli     *process.Process
	out     io.Writer
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
	if err != nil {
		s.say("pass: cannot go on: %v", err)
		err = errStopped
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
	s := &stack{work: w, file: file, out: out}
	if err := errors.Join(toolchain.CheckBuilt(w.Top), checkCommands(w.Top, file)); err != nil {
		return nil, err
	}
	// Before the infrastructure is looked at: a server that was left over would be taken for one that is kept running.
	if err := w.CheckLeftovers(); err != nil {
		return nil, err
	}
	s.infra, err = infra.New(infra.Config{
		Components: w.Components(), Profile: w.Profile(), Bin: w.Bin(), Data: w.Data(), Logs: w.Logs(),
		Ports: infra.DefaultPorts(), Stripe: usesEmulator(),
	})
	if err != nil {
		return nil, err
	}
	if s.runFile, err = layRunFile(w, s.infra); err != nil {
		return nil, err
	}
	ports := file.Ports()
	maps.Copy(ports, s.infra.Listens())
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
	s.say("pass: profile %s; starting %s", s.work.Profile(), s.partNames())
	for _, server := range s.infra.External() {
		s.say("pass: using the %s, which runs already", server)
	}
	if s.infra.Stripe == nil {
		s.say("pass: STRIPE_SECRET_KEY is set, so payments talk to Stripe itself instead of the emulator")
	}
	if err := s.infra.Start(ctx); err != nil {
		return err
	}
	s.record()
	s.say("pass: those are ready after %s; starting %d apps, each with its sidecar", since(began), len(s.file.Apps))
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
	s.say("pass: logs are in %s (apps and sidecars) and %s (the rest)", s.short(s.work.AppLogs()), s.short(s.work.Logs()))
	s.say("pass is ready: %s   (after %s; Ctrl-C stops it)", site, since(began))
	<-ctx.Done()
	return cause(ctx, nil)
}

func (s *stack) partNames() string {
	var names []string
	for _, p := range s.infra.Parts() {
		names = append(names, p.Name())
	}
	return strings.Join(names, ", ")
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
		s.say("pass: %v", err)
	}
}

// say prints one line.
func (s *stack) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

func since(t time.Time) string { return time.Since(t).Round(100 * time.Millisecond).String() }
