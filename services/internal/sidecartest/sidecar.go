// Package sidecartest starts real Dapr sidecars, with the component files that
// the product ships, for tests.
package sidecartest

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/sidecar"
	"github.com/saheedt/pass/services/internal/state"
)

// StateStore starts a sidecar for an app named appID with the embedded
// profile's state store in a folder of its own, and connects to the store. The
// test is skipped where the sidecar has not been built.
func StateStore(tb testing.TB, appID string) *state.Dapr {
	tb.Helper()
	store, _, _ := StateStoreAt(tb, appID)
	return store
}

// StateStoreAt is StateStore that also tells the sidecar's ports.
func StateStoreAt(tb testing.TB, appID string) (store *state.Dapr, httpPort, grpcPort int) {
	tb.Helper()
	top, dir := mustTop(tb), tb.TempDir()
	program := mustProgram(tb, "daprd")
	require.NoError(tb, os.MkdirAll(filepath.Join(dir, "components"), 0o755))
	require.NoError(tb, os.MkdirAll(filepath.Join(dir, ".data"), 0o755))
	require.NoError(tb, os.Symlink(filepath.Join(top, "components", "embedded", "statestore.yaml"),
		filepath.Join(dir, "components", "statestore.yaml")))
	ports := mustPorts(tb, 3)
	client, _ := startAt(tb, program, appID, dir, ports)
	return state.NewDapr(client.Dapr(), "statestore"), ports[0], ports[1]
}

// mustProgram gives the path of one that make tools builds. The test is skipped
// where that was not done.
func mustProgram(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join(mustTop(tb), ".bin", name)
	if _, err := os.Stat(path); err != nil {
		tb.Skip("no .bin/" + name + ": run make tools first")
	}
	return path
}

// start runs a sidecar in a folder with components, and connects to it.
func start(tb testing.TB, daprd, appID, dir string, more ...string) (client *sidecar.Client, kill func()) {
	tb.Helper()
	return startAt(tb, daprd, appID, dir, mustPorts(tb, 3), more...)
}

// startAt is start with the ports for HTTP, gRPC and other sidecars.
func startAt(tb testing.TB, daprd, appID, dir string, ports []int, more ...string) (client *sidecar.Client, kill func()) {
	tb.Helper()
	number := func(i int) string { return strconv.Itoa(ports[i]) }
	args := append(more, "--app-id", appID, "--resources-path", "components", "--dapr-listen-addresses", "127.0.0.1",
		"--dapr-http-port", number(0), "--dapr-grpc-port", number(1), "--dapr-internal-grpc-port", number(2), "--dapr-internal-grpc-listen-address", "127.0.0.1",
		"--enable-metrics=false", "--placement-host-address", "", "--scheduler-host-address", "", "--log-level", "error")
	cmd := exec.Command(daprd, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, os.Stderr, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	require.NoError(tb, cmd.Start())
	kill = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	tb.Cleanup(kill)
	health := fmt.Sprintf("http://127.0.0.1:%d/v1.0/healthz/outbound", ports[0])
	require.Eventually(tb, func() bool { return healthy(health) }, 30*time.Second, 20*time.Millisecond, "daprd is not ready")

	client, err := sidecar.New(sidecar.Options{HTTPPort: ports[0], GRPCPort: ports[1]})
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = client.Close() })
	return client, kill
}

func healthy(url string) bool {
	client := http.Client{Timeout: time.Second}
	answer, err := client.Get(url)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode < 300
}

// mustTop finds the top of the repository, where components/ is.
func mustTop(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	require.NoError(tb, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "components", "embedded")); err == nil {
			return dir
		}
		require.NotEqual(tb, filepath.Dir(dir), dir, "not in the repository")
		dir = filepath.Dir(dir)
	}
}

func mustPorts(tb testing.TB, n int) []int {
	tb.Helper()
	ports := make([]int, n)
	for i := range ports {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(tb, err)
		defer listener.Close()
		ports[i] = listener.Addr().(*net.TCPAddr).Port
	}
	return ports
}
