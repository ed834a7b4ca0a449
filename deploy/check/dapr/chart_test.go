package dapr

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

// render gives what Helm would install with pass's values: the chart of the very module that the tests' sidecars are built from.
func render(t *testing.T, override map[string]any) []*unstructured.Unstructured {
	t.Helper()
	list := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/dapr/dapr")
	list.Dir, list.Env = filepath.Join(c.Top, "tools", "dapr"), append(os.Environ(), "GOWORK=off")
	dir, err := list.Output()
	require.NoError(t, err)
	chart, err := loader.Load(filepath.Join(strings.TrimSpace(string(dir)), "charts", "dapr"))
	require.NoError(t, err)
	values, err := chartutil.ReadValuesFile(filepath.Join(c.Top, "deploy", "dapr", "values.yaml"))
	require.NoError(t, err)
	release := chartutil.ReleaseOptions{Name: "dapr", Namespace: system, IsInstall: true}
	all, err := chartutil.ToRenderValues(chart, chartutil.CoalesceTables(override, values), release, nil)
	require.NoError(t, err)
	files, err := engine.Render(chart, all)
	require.NoError(t, err)

	var objects []*unstructured.Unstructured
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if filepath.Ext(name) == ".yaml" {
			parsed, err := cluster.Parse(files[name])
			require.NoError(t, err, name)
			objects = append(objects, parsed...)
		}
	}
	return objects
}
