package acceptance

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// TestNetwork has an evaluator of network policies try everybody with everybody on every port that anything listens on, and
// compares who got through with who should.
func TestNetwork(t *testing.T) {
	for overlay, want := range networks {
		t.Run(overlay, func(t *testing.T) {
			objects := c.Apply(t, filepath.Join(c.Top, "deploy/k8s/overlays", overlay))
			removeJobs(t)
			peers := outside()
			maps.Copy(peers, podsIn(t, objects))
			policies := matcher.BuildNetworkPolicies(false, policiesOf(t, objects))
			require.Equal(t, slices.Sorted(maps.Keys(want)), reached(policies, peers))
		})
	}
}

// reached lists what gets from whom to whom, as "from > to:port".
func reached(policies *matcher.Policy, peers map[string]*matcher.TrafficPeer) []string {
	var paths []string
	for from, source := range peers {
		for to, destination := range peers {
			if !inPass(source) && !inPass(destination) {
				continue // none of our business
			}
			for _, port := range ports {
				for _, protocol := range []corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP} {
					traffic := &matcher.Traffic{Source: source, Destination: destination, ResolvedPort: port, Protocol: protocol}
					if policies.IsTrafficAllowed(traffic).IsAllowed() {
						paths = append(paths, path(from, to, port, protocol))
					}
				}
			}
		}
	}
	slices.Sort(paths)
	return paths
}

func path(from, to string, port int, protocol corev1.Protocol) string {
	if protocol == corev1.ProtocolUDP {
		return fmt.Sprintf("%s > %s:%d/udp", from, to, port)
	}
	return fmt.Sprintf("%s > %s:%d", from, to, port)
}

func inPass(peer *matcher.TrafficPeer) bool { return peer.Namespace() == "pass" }

// podsIn returns a pod of each kind that an overlay makes.
func podsIn(t *testing.T, objects []*unstructured.Unstructured) map[string]*matcher.TrafficPeer {
	t.Helper()
	namespace, err := c.Client.CoreV1().Namespaces().Get(t.Context(), "pass", metav1.GetOptions{})
	require.NoError(t, err)
	peers := map[string]*matcher.TrafficPeer{}
	for _, object := range objects {
		labels, found, err := unstructured.NestedStringMap(object.Object, "spec", "template", "metadata", "labels")
		require.NoError(t, err)
		if found {
			peers[object.GetName()] = pod(namespace.Name, namespace.Labels, labels)
		}
	}
	return peers
}

// pod has an address apart from those of servers: whether policies for addresses count for pods is each network's own affair.
func pod(namespace string, namespaceLabels, labels map[string]string) *matcher.TrafficPeer {
	return &matcher.TrafficPeer{IP: "100.96.0.1", Internal: &matcher.InternalPeer{
		Namespace: namespace, NamespaceLabels: namespaceLabels, PodLabels: labels,
	}}
}

// policiesOf returns an overlay's policies as the server has them, with its defaults.
func policiesOf(t *testing.T, objects []*unstructured.Unstructured) []*networkingv1.NetworkPolicy {
	t.Helper()
	var policies []*networkingv1.NetworkPolicy
	for _, object := range objects {
		if object.GetKind() != "NetworkPolicy" {
			continue
		}
		var built networkingv1.NetworkPolicy
		require.NoError(t, runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &built))
		policy, err := c.Client.NetworkingV1().NetworkPolicies(built.Namespace).Get(t.Context(), built.Name, metav1.GetOptions{})
		require.NoError(t, err)
		policies = append(policies, policy)
	}
	require.NotEmpty(t, policies)
	return policies
}
