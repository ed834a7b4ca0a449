// Package process runs other programs so that none is left behind: each has a log file, a process group of its own, and
// on Linux ends when the program that started it ends, however that ends.
package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// Spec says what to run.
type Spec struct {
	// Name is what messages call it.
	Name string
	// Path is the program, Args its arguments without the program's name.
	Path string
	Args []string
	// Dir is the working directory; empty is this program's own.
	Dir string
	// Env is added to this program's environment, and wins over it.
	Env []string
	// Log is the file that output and errors are appended to; empty throws them away.
	Log string
	// OnParentDeath is sent to it when this program dies without stopping it (Linux only). SIGKILL if zero.
	OnParentDeath syscall.Signal
	// OnStop is what asks it to end. SIGTERM if zero.
	OnStop syscall.Signal
	// As is the account to run it as, which only root can choose; nil is this program's own.
	As *Account
}

// Account is a user of the system.
type Account struct{ UID, GID uint32 }

// Process is a program that can be started, stopped, killed, and started again. Its methods are safe to call from
// several goroutines, except that Start must not run beside itself.
type Process struct {
	spec Spec

	mu   sync.Mutex
	cmd  *exec.Cmd
	done chan struct{}
	err  error
}

// New returns a process that has not been started.
func New(spec Spec) *Process {
	ended := make(chan struct{})
	close(ended)
	return &Process{spec: spec, done: ended}
}

// Name returns the name given in the Spec.
func (p *Process) Name() string { return p.spec.Name }

// Log returns the path of the log file given in the Spec.
func (p *Process) Log() string { return p.spec.Log }

// Start starts the program, and returns once it runs. It fails when it runs already, and when the program or its log
// cannot be opened.
func (p *Process) Start() error {
	if p.Running() {
		return fmt.Errorf("start %s: it runs already", p.spec.Name)
	}
	cmd, closeLog, err := p.command()
	if err != nil {
		return fmt.Errorf("start %s: %w", p.spec.Name, err)
	}
	done := make(chan struct{})
	started := make(chan error, 1)
	go p.run(cmd, closeLog, started, done)
	if err := <-started; err != nil {
		return fmt.Errorf("start %s: %w", p.spec.Name, err)
	}
	return nil
}

// run starts cmd and waits for its end on one operating system thread: Linux tells a child of its parent's death when
// the thread that started it ends, which Go would otherwise let happen at any time.
func (p *Process) run(cmd *exec.Cmd, closeLog func(), started chan<- error, done chan struct{}) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer closeLog()

	if err := cmd.Start(); err != nil {
		started <- err
		return
	}
	p.mu.Lock()
	p.cmd, p.done, p.err = cmd, done, nil
	p.mu.Unlock()
	started <- nil

	err := cmd.Wait()
	p.mu.Lock()
	p.err = err
	p.mu.Unlock()
	close(done)
}

func (p *Process) command() (*exec.Cmd, func(), error) {
	cmd := p.spec.Command()
	if p.spec.Log == "" {
		return cmd, func() {}, nil
	}
	if err := os.MkdirAll(filepath.Dir(p.spec.Log), 0o755); err != nil {
		return nil, nil, err
	}
	log, err := os.OpenFile(p.spec.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, nil, err
	}
	cmd.Stdout, cmd.Stderr = log, log
	return cmd, func() { _ = log.Close() }, nil
}

// Command makes a command of the Spec that nothing has been attached to yet.
func (s Spec) Command() *exec.Cmd {
	cmd := exec.Command(s.Path, s.Args...)
	cmd.Dir = s.Dir
	cmd.Env = append(os.Environ(), s.Env...)
	cmd.SysProcAttr = attributes(s)
	return cmd
}

// PID returns the process id of the last start, 0 if there was none.
func (p *Process) PID() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		return 0
	}
	return p.cmd.Process.Pid
}

// Done is closed when the program of the last start has ended.
func (p *Process) Done() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done
}

// Running reports whether the program was started and has not ended.
func (p *Process) Running() bool {
	select {
	case <-p.Done():
		return false
	default:
		return true
	}
}

// Err says how the program ended: nil for success and while it runs, else an *exec.ExitError.
func (p *Process) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// Signal sends a signal to the program, not to its children. It is an error when the program has ended.
func (p *Process) Signal(sig syscall.Signal) error {
	pid := p.PID()
	if pid == 0 || !p.Running() {
		return os.ErrProcessDone
	}
	return syscall.Kill(pid, sig)
}

// Stop asks the program to end, gives it grace to do so, and then kills it with all that is left of its process group.
// It returns when the program has ended.
func (p *Process) Stop(grace time.Duration) {
	ask := p.spec.OnStop
	if ask == 0 {
		ask = syscall.SIGTERM
	}
	if err := p.Signal(ask); err == nil {
		select {
		case <-p.Done():
		case <-time.After(grace):
		}
	}
	p.Kill()
}

// Kill ends the program and its process group at once and returns when the program has ended.
func (p *Process) Kill() {
	pid := p.PID()
	if pid == 0 {
		return
	}
	if err := syscall.Kill(-pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	<-p.Done()
}
