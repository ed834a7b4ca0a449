// Package moving runs .bin/move, which carries a house from one profile to another, beside the servers that it needs.
package moving

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/internal/workspace"
)

// Order is what is to be moved.
type Order struct {
	Direction string // export or import
	Profile   string // the default profile when empty
	File      string // the archive, DefaultFile when empty
	// Scheduler is the address of one that runs already; when empty, the profile's own is started here.
	Scheduler string
}

// DefaultFile is the archive when nothing else is said.
const DefaultFile = "pass-export"

// ErrFailed is a move that has said itself what was wrong.
var ErrFailed = errors.New("the move failed")

// Run exports a profile or imports it. The stack must not run.
func Run(ctx context.Context, w workspace.Workspace, o Order, out io.Writer) error {
	unlock, err := w.Lock()
	if running, ok := err.(workspace.ErrRunning); ok {
		return fmt.Errorf("%s: pass runs here, or another move does (process %d): stop it first, with `make stop`", o.Direction, running.PID)
	}
	if err != nil {
		return err
	}
	defer unlock()
	if err := w.CheckLeftovers(); err != nil {
		return err
	}
	if _, err := os.Stat(program(w)); err != nil {
		return errors.New(".bin/move is missing: build it with `make tools`")
	}
	o.Profile, o.File = cmp.Or(o.Profile, infra.DefaultProfile), cmp.Or(o.File, DefaultFile)
	ports := infra.DefaultPorts()
	servers, err := infra.New(infra.Config{
		Components: w.Components(), Profile: o.Profile, Bin: w.Bin(), Data: w.Data(), Logs: w.Logs(), Ports: ports,
	})
	if err != nil {
		return err
	}
	if err := workspace.CheckPorts(servers.Listens()); err != nil {
		return err
	}
	components, err := servers.LaidComponents()
	if err != nil {
		return err
	}
	for _, server := range servers.External() {
		fmt.Fprintf(out, "%s: using the %s, which runs already\n", o.Direction, server)
	}
	fmt.Fprintf(out, "%s: starting what profile %s needs\n", o.Direction, o.Profile)
	if err := servers.Start(ctx); err != nil {
		return err
	}
	defer servers.Stop()
	o.Scheduler = cmp.Or(o.Scheduler, fmt.Sprintf("127.0.0.1:%d", ports.Scheduler))
	return move(ctx, w, components, out, o)
}

func program(w workspace.Workspace) string { return filepath.Join(w.Bin(), "move") }

// move runs the program, and lets it end in order when ctx ends.
func move(ctx context.Context, w workspace.Workspace, components string, out io.Writer, o Order) error {
	cmd := exec.CommandContext(ctx, program(w), o.Direction, "-profile", o.Profile, "-components", components,
		"-file", o.File, "-scheduler", o.Scheduler)
	cmd.Dir, cmd.Stdout, cmd.Stderr = w.Top, out, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 30 * time.Second
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return ErrFailed
	}
	return err
}
