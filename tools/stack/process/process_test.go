package process_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/saheedt/pass/tools/stack/process"
	"github.com/stretchr/testify/require"
)

func TestStartWritesTheLogAndReportsTheEnd(t *testing.T) {
	p := newShell(t, "echo out; echo err >&2; exit 3")
	require.NoError(t, p.Start())
	<-p.Done()

	require.False(t, p.Running())
	require.ErrorContains(t, p.Err(), "exit status 3")
	log, err := os.ReadFile(p.Log())
	require.NoError(t, err)
	require.Equal(t, "out\nerr\n", string(log))
}

func TestStartOfAMissingProgramFails(t *testing.T) {
	p := process.New(process.Spec{Name: "ghost", Path: "/nonexistent/ghost"})
	require.ErrorContains(t, p.Start(), "start ghost")
	require.False(t, p.Running())
}

func TestRestart(t *testing.T) {
	p := newShell(t, "sleep 60")
	require.NoError(t, p.Start())
	first := p.PID()
	require.ErrorContains(t, p.Start(), "runs already")

	p.Kill()
	require.NoError(t, p.Start())
	require.NotEqual(t, first, p.PID())
	require.True(t, p.Running())
}

func TestStopIsAskedForBeforeItIsForced(t *testing.T) {
	polite := newShell(t, "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done")
	require.NoError(t, polite.Start())
	waitForLog(t, polite, "up")
	polite.Stop(10 * time.Second)
	waitForLog(t, polite, "bye")
	require.NoError(t, polite.Err())

	stubborn := newShell(t, "trap '' TERM; echo up; while :; do sleep 0.05; done")
	require.NoError(t, stubborn.Start())
	waitForLog(t, stubborn, "up")
	stubborn.Stop(200 * time.Millisecond)
	require.False(t, stubborn.Running())
}

func TestStopAsksAsTheProgramWantsToBeAsked(t *testing.T) {
	p := process.New(process.Spec{
		Name: "shell", Path: "/bin/sh", Log: filepath.Join(t.TempDir(), "log"), OnStop: syscall.SIGINT,
		Args: []string{"-c", "trap 'echo bye; exit 0' INT; trap '' TERM; echo up; while :; do sleep 0.05; done"},
	})
	require.NoError(t, p.Start())
	waitForLog(t, p, "up")
	p.Stop(10 * time.Second)
	waitForLog(t, p, "bye")
}

// An account keeps its data below a folder that only root may enter.
func TestAnotherAccountReachesItsFolder(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can choose an account")
	}
	const nobody = 65534
	mine := filepath.Join(t.TempDir(), "mine")
	require.NoError(t, os.MkdirAll(mine, 0o700))
	require.NoError(t, os.Chown(mine, nobody, nobody))
	p := process.New(process.Spec{
		Name: "shell", Path: "/bin/sh", Args: []string{"-c", "id -u && echo kept > " + mine + "/file && echo done"},
		Log: filepath.Join(t.TempDir(), "log"), Dir: "/", As: &process.Account{UID: nobody, GID: nobody},
	})
	require.NoError(t, p.Start())
	<-p.Done()
	log, err := os.ReadFile(p.Log())
	require.NoError(t, err)
	require.Equal(t, "65534\ndone\n", string(log))
}

func TestKillTakesTheGroup(t *testing.T) {
	p := newShell(t, "sleep 61 & sleep 62 & echo up; wait")
	require.NoError(t, p.Start())
	waitForLog(t, p, "up")
	children := process.Descendants(p.PID())
	require.Len(t, children, 2)
	require.Equal(t, "sleep", children[0].Name())

	p.Kill()
	for _, c := range children {
		require.Eventually(t, func() bool { return !process.Alive(c) }, 5*time.Second, 10*time.Millisecond)
	}
}

func TestStopAllSparesALaterProcessWithTheSameID(t *testing.T) {
	p := newShell(t, "sleep 60")
	require.NoError(t, p.Start())
	entry := process.Descendants(os.Getpid())
	require.NotEmpty(t, entry)
	stale := entry[0]
	stale.Started--

	require.Zero(t, process.StopAll([]process.Entry{stale}, time.Second))
	require.True(t, p.Running())
	require.Zero(t, process.StopAll(entry[:1], 5*time.Second))
	require.Eventually(t, func() bool { return !p.Running() }, 5*time.Second, 10*time.Millisecond)
}

func TestWaitHTTP(t *testing.T) {
	var calls int
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls++; calls < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer s.Close()
	require.NoError(t, process.WaitHTTP(t.Context(), nil, s.URL))
	require.Equal(t, 3, calls)
}

func TestWaitGivesUp(t *testing.T) {
	dead := newShell(t, "exit 1")
	require.NoError(t, dead.Start())
	err := process.WaitTCP(t.Context(), dead, unusedAddr(t))
	require.ErrorContains(t, err, "ended while starting")
	require.ErrorContains(t, err, dead.Log())

	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	require.ErrorContains(t, process.WaitTCP(ctx, nil, unusedAddr(t)), "not ready in time")
}

func newShell(t *testing.T, script string) *process.Process {
	t.Helper()
	p := process.New(process.Spec{
		Name: "shell", Path: "/bin/sh", Args: []string{"-c", script}, Log: filepath.Join(t.TempDir(), "log"),
	})
	t.Cleanup(p.Kill)
	return p
}

func waitForLog(t *testing.T, p *process.Process, text string) {
	t.Helper()
	require.Eventually(t, func() bool {
		log, _ := os.ReadFile(p.Log())
		return strings.Contains(string(log), text)
	}, 5*time.Second, 10*time.Millisecond)
}

func unusedAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}
