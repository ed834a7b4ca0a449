package workloads

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

// evictions empties nodes while no other takes pods: one pod of an app may go, the last one may not until another has
// taken the first one's place.
func evictions(t *testing.T) {
	for _, app := range apps {
		t.Run(app, func(t *testing.T) {
			pods, err := podsOf(t.Context(), app)
			require.NoError(t, err)
			require.Len(t, pods, 2)
			cluster.Eventually(t, func(ctx context.Context) error { return mayGo(ctx, app, 1) })

			cordon(t, true)
			defer cordon(t, false)
			require.NoError(t, evict(t.Context(), &pods[0]))
			require.True(t, apierrors.IsTooManyRequests(evict(t.Context(), &pods[1])), "the last one of %s", app)
			cluster.Eventually(t, func(ctx context.Context) error { return mayGo(ctx, app, 0) })
			require.True(t, apierrors.IsTooManyRequests(evict(t.Context(), &pods[1])), "the last one of %s", app)

			cordon(t, false)
			cluster.Eventually(t, func(ctx context.Context) error { return mayGo(ctx, app, 1) })
			require.NoError(t, evict(t.Context(), &pods[1]))
			cluster.Eventually(t, func(ctx context.Context) error { return rolledOutNow(ctx, app) })
		})
	}
}

func evict(ctx context.Context, pod *corev1.Pod) error {
	return c.Client.PolicyV1().Evictions(namespace).Evict(ctx, &policyv1.Eviction{ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: namespace}})
}

// mayGo says whether the budget of an app allows as many evictions, from what it has seen last.
func mayGo(ctx context.Context, app string, want int32) error {
	budget, err := c.Client.PolicyV1().PodDisruptionBudgets(namespace).Get(ctx, app, metav1.GetOptions{})
	if err != nil {
		return err
	}
	if s := budget.Status; s.ObservedGeneration != budget.Generation || s.DisruptionsAllowed != want || s.ExpectedPods != 2 || len(s.DisruptedPods) > 0 {
		return fmt.Errorf("budget of %s: %+v", app, s)
	}
	return nil
}

// cordon keeps new pods from all nodes, or lets them in again.
func cordon(t *testing.T, closed bool) {
	t.Helper()
	nodes, err := c.Client.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
	require.NoError(t, err)
	for _, node := range nodes.Items {
		_, err := c.Client.CoreV1().Nodes().Patch(t.Context(), node.Name, types.MergePatchType,
			fmt.Appendf(nil, `{"spec":{"unschedulable":%t}}`, closed), metav1.PatchOptions{})
		require.NoError(t, err)
	}
}
