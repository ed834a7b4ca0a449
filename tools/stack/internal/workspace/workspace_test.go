package workspace

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/saheedt/pass/tools/stack/process"
	"github.com/stretchr/testify/require"
)

func TestOpenWantsTheTop(t *testing.T) {
	t.Chdir(t.TempDir())
	_, err := Open()
	require.ErrorContains(t, err, "make run")
}

func TestOnlyOneStackRuns(t *testing.T) {
	w := newWorkspace(t)
	unlock, err := w.Lock()
	require.NoError(t, err)

	_, err = w.Lock()
	require.Equal(t, ErrRunning{PID: os.Getpid()}, err)

	unlock()
	unlock, err = w.Lock()
	require.NoError(t, err)
	unlock()
}

func TestTokensAreMadeOnceAndKeptPrivate(t *testing.T) {
	w := newWorkspace(t)
	t.Setenv("DAPR_API_TOKEN", "")
	t.Setenv("APP_API_TOKEN", "")
	first, err := w.Tokens()
	require.NoError(t, err)
	require.Len(t, first, 2)
	again, err := w.Tokens()
	require.NoError(t, err)
	require.Equal(t, first, again)

	info, err := os.Stat(filepath.Join(w.Data(), "tokens"))
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())

	t.Setenv("APP_API_TOKEN", "mine")
	own, err := w.Tokens()
	require.NoError(t, err)
	require.Equal(t, first[:1], own, "what the environment sets is not overwritten")
}

func TestLeftoversAreNamedUntilTheyEnd(t *testing.T) {
	w := newWorkspace(t)
	require.NoError(t, w.CheckLeftovers())
	cmd := exec.Command("sleep", "60")
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	require.NoError(t, w.Record(process.Descendants(os.Getpid())))
	require.ErrorContains(t, w.CheckLeftovers(), "sleep")

	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	require.NoError(t, w.CheckLeftovers())
}

func TestCheckPortsNamesTheHolder(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := l.Addr().(*net.TCPAddr).Port

	err = CheckPorts(map[int]string{port: "orders"})
	require.ErrorContains(t, err, "for orders, is taken by workspace.test")

	require.NoError(t, l.Close())
	require.NoError(t, CheckPorts(map[int]string{port: "orders"}))
}

func newWorkspace(t *testing.T) Workspace {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, os.WriteFile("dapr.yaml", nil, 0o644))
	w, err := Open()
	require.NoError(t, err)
	return w
}
