// Package moving runs .bin/move, which carries a house from one profile to another, beside the servers that it needs.
package moving

import (
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

// DefaultFile is the archive when nothing else is said.
const DefaultFile = "pass-export"

// Run exports a profile into file or imports file into it, whichever direction says. The stack must not run.
func Run(ctx context.Context, w workspace.Workspace, direction, profile, file string, out io.Writer) error {
	unlock, err := w.Lock()
	if running, ok := err.(workspace.ErrRunning); ok {
		return fmt.Errorf("%s: the stack runs (process %d): stop it first, with `make stop`", direction, running.PID)
	}
	if err != nil {
		return err
	}
	defer unlock()
	if err := w.CheckLeftovers(); err != nil {
		return err
	}
	if profile == "" {
		profile = infra.DefaultProfile
	}
	program := filepath.Join(w.Bin(), "move")
	if _, err := os.Stat(program); err != nil {
		return errors.New(".bin/move is missing: build it with `make tools`")
	}
	ports := infra.DefaultPorts()
	servers, err := infra.New(infra.Config{
		Components: w.Components(), Profile: profile, Bin: w.Bin(), Data: w.Data(), Logs: w.Logs(), Ports: ports,
	})
	if err != nil {
		return err
	}
	if err := workspace.CheckPorts(servers.Listens()); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: starting what profile %s needs\n", direction, profile)
	if err := servers.Start(ctx); err != nil {
		return err
	}
	defer servers.Stop()
	return move(ctx, w, program, out, direction, "-profile", profile, "-components", w.Components(), "-file", file,
		"-scheduler", fmt.Sprintf("127.0.0.1:%d", ports.Scheduler))
}

// move runs the program, and lets it end in order when ctx ends.
func move(ctx context.Context, w workspace.Workspace, program string, out io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = w.Top, out, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 30 * time.Second
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	return nil
}
