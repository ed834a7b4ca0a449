package acceptance

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOverlays applies every overlay as `kubectl apply -k` does, on a server that knows each kind and each field.
func TestOverlays(t *testing.T) {
	overlays, err := filepath.Glob(filepath.Join(c.Top, "deploy/k8s/overlays/*/kustomization.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, overlays)
	require.NoError(t, exec.Command(filepath.Join(c.Top, "deploy/k8s/overlays/local/secrets/generate.sh")).Run())
	for _, path := range overlays {
		dir := filepath.Dir(path)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			require.NotEmpty(t, c.Apply(t, dir))
			// The next one would change a Job, which can't be; a cluster has one overlay only.
			_, err := c.Kubectl(t.Context(), "", "delete", "jobs", "--all", "--all-namespaces", "--wait=false")
			require.NoError(t, err)
		})
	}
}

func TestAnUnknownFieldIsRefused(t *testing.T) {
	content, err := os.ReadFile("testdata/unknown-field.yaml")
	require.NoError(t, err)
	require.ErrorContains(t, c.TryApply(t.Context(), string(content)), "field not declared in schema")
}
