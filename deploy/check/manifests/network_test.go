package manifests

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// end is a pod, or the pods of another namespace.
type end struct{ namespace, labels map[string]string }

func pod(t *testing.T, objects []object, name string) end {
	t.Helper()
	for _, p := range templates(t, objects) {
		if p.Labels["app.kubernetes.io/name"] == name {
			return end{map[string]string{"kubernetes.io/metadata.name": "pass"}, p.Labels}
		}
	}
	require.Fail(t, "no pods", name)
	return end{}
}

func elsewhereAt(namespace string, podLabels map[string]string) end {
	return end{map[string]string{"kubernetes.io/metadata.name": namespace}, podLabels}
}

func (e end) ours() bool { return e.namespace["kubernetes.io/metadata.name"] == "pass" }

// allowed evaluates the policies as a network plugin does: both ends have to agree, and a pod that a policy selects may do
// only what some policy says.
func allowed(t *testing.T, policies []networkingv1.NetworkPolicy, from, to end, port int32) bool {
	t.Helper()
	out, in := !from.ours(), !to.ours()
	for _, p := range policies {
		if from.ours() && selects(t, &p.Spec.PodSelector, from.labels) {
			for _, rule := range p.Spec.Egress {
				out = out || (has(rule.Ports, port) && anyPeer(t, rule.To, to))
			}
		}
		if to.ours() && selects(t, &p.Spec.PodSelector, to.labels) {
			for _, rule := range p.Spec.Ingress {
				in = in || (has(rule.Ports, port) && anyPeer(t, rule.From, from))
			}
		}
	}
	return out && in
}

func has(ports []networkingv1.NetworkPolicyPort, port int32) bool {
	return slices.ContainsFunc(ports, func(p networkingv1.NetworkPolicyPort) bool { return p.Port.IntVal == port })
}

func anyPeer(t *testing.T, peers []networkingv1.NetworkPolicyPeer, who end) bool {
	t.Helper()
	return slices.ContainsFunc(peers, func(p networkingv1.NetworkPolicyPeer) bool {
		switch {
		case p.IPBlock != nil:
			return false // of servers outside
		case p.NamespaceSelector != nil && !selects(t, p.NamespaceSelector, who.namespace):
			return false
		case p.NamespaceSelector == nil && !who.ours():
			return false
		}
		return p.PodSelector == nil || selects(t, p.PodSelector, who.labels)
	})
}

func selects(t *testing.T, s *metav1.LabelSelector, set map[string]string) bool {
	t.Helper()
	selector, err := metav1.LabelSelectorAsSelector(s)
	require.NoError(t, err)
	return selector.Matches(labels.Set(set))
}

func policies(t *testing.T, objects []object) []networkingv1.NetworkPolicy {
	t.Helper()
	var found []networkingv1.NetworkPolicy
	for _, o := range ofKind(objects, "NetworkPolicy") {
		found = append(found, as[networkingv1.NetworkPolicy](t, o))
	}
	return found
}

// TestNetworkBetweenApps: every pair of apps on every port, against what the design says.
func TestNetworkBetweenApps(t *testing.T) {
	const sidecar = 50002
	calls := map[string][]string{
		"web":     {"auth", "tickets", "orders", "payments"},
		"tickets": {"auth"}, "orders": {"auth", "tickets"}, "payments": {"auth", "orders"},
		"expiration": {"expiration"},
	}
	for _, overlay := range overlays {
		objects := build(t, overlay)
		all := policies(t, objects)
		for _, from := range apps {
			for _, to := range apps {
				for _, port := range []int32{8080, 9090, 9091, 3500, 3501, 50001, sidecar} {
					want := port == sidecar && slices.Contains(calls[from], to)
					require.Equal(t, want, allowed(t, all, pod(t, objects, from), pod(t, objects, to), port), "%s: %s to %s:%d", overlay, from, to, port)
				}
			}
		}
	}
}

func TestNetworkFromOutside(t *testing.T) {
	for overlay, controller := range map[string]string{"local": "ingress-nginx", "production": "ingress-nginx", "production-gateway": "traefik"} {
		objects := build(t, overlay)
		all := policies(t, objects)
		for _, app := range apps {
			to := pod(t, objects, app)
			require.Equal(t, app != "expiration", allowed(t, all, elsewhereAt(controller, nil), to, 8080), "%s: %s", overlay, app)
			require.True(t, allowed(t, all, elsewhereAt("monitoring", nil), to, 9090), app)
			for _, namespace := range []string{controller, "monitoring", "default", "dapr-system"} {
				for _, port := range []int32{3500, 50001, 50002} {
					require.False(t, allowed(t, all, elsewhereAt(namespace, nil), to, port), "%s: %s to %s:%d", overlay, namespace, app, port)
				}
			}
			require.False(t, allowed(t, all, elsewhereAt("default", nil), to, 8080), app)
		}
	}
}

func TestNetworkToServers(t *testing.T) {
	objects := build(t, "local")
	all := policies(t, objects)
	for _, app := range append(slices.Clone(apps), "prepare") {
		from := pod(t, objects, app)
		require.Equal(t, slices.Contains(services, app), allowed(t, all, from, pod(t, objects, "mongodb"), 27017), app)
		require.Equal(t, app != "web" && app != "auth", allowed(t, all, from, pod(t, objects, "nats"), 4222), app)
		require.Equal(t, app == "payments", allowed(t, all, from, pod(t, objects, "stripe"), 3010), app)
		require.False(t, allowed(t, all, from, pod(t, objects, "nats"), 6222), app)
		for server, port := range map[string]int32{"dapr-operator": 6500, "dapr-sentry": 50001, "dapr-placement-server": 50005, "dapr-scheduler-server": 50006} {
			plane := elsewhereAt("dapr-system", map[string]string{"app": server})
			require.Equal(t, app != "prepare", allowed(t, all, from, plane, port), "%s to %s", app, server)
		}
		require.True(t, allowed(t, all, from, elsewhereAt("kube-system", map[string]string{"k8s-app": "kube-dns"}), 53), app)
	}
	require.True(t, allowed(t, all, pod(t, objects, "stripe"), pod(t, objects, "payments"), 8080), "webhooks")
	require.True(t, allowed(t, all, pod(t, objects, "mongodb"), pod(t, objects, "mongodb"), 27017))
	require.True(t, allowed(t, all, pod(t, objects, "mongodb-users"), pod(t, objects, "mongodb"), 27017))
	require.True(t, allowed(t, all, pod(t, objects, "nats"), pod(t, objects, "nats"), 6222))
}

// TestServicesLeadToPods: each port of a Service is one that its pods have.
func TestServicesLeadToPods(t *testing.T) {
	for _, overlay := range overlays {
		objects := build(t, overlay)
		for _, o := range ofKind(objects, "Service") {
			s := as[corev1.Service](t, o)
			var names []string
			for _, p := range templates(t, objects) {
				if labels.SelectorFromSet(s.Spec.Selector).Matches(labels.Set(p.Labels)) {
					for _, c := range p.containers() {
						for _, port := range c.Ports {
							names = append(names, port.Name)
						}
					}
				}
			}
			for _, port := range s.Spec.Ports {
				require.Contains(t, names, port.TargetPort.StrVal, fmt.Sprintf("%s: %s", overlay, s.Name))
			}
		}
	}
}
