package workloads

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestOverlaysRun waits until every Deployment and StatefulSet of every other overlay is ready, and every Job has finished.
func TestOverlaysRun(t *testing.T) {
	overlays, err := filepath.Glob(filepath.Join(c.Top, "deploy/k8s/overlays/*/kustomization.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, overlays)
	for _, path := range overlays {
		overlay := filepath.Base(filepath.Dir(path))
		if overlay == "production" {
			continue // TestProduction has it
		}
		t.Run(overlay, func(t *testing.T) {
			deploy(t, overlay)
			hasEverything(t)
		})
	}
}

// hasEverything makes sure that what runs is pass.
func hasEverything(t *testing.T) {
	t.Helper()
	for _, app := range apps {
		_, err := c.Client.AppsV1().Deployments(namespace).Get(t.Context(), app, metav1.GetOptions{})
		require.NoError(t, err)
	}
	_, err := c.Client.BatchV1().Jobs(namespace).Get(t.Context(), "prepare", metav1.GetOptions{})
	require.NoError(t, err)
}
