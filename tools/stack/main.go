// Command stack runs, builds and tests pass on a development machine. The Makefile is its usual caller.
//
//	stack tools   build or find the programs that the stack runs, with the word tests those that tests want besides
//	stack run     run the stack until Ctrl-C
//	stack prepare create on servers that run what the profile PROFILE needs
//	stack stop    stop a running stack, or what a killed one left
//	stack test    run all tests, or those of the modules named
//	stack soak    run the end-to-end tests over and over
//	stack export  carry what the profile PROFILE keeps into the archive FILE
//	stack import  carry the archive FILE into the profile PROFILE
//	stack lint    check the code without running it
//	stack audit   compare the books of the running stack's payments with Stripe
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/internal/moving"
	"github.com/saheedt/pass/tools/stack/internal/supervisor"
	"github.com/saheedt/pass/tools/stack/internal/testrun"
	"github.com/saheedt/pass/tools/stack/internal/toolchain"
	"github.com/saheedt/pass/tools/stack/internal/workspace"
	"github.com/saheedt/pass/tools/stack/process"
)

// worker is the hidden command that does the work of run, below its guard.
const worker = "worker"

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("usage: stack tools|run|prepare|stop|test|soak|export|import|lint|audit"))
	}
	w, err := workspace.Open()
	if err != nil {
		fail(err)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	switch command := os.Args[1]; command {
	case "tools":
		err = toolchain.Prepare(ctx, w.Top, os.Stdout, slices.Contains(os.Args[2:], "tests"))
	case "test", "soak", "lint":
		kind := testrun.Kind{Lint: command == "lint", Soak: command == "soak", Profile: os.Getenv("PROFILE"), Only: os.Args[2:]}
		err = testrun.Run(ctx, w.Top, filepath.Join(w.Data(), "test"), os.Stdout, kind)
		if errors.Is(err, testrun.ErrFailed) {
			os.Exit(1)
		}
	case "run":
		var code int
		if code, err = supervisor.Guard(os.Stdout, worker); err == nil {
			os.Exit(code)
		}
	case worker:
		err = supervisor.Run(w, os.Stdout)
	case "prepare":
		err = prepare(ctx, w)
	case "stop":
		err = stop(w)
	case "audit":
		os.Exit(audit(ctx, w, os.Args[2:]))
	case "export", "import":
		err = moving.Run(ctx, w, moving.Order{
			Direction: command, Profile: os.Getenv("PROFILE"), File: os.Getenv("FILE"), Scheduler: os.Getenv("SCHEDULER"),
		}, os.Stdout)
		if errors.Is(err, moving.ErrFailed) {
			os.Exit(1)
		}
	default:
		err = fmt.Errorf("unknown command %q", command)
	}
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "pass:", err)
	os.Exit(1)
}

// prepare names the servers that it has prepared.
func prepare(ctx context.Context, w workspace.Workspace) error {
	done, err := infra.Prepare(ctx, infra.Config{
		Components: w.Components(), Profile: w.Profile(), Bin: w.Bin(), Data: w.Data(), Logs: w.Logs(), Ports: infra.DefaultPorts(),
	})
	for _, server := range done {
		fmt.Printf("pass: profile %s: %s is prepared\n", w.Profile(), server)
	}
	return err
}

// stop asks a running stack to end, or ends what is left of one that was killed.
func stop(w workspace.Workspace) error {
	unlock, err := w.Lock()
	if running, ok := err.(workspace.ErrRunning); ok {
		fmt.Printf("pass: stopping process %d\n", running.PID)
		return waitUnlocked(w, running.PID)
	}
	if err != nil {
		return err
	}
	defer unlock()
	left := w.Leftovers()
	fmt.Printf("pass: does not run; %d processes are left over\n", len(left))
	process.StopAll(left, 5*time.Second)
	return nil
}

func waitUnlocked(w workspace.Workspace, pid int) error {
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		return err
	}
	for range 600 {
		if unlock, err := w.Lock(); err == nil {
			unlock()
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("process %d still runs: end it with `kill -9 %d`", pid, pid)
}
