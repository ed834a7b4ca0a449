package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/process"
)

// unfit are folders that look like a profile and would cost somebody money,
// and what has to be found out about each. The rest may hold or not.
var unfit = []struct {
	folder string
	needs  string // a program that has to be installed
	fail   []string
	hold   []string
	// server starts one that the suite does not know, and returns the folder
	// with its address.
	server func(t *testing.T, program, folder string) string
}{
	{
		folder: "redis-store", needs: "redis-server",
		fail: []string{
			"a transaction is all or nothing",
			"of many inserts of one key one wins",
			"writers that count together lose nothing",
		},
		hold: []string{"values come back byte for byte", "every event arrives", "an event that a killed sidecar had comes again"},
	},
	{
		folder: "jetstream-parallel",
		fail: []string{
			"publishing to another service's topic is refused",
			"an event that a killed sidecar had comes again",
		},
		hold: []string{"every event arrives", "a transaction is all or nothing"},
	},
	{
		folder: "mqtt", needs: "mosquitto", server: mosquitto,
		fail: []string{
			"events published before anybody ever subscribed arrive",
			"events published while a service was down arrive",
		},
		hold: []string{"events come through as they were", "a transaction is all or nothing"},
	},
}

// TestTheSuiteCanFail holds the suite itself to what it is for.
func TestTheSuiteCanFail(t *testing.T) {
	for _, u := range unfit {
		t.Run(u.folder, func(t *testing.T) {
			folder := "e2e/conform/testdata/" + u.folder
			program, err := lookPath(u.needs)
			if u.needs != "" && err != nil {
				t.Skipf("no %s: install it to see this folder fail", u.needs)
			}
			if u.server != nil {
				folder = u.server(t, program, filepath.Join("testdata", u.folder))
			}
			b := mustStart(t, folder)
			b.Patience = 20 * time.Second // twice the acknowledgement timeout of these folders
			failed, broken := map[string]error{}, map[string]string{}
			for _, r := range mustRun(t, b) {
				failed[r.Name], broken[r.Name] = r.Err, r.Breaks
			}
			for _, name := range u.fail {
				require.Error(t, failed[name], name)
				require.NotEmpty(t, broken[name], name)
			}
			for _, name := range u.hold {
				require.Contains(t, failed, name)
				require.NoError(t, failed[name], name)
			}
		})
	}
}

// lookPath also finds what Debian keeps for administrators.
func lookPath(program string) (string, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		path, err = exec.LookPath(filepath.Join("/usr/sbin", program))
	}
	return path, err
}

// mosquitto is an MQTT broker that keeps all it may keep.
func mosquitto(t *testing.T, program, folder string) string {
	t.Helper()
	ports, err := infra.Free(1)
	require.NoError(t, err)
	address := fmt.Sprintf("127.0.0.1:%d", ports[0])
	copied, data := filepath.Join(t.TempDir(), "mqtt"), t.TempDir()
	require.NoError(t, os.CopyFS(copied, os.DirFS(folder)))
	pubsub := filepath.Join(copied, "pubsub.yaml")
	content, err := os.ReadFile(pubsub)
	require.NoError(t, err)
	require.Contains(t, string(content), "127.0.0.1:1883")
	require.NoError(t, os.WriteFile(pubsub, []byte(strings.ReplaceAll(string(content), "127.0.0.1:1883", address)), 0o644))

	settings := fmt.Sprintf("listener %d 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location %s/\nmax_queued_messages 0\n", ports[0], data)
	config := filepath.Join(data, "mosquitto.conf")
	require.NoError(t, os.WriteFile(config, []byte(settings), 0o644))
	server := process.New(process.Spec{Name: "mosquitto", Path: program, Args: []string{"-c", config}, Log: filepath.Join(data, "log")})
	require.NoError(t, server.Start())
	t.Cleanup(server.Kill)
	require.NoError(t, process.WaitTCP(t.Context(), server, address))
	return copied
}
