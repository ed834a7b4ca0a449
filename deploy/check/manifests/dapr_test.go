package manifests

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

func values(t *testing.T, path string) map[string]any {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	var found map[string]any
	require.NoError(t, yaml.Unmarshal(content, &found))
	return found
}

// chart returns the values that Dapr's chart knows, of the module that sidecars are built from.
func chart(t *testing.T) map[string]any {
	t.Helper()
	known := map[string]any{}
	for _, path := range glob(t, "tools/dapr", "github.com/dapr/dapr", "charts/dapr/charts/*/values.yaml") {
		known[filepath.Base(filepath.Dir(path))] = values(t, path)
	}
	maps.Copy(known, values(t, glob(t, "tools/dapr", "github.com/dapr/dapr", "charts/dapr/values.yaml")[0]))
	return known
}

// TestDaprTakesOurValues: Helm ignores a name that a chart does not know.
func TestDaprTakesOurValues(t *testing.T) {
	for _, name := range []string{"values.yaml", "local.yaml"} {
		require.Empty(t, unknown(chart(t), values(t, filepath.Join(top, "deploy/dapr", name)), ""), name)
	}
	require.Equal(t, []string{"/dapr_scheduler/cluster/storagesize"},
		unknown(chart(t), map[string]any{"dapr_scheduler": map[string]any{"cluster": map[string]any{"storagesize": "1Gi"}}}, ""), "the check itself")
}

func unknown(known, ours map[string]any, at string) []string {
	var found []string
	for name, value := range ours {
		there, ok := known[name]
		if !ok {
			found = append(found, at+"/"+name)
			continue
		}
		inner, isMap := value.(map[string]any)
		below, _ := there.(map[string]any)
		if isMap && len(below) > 0 { // an empty one takes what Kubernetes does
			found = append(found, unknown(below, inner, at+"/"+name)...)
		}
	}
	return found
}

func TestDaprIsTheOneThatIsTested(t *testing.T) {
	module, err := os.ReadFile(filepath.Join(top, "tools/dapr/go.mod"))
	require.NoError(t, err)
	tag := values(t, filepath.Join(top, "deploy/dapr/values.yaml"))["global"].(map[string]any)["tag"].(string)
	require.Contains(t, string(module), "github.com/dapr/dapr v"+tag+"\n")
	for _, path := range []string{"deploy/dapr/values.yaml", "docs/kubernetes.md"} {
		content, err := os.ReadFile(filepath.Join(top, path))
		require.NoError(t, err)
		require.Contains(t, strings.ReplaceAll(string(content), "\\\n", ""), "--version "+tag+" ", path)
	}
}

// TestDaprIsFitForProduction holds what docs/kubernetes.md promises of the control plane.
func TestDaprIsFitForProduction(t *testing.T) {
	ours := values(t, filepath.Join(top, "deploy/dapr/values.yaml"))
	section := func(names ...string) map[string]any {
		at := ours
		for _, name := range names {
			at = at[name].(map[string]any)
		}
		return at
	}
	require.Equal(t, true, section("global", "ha")["enabled"])
	require.Equal(t, true, section("global", "mtls")["enabled"])
	require.Equal(t, "RuntimeDefault", section("global")["seccompProfile"])
	require.Equal(t, false, section("dapr_scheduler", "cluster")["inMemoryStorage"])
	injector := section("dapr_sidecar_injector")
	require.Equal(t, "Fail", injector["webhookFailurePolicy"])
	for _, name := range []string{"nativeSidecar", "sidecarDropALLCapabilities", "sidecarRunAsNonRoot", "sidecarReadOnlyRootFilesystem"} {
		require.Equal(t, true, injector[name], name)
	}
}
