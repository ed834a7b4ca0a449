package sidecartest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/sidecar"
	"github.com/saheedt/pass/services/internal/state"
)

// Mongo is a recording stand-in for MongoDB (tools/mongo). It is not MongoDB:
// it shows what a sidecar sends, and how pass takes the failures of a replica
// set.
type Mongo struct {
	tb      testing.TB
	address string
	control string
}

// MongoCommand is a command that came.
type MongoCommand struct {
	Connection int
	Database   string
	Command    string
	Body       map[string]any
	// Answer is "ok", the name of an error, "none", or empty as long as there
	// is none.
	Answer string
	Fault  string
}

// MongoFault is a way in which commands go wrong; tools/mongo says what its
// fields mean.
type MongoFault struct {
	Command  string   `json:"command"`
	Contains string   `json:"contains,omitempty"`
	Skip     int      `json:"skip,omitempty"`
	Times    int      `json:"times,omitempty"`
	Lost     bool     `json:"lost,omitempty"`
	Answer   string   `json:"answer,omitempty"`
	Code     int      `json:"code,omitempty"`
	Labels   []string `json:"labels,omitempty"`
	Before   int      `json:"before,omitempty"`
	After    int      `json:"after,omitempty"`
}

var mongoReady = regexp.MustCompile(`ready at (\S+), control at (\S+)`)

// StartMongo runs an empty stand-in. The test is skipped where it has not been
// built.
func StartMongo(tb testing.TB, args ...string) *Mongo {
	tb.Helper()
	cmd := exec.Command(mustProgram(tb, "mongo"), append([]string{"-port", "0", "-control", "0"}, args...)...)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	require.NoError(tb, err)
	require.NoError(tb, cmd.Start())
	tb.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(tb, err)
	at := mongoReady.FindStringSubmatch(line)
	require.NotNil(tb, at, line)
	return &Mongo{tb: tb, address: at[1], control: at[2]}
}

// StateStore starts a sidecar as Sidecar does, and connects to its store.
func (m *Mongo) StateStore(tb testing.TB, appID string) *state.Dapr {
	tb.Helper()
	client, _ := m.Sidecar(tb, appID)
	return state.NewDapr(client.Dapr(), "statestore")
}

// Sidecar starts a sidecar for an app named appID with the mongo profile's
// store, and connects to it. The app has its own database and user.
func (m *Mongo) Sidecar(tb testing.TB, appID string) (client *sidecar.Client, kill func()) {
	tb.Helper()
	dir := tb.TempDir()
	const password = "only-of-this-test"
	m.send(http.MethodPost, "/users", map[string]string{"database": "pass_" + appID, "name": "pass_" + appID, "password": password})
	mustWrite(tb, filepath.Join(dir, ".data", "secrets", appID+".json"), fmt.Sprintf(`{"mongodb-password": %q}`, password))
	for _, name := range []string{"statestore.yaml", "secretstore.yaml"} {
		raw, err := os.ReadFile(filepath.Join(mustTop(tb), "components", "mongo", name))
		require.NoError(tb, err)
		mustWrite(tb, filepath.Join(dir, "components", name), strings.ReplaceAll(string(raw), "127.0.0.1:27017", m.address))
	}
	return start(tb, mustProgram(tb, "daprd"), appID, dir)
}

// Commands lists what came, but for drivers' chatter; with a name, all of that
// name.
func (m *Mongo) Commands(name string) []MongoCommand {
	m.tb.Helper()
	var found []MongoCommand
	m.get("/commands?command="+url.QueryEscape(name), &found)
	return found
}

// Forget empties the record.
func (m *Mongo) Forget() { m.send(http.MethodDelete, "/commands", nil) }

// Documents lists what an app has stored, as MongoDB's extended JSON.
func (m *Mongo) Documents(appID string) []map[string]any {
	m.tb.Helper()
	var found []map[string]any
	m.get("/documents?collection=pass_"+appID+".documents", &found)
	return found
}

// Fail makes commands go wrong from now on.
func (m *Mongo) Fail(fault MongoFault) { m.send(http.MethodPost, "/faults", fault) }

// Failing counts the faults that have not happened as often as they shall.
func (m *Mongo) Failing() (left int) {
	m.tb.Helper()
	m.get("/faults", &left)
	return left
}

// Heal ends all faults.
func (m *Mongo) Heal() { m.send(http.MethodDelete, "/faults", nil) }

// StepDown makes the server a secondary for a while.
func (m *Mongo) StepDown(d time.Duration) {
	m.send(http.MethodPost, fmt.Sprint("/stepdown?ms=", d.Milliseconds()), nil)
}

// Disconnect closes all connections, in the middle of what goes on.
func (m *Mongo) Disconnect() { m.send(http.MethodPost, "/disconnect", nil) }

func (m *Mongo) get(path string, into any) {
	m.tb.Helper()
	answer, err := http.Get(m.control + path)
	require.NoError(m.tb, err)
	defer answer.Body.Close()
	require.Equal(m.tb, http.StatusOK, answer.StatusCode)
	require.NoError(m.tb, json.NewDecoder(answer.Body).Decode(into))
}

func (m *Mongo) send(method, path string, body any) {
	m.tb.Helper()
	raw, err := json.Marshal(body)
	require.NoError(m.tb, err)
	request, err := http.NewRequest(method, m.control+path, bytes.NewReader(raw))
	require.NoError(m.tb, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(m.tb, err)
	defer answer.Body.Close()
	require.Equal(m.tb, http.StatusOK, answer.StatusCode)
}

func mustWrite(tb testing.TB, path, content string) {
	tb.Helper()
	require.NoError(tb, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(tb, os.WriteFile(path, []byte(content), 0o600))
}
