package workloads

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

// podMetrics are a stand-in for those of metrics-server: objects that a test writes.
var podMetrics = schema.GroupVersionResource{Group: "metrics.k8s.io", Version: "v1beta1", Resource: "pods"}

// scaling has orders work hard and then rest. The autoscaler makes as many as it may, and then as few. Shrinking is told not to
// wait; all else is as deployed.
func scaling(t *testing.T) {
	content, err := os.ReadFile("testdata/metrics-stand-in.yaml")
	require.NoError(t, err)
	require.NoError(t, c.TryApply(t.Context(), string(content)))
	scalers := c.Client.AutoscalingV2().HorizontalPodAutoscalers(namespace)
	scaler, err := scalers.Patch(t.Context(), "orders", types.MergePatchType, []byte(
		`{"spec":{"behavior":{"scaleDown":{"stabilizationWindowSeconds":0,"policies":[{"type":"Percent","value":100,"periodSeconds":1}]}}}}`), metav1.PatchOptions{})
	require.NoError(t, err)
	require.Greater(t, scaler.Spec.MaxReplicas, *scaler.Spec.MinReplicas)

	for _, load := range []struct {
		cpu  string
		want int32
	}{{"140m", 2}, {"900m", scaler.Spec.MaxReplicas}, {"5m", *scaler.Spec.MinReplicas}} {
		cluster.Eventually(t, func(ctx context.Context) error {
			if err := use(ctx, "orders", load.cpu); err != nil {
				return err
			}
			s, err := scalers.Get(ctx, "orders", metav1.GetOptions{})
			if err != nil {
				return err
			}
			if len(s.Status.CurrentMetrics) == 0 || s.Status.DesiredReplicas != load.want {
				return fmt.Errorf("at %s of each, %d replicas and not %d: %+v", load.cpu, s.Status.DesiredReplicas, load.want, s.Status)
			}
			return rolledOutNow(ctx, "orders")
		})
		pods, err := podsOf(t.Context(), "orders")
		require.NoError(t, err)
		require.Len(t, pods, int(load.want))
	}
}

// use says of every pod of an app that its container uses as much.
func use(ctx context.Context, app, cpu string) error {
	pods, err := podsOf(ctx, app)
	if err != nil {
		return err
	}
	for _, pod := range pods {
		metrics := &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "metrics.k8s.io/v1beta1", "kind": "PodMetrics",
			"timestamp": time.Now().UTC().Format(time.RFC3339), "window": "15s",
			"containers": []any{
				map[string]any{"name": "app", "usage": map[string]any{"cpu": cpu, "memory": "64Mi"}},
			},
		}}
		metrics.SetName(pod.Name)
		metrics.SetLabels(pod.Labels)
		_, err := c.Dynamic.Resource(podMetrics).Namespace(namespace).Apply(ctx, pod.Name, metrics, metav1.ApplyOptions{FieldManager: "test", Force: true})
		if err != nil && !apierrors.IsNotFound(err) {
			return err
		}
	}
	return nil
}
