// Package workspace keeps what a development stack leaves in .data beside the services' own data: the lock, the list of
// running processes and the API tokens.
package workspace

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/saheedt/pass/tools/stack/infra"
)

// Workspace is a checkout of pass.
type Workspace struct {
	// Top is the absolute path of the checkout.
	Top string
}

// Open returns the workspace whose top the current folder is.
func Open() (Workspace, error) {
	top, err := os.Getwd()
	if err != nil {
		return Workspace{}, err
	}
	w := Workspace{Top: top}
	if _, err := os.Stat(w.RunFile()); err != nil {
		return w, errors.New("no dapr.yaml here: start it at the top of the repository, with `make run`")
	}
	for _, dir := range []string{w.Data(), w.Logs()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return w, err
		}
	}
	return w, nil
}

// RunFile is the path of dapr.yaml.
func (w Workspace) RunFile() string { return filepath.Join(w.Top, "dapr.yaml") }

// Components is the folder of the profiles.
func (w Workspace) Components() string { return filepath.Join(w.Top, "components") }

// Profile is the name of the profile that the environment's PROFILE chooses.
func (w Workspace) Profile() string { return cmp.Or(os.Getenv("PROFILE"), infra.DefaultProfile) }

// Bin is the folder of the programs that were built.
func (w Workspace) Bin() string { return filepath.Join(w.Top, ".bin") }

// Data is the folder of everything that outlives a restart.
func (w Workspace) Data() string { return filepath.Join(w.Top, ".data") }

// Logs is the folder of the logs of what is neither an app nor a sidecar.
func (w Workspace) Logs() string { return filepath.Join(w.Data(), "logs") }

// AppLogs is the folder where the Dapr CLI writes the logs of apps and sidecars.
func (w Workspace) AppLogs() string { return filepath.Join(w.Top, ".dapr", "logs") }

func (w Workspace) lockPath() string { return filepath.Join(w.Data(), "stack.lock") }

// ErrRunning means that another stack runs in this workspace.
type ErrRunning struct{ PID int }

// Error says what to do.
func (e ErrRunning) Error() string {
	return fmt.Sprintf("it runs here already (process %d): use it, or stop it with `make stop`", e.PID)
}

// Lock makes this program the only one that runs a stack here until it ends or calls the function returned. It fails
// with ErrRunning.
func (w Workspace) Lock() (unlock func(), err error) {
	f, err := os.OpenFile(w.lockPath(), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrRunning{PID: w.Owner()}
		}
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := f.Truncate(0); err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if _, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())), 0); err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	return func() { _ = f.Close() }, nil
}

// Owner returns the process that last held the lock, 0 if there was none.
func (w Workspace) Owner() int {
	content, err := os.ReadFile(w.lockPath())
	if err != nil {
		return 0
	}
	pid, _ := strconv.Atoi(strings.TrimSpace(string(content)))
	return pid
}
