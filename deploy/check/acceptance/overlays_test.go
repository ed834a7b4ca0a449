package acceptance

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOverlays applies every overlay as `kubectl apply -k` does, on a server that knows each kind and each field.
func TestOverlays(t *testing.T) {
	overlays, err := filepath.Glob(filepath.Join(c.Top, "deploy/k8s/overlays/*/kustomization.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, overlays)
	for _, path := range overlays {
		dir := filepath.Dir(path)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			require.NotEmpty(t, c.Apply(t, dir))
			removeJobs(t)
			require.Contains(t, networks, filepath.Base(dir), "who may talk to whom")
		})
	}
}

func TestAnUnknownFieldIsRefused(t *testing.T) {
	content, err := os.ReadFile("testdata/unknown-field.yaml")
	require.NoError(t, err)
	require.ErrorContains(t, c.TryApply(t.Context(), string(content)), "field not declared in schema")
}

// removeJobs makes way for the next overlay, which would change a Job, and that can't be. A real cluster has one overlay only.
func removeJobs(t *testing.T) {
	t.Helper()
	_, err := c.Kubectl(t.Context(), "", "delete", "jobs", "--all", "--all-namespaces", "--wait=false")
	require.NoError(t, err)
}
