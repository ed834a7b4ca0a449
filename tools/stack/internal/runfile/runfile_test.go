package runfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/internal/runfile"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

func TestTheRunFileGivesEveryoneAPortOfItsOwn(t *testing.T) {
	file, err := runfile.Load("../../../../dapr.yaml")
	require.NoError(t, err)
	ids := make([]string, 0, len(file.Apps))
	for _, a := range file.Apps {
		ids = append(ids, a.ID)
	}
	require.ElementsMatch(t, []string{"web", "auth", "tickets", "orders", "payments", "expiration"}, ids)

	ports := file.Ports()
	services := len(file.Apps) - 1 // which have metrics of their own
	require.Len(t, ports, 5*len(file.Apps)+services, "no two of them are the same")
	for port, name := range infra.DefaultPorts().Named() {
		require.NotContains(t, ports, port, name)
	}
}

func TestARunFileForAnotherProfileDiffersInItsResourcesOnly(t *testing.T) {
	top, err := filepath.Abs("../../../..")
	require.NoError(t, err)
	from, to := filepath.Join(top, "dapr.yaml"), filepath.Join(t.TempDir(), "deep", "dapr.yaml")
	require.NoError(t, runfile.Rewrite(from, to, []string{"/x/kafka", "/x/shared"}))

	want, got := read(t, from), read(t, to)
	common := want["common"].(map[string]any)
	common["resourcesPaths"] = []any{"/x/kafka", "/x/shared"}
	common["configFilePath"] = filepath.Join(top, "components/config.yaml")
	for _, app := range want["apps"].([]any) {
		app.(map[string]any)["appDirPath"] = top
	}
	require.Equal(t, want, got)
}

func read(t *testing.T, path string) map[string]any {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	var all map[string]any
	require.NoError(t, yaml.Unmarshal(content, &all))
	return all
}
