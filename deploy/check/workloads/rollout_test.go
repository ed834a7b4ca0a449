package workloads

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

// rollouts brings a new image of every app while each change of its pods is looked at: there are never fewer ready
// than before.
func rollouts(t *testing.T) {
	for _, app := range apps {
		t.Run(app, func(t *testing.T) {
			ready := observe(t, app)
			patch(t, app, `{"spec":{"template":{"spec":{"containers":[{"name":"app","image":"ghcr.io/saheedt/pass/`+app+`:v99.0.0"}]}}}}`)
			cluster.Eventually(t, func(ctx context.Context) error { return rolledOutNow(ctx, app) })
			fewest := ready()
			require.GreaterOrEqual(t, fewest, 2, "ready pods of %s at the worst moment", app)
			pods, err := podsOf(t.Context(), app)
			require.NoError(t, err)
			for _, pod := range pods {
				require.Equal(t, "ghcr.io/saheedt/pass/"+app+":v99.0.0", pod.Spec.Containers[0].Image)
			}
		})
	}
}

// brokenVersion rolls out pods that never become ready, and then back.
func brokenVersion(t *testing.T) {
	ready := observe(t, "orders")
	patch(t, "orders", `{"spec":{"template":{"metadata":{"annotations":{"`+cluster.NeverReady+`":"true"}}}}}`)
	cluster.Eventually(t, func(ctx context.Context) error {
		pods, err := podsOf(ctx, "orders")
		if err != nil {
			return err
		}
		for _, pod := range pods {
			if pod.Annotations[cluster.NeverReady] != "" && pod.Spec.NodeName != "" {
				return nil
			}
		}
		return fmt.Errorf("no broken pod was started")
	})
	patch(t, "orders", `{"spec":{"template":{"metadata":{"annotations":{"`+cluster.NeverReady+`":null}}}}}`)
	cluster.Eventually(t, func(ctx context.Context) error { return rolledOutNow(ctx, "orders") })
	require.GreaterOrEqual(t, ready(), 2)
}

func patch(t *testing.T, app, change string) {
	t.Helper()
	_, err := c.Client.AppsV1().Deployments(namespace).Patch(t.Context(), app, types.StrategicMergePatchType, []byte(change), metav1.PatchOptions{})
	require.NoError(t, err)
}

func rolledOutNow(ctx context.Context, app string) error {
	d, err := c.Client.AppsV1().Deployments(namespace).Get(ctx, app, metav1.GetOptions{})
	if err != nil {
		return err
	}
	return rolledOut(d)
}

// observe follows every change of an app's pods, in the order in which they happened. The function it returns ends that and tells
// how many were ready when they were fewest.
func observe(t *testing.T, app string) func() int {
	t.Helper()
	selector := "app.kubernetes.io/name=" + app
	list, err := c.Client.CoreV1().Pods(namespace).List(t.Context(), metav1.ListOptions{LabelSelector: selector})
	require.NoError(t, err)
	ready := map[types.UID]bool{}
	for _, pod := range list.Items {
		ready[pod.UID] = isReady(&pod)
	}
	fewest := count(ready)
	changes, err := c.Client.CoreV1().Pods(namespace).Watch(t.Context(), metav1.ListOptions{LabelSelector: selector, ResourceVersion: list.ResourceVersion})
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for change := range changes.ResultChan() {
			pod, ok := change.Object.(*corev1.Pod)
			if !ok {
				continue
			}
			ready[pod.UID] = change.Type != watch.Deleted && isReady(pod)
			fewest = min(fewest, count(ready))
		}
	}()
	return func() int {
		changes.Stop()
		<-done
		return fewest
	}
}

func count(ready map[types.UID]bool) int {
	n := 0
	for _, is := range ready {
		if is {
			n++
		}
	}
	return n
}
