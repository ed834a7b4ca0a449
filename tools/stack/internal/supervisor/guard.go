// Package supervisor runs the development stack: the infrastructure, and the Dapr CLI with the apps and their sidecars.
//
// It is two processes. The guard is what the user starts and stops; it starts the worker, which does the work. Whichever
// is killed, the other is left to stop everything, and so is the death of whoever started the guard.
package supervisor

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/saheedt/pass/tools/stack/process"
)

// parentCheck is how often a process looks whether the one that started it is still there.
const parentCheck = 300 * time.Millisecond

// Guard runs this program again with args as the worker, until it ends, and then ends what it left behind. It returns
// the worker's exit code. A signal, and the death of this program's parent, ask the worker to stop; a second signal
// stops all at once.
func Guard(out io.Writer, args ...string) (int, error) {
	if err := process.AdoptOrphans(); err != nil {
		return 1, fmt.Errorf("adopt orphans: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return 1, err
	}
	worker := exec.Command(self, args...)
	worker.Stdout, worker.Stderr = out, out
	// Ctrl-C reaches only the guard, which passes it on: the worker then stops things in order.
	worker.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	signals := stopSignals()
	if err := worker.Start(); err != nil {
		return 1, err
	}
	ended := make(chan error, 1)
	go func() { ended <- worker.Wait() }()

	err = attend(worker.Process, signals, parentGone(), ended)
	if left := process.Descendants(os.Getpid()); len(left) > 0 {
		fmt.Fprintf(out, "pass: ending %d processes that were left\n", len(left))
		process.StopAll(left, 2*time.Second)
	}
	if state := worker.ProcessState; err != nil && state.ExitCode() > 0 {
		return state.ExitCode(), nil
	}
	if err != nil {
		return 1, fmt.Errorf("the worker: %w", err)
	}
	return 0, nil
}

// attend waits for the worker's end and meanwhile passes on what should stop it.
func attend(worker *os.Process, signals <-chan os.Signal, gone <-chan struct{}, ended <-chan error) error {
	asked := false
	for {
		select {
		case err := <-ended:
			return err
		case <-gone:
			gone = nil
			_ = worker.Signal(syscall.SIGTERM)
		case <-signals:
			if asked {
				_ = worker.Kill()
				continue
			}
			asked = true
			_ = worker.Signal(syscall.SIGTERM)
		}
	}
}

func stopSignals() chan os.Signal {
	c := make(chan os.Signal, 2)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	return c
}

// parentGone is closed when the process that started this one has died: its children then get another parent.
func parentGone() <-chan struct{} {
	gone := make(chan struct{})
	parent := os.Getppid()
	go func() {
		for os.Getppid() == parent {
			time.Sleep(parentCheck)
		}
		close(gone)
	}()
	return gone
}
