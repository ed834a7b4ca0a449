package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
)

const top = "../.."

// program is a process of the stack, which tests kill and start again.
type program struct {
	name    string
	args    []string
	env     []string
	dir     string
	healthy string // answers 2xx when the program is ready
	cmd     *exec.Cmd
	log     *os.File
}

func (p *program) start(tb testing.TB) {
	tb.Helper()
	p.cmd = exec.Command(p.args[0], p.args[1:]...)
	p.cmd.Dir, p.cmd.Env = p.dir, append(os.Environ(), p.env...)
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	// Whatever happens to the test, no process outlives it.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	require.NoError(tb, p.cmd.Start(), p.name)
}

func (p *program) ready(tb testing.TB) {
	tb.Helper()
	require.Eventually(tb, func() bool { return answers(p.healthy) }, time.Minute, 20*time.Millisecond, p.name)
}

func (p *program) kill() {
	if p.cmd == nil || p.cmd.Process == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	p.cmd = nil
}

func answers(url string) bool {
	client := http.Client{Timeout: time.Second}
	answer, err := client.Get(url)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	return answer.StatusCode < 300
}

// stack is the expiration service with a real sidecar, broker, placement and
// scheduler of its own, on free ports.
type stack struct {
	nats, placement, scheduler, sidecar, app *program
	broker                                   *nats.Conn
}

// mustStack starts a stack, or skips the test, saying so, where the binaries
// have not been built.
func mustStack(tb testing.TB) *stack {
	tb.Helper()
	l := layout{bin: binaries(tb), ports: freePorts(tb, 12)}
	s := &stack{nats: l.nats(), placement: l.placement(), scheduler: l.scheduler(), sidecar: l.sidecar(), app: l.app(mustBuild(tb))}
	dir := tb.TempDir()
	components(tb, dir, l.ports[natsPort])
	for _, p := range s.programs() {
		p.dir = dir
		log, err := os.Create(filepath.Join(dir, p.name+".log"))
		require.NoError(tb, err)
		p.log = log
		tb.Cleanup(func() { p.kill(); log.Close(); showLog(tb, log.Name()) })
	}
	s.start(tb, l.ports[natsPort])
	return s
}

func (s *stack) programs() []*program {
	return []*program{s.nats, s.placement, s.scheduler, s.sidecar, s.app}
}

func (s *stack) start(tb testing.TB, port int) {
	tb.Helper()
	s.nats.start(tb)
	s.placement.start(tb)
	s.scheduler.start(tb)
	require.Eventually(tb, func() bool {
		var err error
		s.broker, err = nats.Connect(fmt.Sprintf("nats://127.0.0.1:%d", port))
		return err == nil
	}, time.Minute, 20*time.Millisecond)
	tb.Cleanup(s.broker.Close)
	s.placement.ready(tb)
	s.scheduler.ready(tb)
	s.app.start(tb)
	s.sidecar.start(tb)
	s.sidecar.ready(tb)
	s.app.ready(tb)
}

// binaries finds what `make build` has built.
func binaries(tb testing.TB) string {
	tb.Helper()
	bin := os.Getenv("PASS_BIN")
	if bin == "" {
		bin = filepath.Join(top, ".bin")
	}
	bin, err := filepath.Abs(bin)
	require.NoError(tb, err)
	for _, name := range []string{"nats", "placement", "scheduler", "daprd"} {
		if _, err := os.Stat(filepath.Join(bin, name)); err != nil {
			tb.Skipf("no %s in %s: run make tools first", name, bin)
		}
	}
	return bin
}

func mustBuild(tb testing.TB) string {
	tb.Helper()
	app := filepath.Join(tb.TempDir(), "expiration")
	out, err := exec.Command("go", "build", "-o", app, ".").CombinedOutput()
	require.NoError(tb, err, string(out))
	return app
}

// components copies the real component files and gives them this stack's
// broker; their relative paths then are in the sidecar's folder.
func components(tb testing.TB, dir string, port int) {
	tb.Helper()
	for _, sub := range []string{"components", ".data"} {
		require.NoError(tb, os.Mkdir(filepath.Join(dir, sub), 0o755))
	}
	for _, folder := range []string{"embedded", "shared"} {
		files, err := filepath.Glob(filepath.Join(top, "components", folder, "*.yaml"))
		require.NoError(tb, err)
		require.NotEmpty(tb, files)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(tb, err)
			mine := strings.ReplaceAll(string(text), "127.0.0.1:4222", fmt.Sprintf("127.0.0.1:%d", port))
			require.NoError(tb, os.WriteFile(filepath.Join(dir, "components", folder+"-"+filepath.Base(file)), []byte(mine), 0o644))
		}
	}
}

// freePorts finds ports below those that systems give to outgoing
// connections, which could take one while its owner is down.
func freePorts(tb testing.TB, n int) []int {
	tb.Helper()
	var ports []int
	for range 1000 {
		port := 10_000 + rand.IntN(22_000)
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		defer l.Close() // held until all are found, so that they differ
		if ports = append(ports, port); len(ports) == n {
			return ports
		}
	}
	require.FailNow(tb, "no free ports")
	return nil
}

func showLog(tb testing.TB, file string) {
	if !tb.Failed() {
		return
	}
	text, err := os.ReadFile(file)
	if err == nil {
		tb.Logf("%s, last part:\n%s", filepath.Base(file), text[max(0, len(text)-3000):])
	}
}
