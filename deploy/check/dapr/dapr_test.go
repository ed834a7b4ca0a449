package dapr

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
)

// TestDapr installs Dapr and pass into one cluster, and looks at what comes of it.
func TestDapr(t *testing.T) {
	p := startPlane(t)
	overlays := filepath.Join(c.Top, "deploy/k8s/overlays")
	for _, overlay := range []string{"production", "production-gateway"} {
		objects := c.Apply(t, filepath.Join(overlays, overlay))
		t.Run("pods of "+overlay, func(t *testing.T) { mustInject(t, objects) })
	}

	// Another overlay's would be changed, which no Job can be.
	_, err := c.Kubectl(t.Context(), "", "delete", "jobs", "--all", "--namespace", namespace, "--wait=false")
	require.NoError(t, err)
	own := newOwnCluster(t)
	objects := c.Apply(t, own.overlay)
	t.Run("pods of local", func(t *testing.T) { mustInject(t, objects) })

	pods := map[string]*corev1.Pod{}
	for _, app := range apps {
		pods[app] = mustCreatePod(t, podOf(app+"-0", namespace, deploymentOf(t, objects, app).Spec.Template))
	}
	t.Run("sidecars", func(t *testing.T) {
		sidecars := map[string]sidecar{}
		for _, app := range apps {
			sidecars[app] = startSidecar(t, p, pods[app])
		}
		for _, app := range apps {
			mustBeWhoItIs(t, app, sidecars[app])
			mustLoad(t, app, sidecars[app], objects)
		}
		mustSubscribe(t, own.nats, objects)
	})
	t.Run("nobody else", func(t *testing.T) {
		// With the token of web's pod, and orders' name.
		pod := pods["web"].DeepCopy()
		container, _ := sidecarOf(pod)
		liar := run(t, pod, container, "--sentry-address", p.sentry, "--app-id", "orders", "--enable-metrics=false")
		liar.ended(t)
		require.Contains(t, liar.logged(t), "app-id mismatch. expected: web, received: orders")
	})
	t.Run("refused", func(t *testing.T) { mustRefuse(t, deploymentOf(t, objects, "orders"), p.programs[2]) })
}
