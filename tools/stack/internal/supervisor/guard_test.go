package supervisor

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/saheedt/pass/tools/stack/process"
	"github.com/stretchr/testify/require"
)

// role makes the test program play a part in its own tests: shell, which starts the guard and waits; guard; or worker,
// which starts a program and waits to be stopped.
const role = "SUPERVISOR_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "shell":
		guard := self("guard")
		_ = guard.Start()
		_ = guard.Wait()
	case "guard":
		_ = os.Setenv(role, "worker")
		code, err := Guard(os.Stdout)
		if err != nil {
			fmt.Println(err)
			code = 9
		}
		os.Exit(code)
	case "worker":
		work()
	default:
		os.Exit(m.Run())
	}
}

// work starts a program that nobody stops unless asked to.
func work() {
	signals, gone := stopSignals(), parentGone()
	child := exec.Command("sleep", "1000")
	child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	_ = child.Start()
	select {
	case <-signals:
	case <-gone:
	}
	_ = child.Process.Kill()
	_ = child.Wait()
}

func self(as string) *exec.Cmd {
	program, _ := os.Executable()
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), role+"="+as)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd
}

// family is a running shell with what it started.
type family struct {
	shell                  *exec.Cmd
	guard, worker, program process.Entry
}

func mustStart(t *testing.T) family {
	t.Helper()
	f := family{shell: self("shell")}
	require.NoError(t, f.shell.Start())
	var all []process.Entry
	require.Eventually(t, func() bool {
		all = process.Descendants(f.shell.Process.Pid)
		return len(all) == 3 && all[2].Name() == "sleep"
	}, 10*time.Second, 20*time.Millisecond)
	f.guard, f.worker, f.program = all[0], all[1], all[2]
	t.Cleanup(func() {
		_ = f.shell.Process.Kill()
		process.StopAll(all, 0)
	})
	return f
}

func (f family) requireGone(t *testing.T) {
	t.Helper()
	for _, e := range []process.Entry{f.guard, f.worker, f.program} {
		require.Eventually(t, func() bool { return !process.Alive(e) }, 10*time.Second, 20*time.Millisecond, e.Command)
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	for name, kill := range map[string]func(f family) error{
		"interrupt":       func(f family) error { return syscall.Kill(f.guard.PID, syscall.SIGINT) },
		"terminal closed": func(f family) error { return syscall.Kill(f.guard.PID, syscall.SIGHUP) },
		"shell killed":    func(f family) error { return f.shell.Process.Kill() },
		"guard killed":    func(f family) error { return syscall.Kill(f.guard.PID, syscall.SIGKILL) },
		"worker killed":   func(f family) error { return syscall.Kill(f.worker.PID, syscall.SIGKILL) },
		"shell and worker killed": func(f family) error {
			return errors.Join(f.shell.Process.Kill(), syscall.Kill(f.worker.PID, syscall.SIGKILL))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := mustStart(t)
			require.NoError(t, kill(f))
			// Nobody else collects it here, and until somebody does it counts as the guard's parent.
			go func() { _ = f.shell.Wait() }()
			f.requireGone(t)
		})
	}
}
