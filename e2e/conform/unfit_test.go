package main

import (
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// unfit are folders that look like a profile and would cost somebody money,
// and what has to be found out about each. The rest may hold or not.
var unfit = []struct {
	folder string
	needs  string // a program that has to be installed
	fail   []string
	hold   []string
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
}

// TestTheSuiteCanFail holds the suite itself to what it is for.
func TestTheSuiteCanFail(t *testing.T) {
	for _, u := range unfit {
		t.Run(u.folder, func(t *testing.T) {
			if _, err := exec.LookPath(u.needs); u.needs != "" && err != nil {
				t.Skipf("no %s: install it to see this folder fail", u.needs)
			}
			b := mustStart(t, "e2e/conform/testdata/"+u.folder)
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
