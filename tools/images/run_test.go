package images

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// run unpacks the image and starts its program as a container has it: with the image's files alone, as its user, who can
// write nowhere.
func (i image) run(t *testing.T, repository string) {
	t.Helper()
	root := mustUnpack(t, repository)
	port := strconv.Itoa(mustFreePort(t))
	switch i.name {
	case "prepare":
		p := start(t, root, i.program, "/", "NATS_URL=nats://pass:secret@127.0.0.1:1", "WAIT_SECONDS=1")
		require.Equal(t, 1, p.wait(t), &p.output)
		require.Contains(t, p.output.String(), "prepare: 127.0.0.1:1")
	case "stripe":
		mustMakeData(t, root)
		p := start(t, root, append(i.program, "-port", port, "-data", "/data"), "/")
		p.mustAnswer(t, "http://127.0.0.1:"+port+"/emulator/payment_intents")
		p.stop(t)
	default:
		// There is no sidecar: a service says so, and ends.
		p := start(t, root, i.program, "/", "APP_PORT="+port, "APP_ADDRESS=127.0.0.1", "SIDECAR_WAIT_SECONDS=3", "DAPR_HTTP_PORT=1", "DAPR_GRPC_PORT=1")
		p.mustAnswer(t, "http://127.0.0.1:"+port+"/healthz")
		require.Equal(t, 1, p.wait(t), &p.output)
		require.Contains(t, p.output.String(), "no sidecar after")
	}
}

// mustUnpack writes what a container of this machine's platform has as its files, for nobody to change.
func mustUnpack(t *testing.T, repository string) string {
	t.Helper()
	root := t.TempDir()
	// The folder of a test is its owner's alone.
	require.NoError(t, os.Chmod(root, 0o755))
	require.NoError(t, os.Chmod(filepath.Dir(root), 0o755))
	eachFile(t, mustPull(t, repository, "linux/"+runtime.GOARCH), func(h *tar.Header, r io.Reader) {
		target := filepath.Join(root, h.Name)
		require.NoError(t, os.MkdirAll(filepath.Dir(target), 0o755))
		if h.Typeflag != tar.TypeReg {
			return
		}
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(target, content, h.FileInfo().Mode().Perm()))
	})
	return root
}

// mustMakeData gives the image's user a folder to write to, as a volume would.
func mustMakeData(t *testing.T, root string) {
	t.Helper()
	data := filepath.Join(root, "data")
	require.NoError(t, os.Mkdir(data, 0o777))
	require.NoError(t, os.Chmod(data, 0o777))
}

// container is a running program.
type container struct {
	cmd    *exec.Cmd
	output safeBuffer
	ended  chan struct{}
}

func start(t *testing.T, root string, program []string, folder string, env ...string) *container {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the programs of images run on Linux")
	}
	c := &container{cmd: exec.Command(program[0], program[1:]...), ended: make(chan struct{})}
	c.cmd.Path, c.cmd.Env, c.cmd.Dir = program[0], env, folder
	c.cmd.Err = nil // it is not to be found outside of the image
	c.cmd.Stdout, c.cmd.Stderr = &c.output, &c.output
	c.cmd.SysProcAttr = contained(root)
	require.NoError(t, c.cmd.Start())
	go func() { _ = c.cmd.Wait(); close(c.ended) }()
	t.Cleanup(func() { _ = c.cmd.Process.Kill(); <-c.ended })
	return c
}

// wait returns the exit code.
func (c *container) wait(t *testing.T) int {
	t.Helper()
	select {
	case <-c.ended:
	case <-time.After(time.Minute):
		t.Fatalf("still running: %s", &c.output)
	}
	return c.cmd.ProcessState.ExitCode()
}

// stop asks it to end as Kubernetes does.
func (c *container) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, c.cmd.Process.Signal(os.Interrupt))
	require.Equal(t, 0, c.wait(t), &c.output)
}

func (c *container) mustAnswer(t *testing.T, address string) {
	t.Helper()
	err := fmt.Errorf("not tried")
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var response *http.Response
		if response, err = http.Get(address); err == nil {
			response.Body.Close()
			require.Less(t, response.StatusCode, 300, address)
			return
		}
		select {
		case <-c.ended:
			t.Fatalf("ended: %s", &c.output)
		default:
		}
	}
	t.Fatalf("%v: %s", err, &c.output)
}

func mustFreePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// safeBuffer is read while a program writes to it.
type safeBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.TrimSpace(b.buffer.String())
}
