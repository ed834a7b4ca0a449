package workloads

import (
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// spread looks where the scheduler puts them: no two of an app on one node, nor in one zone.
func spread(t *testing.T) {
	zones := map[string]string{}
	nodes, err := c.Client.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
	require.NoError(t, err)
	for _, node := range nodes.Items {
		zones[node.Name] = node.Labels[corev1.LabelTopologyZone]
	}
	for _, app := range apps {
		pods, err := podsOf(t.Context(), app)
		require.NoError(t, err)
		onNode, inZone := map[string]int{}, map[string]int{}
		for _, pod := range pods {
			onNode[pod.Spec.NodeName]++
			inZone[zones[pod.Spec.NodeName]]++
		}
		require.Len(t, onNode, len(pods), "nodes of %s: %v", app, onNode)
		require.Len(t, inZone, len(pods), "zones of %s: %v", app, inZone)
	}
}

// podSecurity offers the namespace a pod that may do more than pass needs.
func podSecurity(t *testing.T) {
	pods, err := podsOf(t.Context(), "orders")
	require.NoError(t, err)
	require.NotEmpty(t, pods)
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "another", Namespace: namespace}, Spec: pods[0].Spec}
	pod.Spec.NodeName = ""
	dryRun := metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}
	_, err = c.Client.CoreV1().Pods(namespace).Create(t.Context(), pod, dryRun)
	require.NoError(t, err, "a pod like any other")
	for name, more := range map[string]func(*corev1.PodSpec){
		"root":             func(s *corev1.PodSpec) { s.SecurityContext.RunAsNonRoot = new(bool) },
		"the host network": func(s *corev1.PodSpec) { s.HostNetwork = true },
		"escalation":       func(s *corev1.PodSpec) { s.Containers[0].SecurityContext.AllowPrivilegeEscalation = nil },
		"capabilities":     func(s *corev1.PodSpec) { s.Containers[0].SecurityContext.Capabilities = nil },
		"any system call":  func(s *corev1.PodSpec) { s.SecurityContext.SeccompProfile = nil },
	} {
		t.Run(name, func(t *testing.T) {
			bad := pod.DeepCopy()
			more(&bad.Spec)
			_, err := c.Client.CoreV1().Pods(namespace).Create(t.Context(), bad, dryRun)
			require.ErrorContains(t, err, `violates PodSecurity "restricted:`)
		})
	}
}
