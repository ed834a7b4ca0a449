package workloads

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestOverlaysRun waits until every Deployment and StatefulSet of every overlay is ready, and every Job has finished.
func TestOverlaysRun(t *testing.T) {
	overlays, err := filepath.Glob(filepath.Join(c.Top, "deploy/k8s/overlays/*/kustomization.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, overlays)
	for _, path := range overlays {
		overlay := filepath.Base(filepath.Dir(path))
		t.Run(overlay, func(t *testing.T) {
			deploy(t, overlay)
			deployments, err := c.Client.AppsV1().Deployments(namespace).List(t.Context(), metav1.ListOptions{})
			require.NoError(t, err)
			require.GreaterOrEqual(t, len(deployments.Items), 6)
			_, err = c.Client.BatchV1().Jobs(namespace).Get(t.Context(), "prepare", metav1.GetOptions{})
			require.NoError(t, err)
		})
	}
}
