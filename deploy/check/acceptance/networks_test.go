package acceptance

import (
	"maps"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	corev1 "k8s.io/api/core/v1"
)

// ports are all that anybody listens on, and some that nobody should reach: 3500, 3501 and 50001 of sidecars, and SSH.
var ports = []int{22, 53, 80, 443, 3010, 3500, 3501, 4222, 6222, 6500, 8080, 8222, 9090, 9091, 27017, 50001, 50002, 50005, 50006}

// outside is who is not in pass's namespace. The addresses belong to no pod.
func outside() map[string]*matcher.TrafficPeer {
	in := func(namespace string, labels map[string]string) *matcher.TrafficPeer {
		return pod(namespace, map[string]string{corev1.LabelMetadataName: namespace}, labels)
	}
	return map[string]*matcher.TrafficPeer{
		"dns":        in("kube-system", map[string]string{"k8s-app": "kube-dns"}),
		"ingress":    in("ingress-nginx", map[string]string{"app.kubernetes.io/name": "ingress-nginx"}),
		"gateway":    in("traefik", map[string]string{"app.kubernetes.io/name": "traefik"}),
		"prometheus": in("monitoring", map[string]string{"app.kubernetes.io/name": "prometheus"}),
		"operator":   in("dapr-system", map[string]string{"app": "dapr-operator"}),
		"sentry":     in("dapr-system", map[string]string{"app": "dapr-sentry"}),
		"placement":  in("dapr-system", map[string]string{"app": "dapr-placement-server"}),
		"scheduler":  in("dapr-system", map[string]string{"app": "dapr-scheduler-server"}),
		"injector":   in("dapr-system", map[string]string{"app": "dapr-sidecar-injector"}),
		// It calls itself orders, and is not.
		"stranger": in("default", map[string]string{"app.kubernetes.io/name": "orders", "app.kubernetes.io/component": "service"}),
		"servers":  {IP: "10.200.0.10"},
		"internet": {IP: "203.0.113.10"},
		"metadata": {IP: "169.254.169.254"},
	}
}

type paths map[string]bool

// networks is who talks to whom in each overlay. Nothing else gets through.
var networks = map[string]paths{
	"production":         join(common("ingress"), ownServers),
	"production-gateway": join(common("gateway"), ownServers),
	"local":              join(common("ingress"), inside),
}

var (
	services = []string{"auth", "tickets", "orders", "payments", "expiration"}
	all      = append([]string{"web"}, services...)
	brokered = []string{"tickets", "orders", "payments", "expiration", "prepare"}
)

// common is what all overlays have in common, with requests coming in by entry.
func common(entry string) paths {
	return join(
		// Sidecar to sidecar.
		to("auth", 50002, "web", "tickets", "orders", "payments"),
		to("tickets", 50002, "web", "orders"),
		to("orders", 50002, "web", "payments"),
		to("payments", 50002, "web"),
		to("expiration", 50002, "expiration"),
		// Sidecars to Dapr's control plane.
		to("operator", 6500, all...), to("sentry", 50001, all...), to("placement", 50005, all...), to("scheduler", 50006, all...),
		// People, and Prometheus.
		from(entry, 8080, "auth", "tickets", "orders", "payments", "web"),
		from("prometheus", 9090, all...), from("prometheus", 9091, all...),
		names(append(all, "prepare")...),
	)
}

// ownServers is a database and a broker outside the cluster, and Stripe.
var ownServers = join(
	to("servers", 27017, services...),
	to("servers", 4222, brokered...),
	to("internet", 443, "payments"),
)

// inside is the same within the cluster.
var inside = join(
	to("mongodb", 27017, append(services, "mongodb", "mongodb-users")...),
	to("nats", 4222, brokered...),
	to("nats", 6222, "nats"),
	to("stripe", 3010, "payments", "ingress"),
	to("payments", 8080, "stripe"),
	names("mongodb", "mongodb-users", "nats", "stripe"),
)

func to(target string, port int, sources ...string) paths {
	result := paths{}
	for _, source := range sources {
		result[path(source, target, port, corev1.ProtocolTCP)] = true
	}
	return result
}

func from(source string, port int, targets ...string) paths {
	result := paths{}
	for _, target := range targets {
		result[path(source, target, port, corev1.ProtocolTCP)] = true
	}
	return result
}

// names are questions to the cluster's DNS.
func names(sources ...string) paths {
	result := to("dns", 53, sources...)
	for _, source := range sources {
		result[path(source, "dns", 53, corev1.ProtocolUDP)] = true
	}
	return result
}

func join(parts ...paths) paths {
	result := paths{}
	for _, part := range parts {
		maps.Copy(result, part)
	}
	return result
}
