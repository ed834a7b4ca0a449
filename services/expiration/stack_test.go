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
	bin := binaries(tb)
	dir, port := tb.TempDir(), freePorts(tb, 16)
	components(tb, dir, port[0])
	local := func(p int) string { return fmt.Sprintf("127.0.0.1:%d", p) }
	health := func(p int) string { return fmt.Sprintf("http://%s/healthz", local(p)) }
	num := func(p int) string { return fmt.Sprint(p) }
	s := &stack{
		nats: &program{name: "nats", args: []string{filepath.Join(bin, "nats"), "-port", num(port[0]), "-store", "nats"}},
		placement: &program{name: "placement", healthy: health(port[2]), args: []string{
			filepath.Join(bin, "placement"), "--port", num(port[1]), "--listen-address", "127.0.0.1", "--healthz-port", num(port[2]),
			"--healthz-listen-address", "127.0.0.1", "--enable-metrics=false", "--initial-cluster", "dapr-placement-0=" + local(port[3])}},
		scheduler: &program{name: "scheduler", healthy: health(port[5]), args: []string{
			filepath.Join(bin, "scheduler"), "--port", num(port[4]), "--listen-address", "127.0.0.1", "--healthz-port", num(port[5]),
			"--healthz-listen-address", "127.0.0.1", "--enable-metrics=false", "--override-broadcast-host-port", local(port[4]),
			"--etcd-data-dir", "etcd", "--etcd-client-port", num(port[6]), "--identity-directory-write", "identity",
			"--etcd-initial-cluster", "dapr-scheduler-server-0=http://" + local(port[7]), "--etcd-initial-election-tick-advance=true"}},
		sidecar: &program{name: "daprd", healthy: fmt.Sprintf("http://%s/v1.0/healthz/outbound", local(port[8])), args: []string{
			filepath.Join(bin, "daprd"), "--app-id", "expiration", "--app-port", num(port[11]), "--dapr-listen-addresses", "127.0.0.1",
			"--dapr-http-port", num(port[8]), "--dapr-grpc-port", num(port[9]), "--dapr-internal-grpc-port", num(port[10]),
			"--enable-metrics=false", "--placement-host-address", local(port[1]), "--scheduler-host-address", local(port[4]),
			"--resources-path", "components", "--enable-app-health-check", "--app-health-check-path", "/healthz",
			"--app-health-probe-interval", "1", "--app-health-probe-timeout", "900", "--app-health-threshold", "4"},
			env: []string{"APP_API_TOKEN=to-app", "DAPR_API_TOKEN=to-sidecar"}},
		app: &program{name: "expiration", healthy: fmt.Sprintf("http://%s/readyz", local(port[11])), args: []string{mustBuild(tb)},
			env: []string{"APP_ID=expiration", "APP_PORT=" + num(port[11]), "DAPR_HTTP_PORT=" + num(port[8]), "DAPR_GRPC_PORT=" + num(port[9]),
				"APP_API_TOKEN=to-app", "DAPR_API_TOKEN=to-sidecar"}},
	}
	for _, p := range s.programs() {
		p.dir = dir
		log, err := os.Create(filepath.Join(dir, p.name+".log"))
		require.NoError(tb, err)
		p.log = log
		tb.Cleanup(func() { p.kill(); log.Close(); showLog(tb, log.Name()) })
	}
	s.start(tb, port[0])
	return s
}

func (s *stack) programs() []*program {
	return []*program{s.nats, s.placement, s.scheduler, s.sidecar, s.app}
}

func (s *stack) start(tb testing.TB, natsPort int) {
	tb.Helper()
	s.nats.start(tb)
	s.placement.start(tb)
	s.scheduler.start(tb)
	require.Eventually(tb, func() bool {
		var err error
		s.broker, err = nats.Connect(fmt.Sprintf("nats://127.0.0.1:%d", natsPort))
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
func components(tb testing.TB, dir string, natsPort int) {
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
			mine := strings.ReplaceAll(string(text), "127.0.0.1:4222", fmt.Sprintf("127.0.0.1:%d", natsPort))
			require.NoError(tb, os.WriteFile(filepath.Join(dir, "components", filepath.Base(file)), []byte(mine), 0o644))
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
