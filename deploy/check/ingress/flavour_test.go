package ingress

import (
	"crypto/tls"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

const namespace = "pass"

// flavour is one way in.
type flavour struct {
	name, overlay string
	scheme        string
	*class
}

// class is what a controller reads.
type class struct {
	object string   // what a cluster has that an overlay needs
	flags  []string // how the controller reads it
	limits bool     // whether bodies and rates can be bounded
}

var nginx = &class{
	object: `{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: nginx}, spec: {controller: k8s.io/ingress-nginx}}`,
	flags: []string{
		"--providers.kubernetesingressnginx=true", "--providers.kubernetesingressnginx.watchnamespace=" + namespace,
		"--providers.kubernetesingressnginx.httpentrypoint=http", "--providers.kubernetesingressnginx.httpsentrypoint=https",
		// As in ingress-nginx itself.
		"--providers.kubernetesingressnginx.proxyrequestbuffering=true",
	},
	limits: true,
}

var gateway = &class{
	object: `{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: traefik}, spec: {controllerName: traefik.io/gateway-controller}}`,
	flags:  []string{"--providers.kubernetesgateway=true", "--providers.kubernetesgateway.namespaces=" + namespace},
}

var flavours = []flavour{
	{"nginx", "deploy/k8s/overlays/production", "https", nginx},
	{"gateway", "deploy/k8s/overlays/production-gateway", "https", gateway},
	{"local", "deploy/k8s/overlays/local", "http", nginx},
}

// way is a flavour under a running controller.
type way struct {
	flavour
	*upstreams
	objects     []*unstructured.Unstructured // of the way in
	host        string                       // that they name
	http, https string                       // where the controller listens
	roots       *tls.Config
}

// open applies what an overlay says of the way in, and of the services that it leads to, and starts a controller that reads it.
func open(t *testing.T, f flavour) *way {
	t.Helper()
	w := &way{flavour: f, upstreams: startUpstreams(t)}
	httpPort, httpsPort := freePort(t), freePort(t)
	w.http, w.https = "127.0.0.1:"+httpPort, "127.0.0.1:"+httpsPort
	services := w.read(t)
	apply(t, namespaceObject(), object(t, f.object))
	apply(t, services...)
	for _, app := range apps {
		apply(t, w.slice(t, app))
	}
	apply(t, w.certificate(t))
	forget(t)
	apply(t, onPorts(t, w.objects, httpPort, httpsPort)...)
	w.startController(t)
	w.await(t)
	return w
}

// read takes the way in out of the overlay, and returns the services.
func (w *way) read(t *testing.T) (services []*unstructured.Unstructured) {
	t.Helper()
	if out, err := exec.Command(filepath.Join(c.Top, "deploy/k8s/overlays/local/secrets/generate.sh")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	manifests, err := c.Build(t.Context(), filepath.Join(c.Top, w.overlay))
	if err != nil {
		t.Fatal(err)
	}
	all, err := cluster.Parse(manifests)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		switch {
		case o.GetKind() == "Service":
			services = append(services, o)
		case o.GetLabels()["app.kubernetes.io/component"] == "ingress": // not that of the local emulator of Stripe
			w.objects = append(w.objects, o)
		}
	}
	if len(w.objects) == 0 || len(services) == 0 {
		t.Fatalf("%s has %d objects of the way in and %d services", w.overlay, len(w.objects), len(services))
	}
	w.host = hostOf(t, w.objects)
	return services
}

// hostOf is the one host that all of them name.
func hostOf(t *testing.T, objects []*unstructured.Unstructured) string {
	t.Helper()
	found := map[string]bool{}
	for _, o := range objects {
		rules, _, _ := unstructured.NestedSlice(o.Object, "spec", "rules")
		for _, rule := range rules {
			if host, ok := rule.(map[string]any)["host"].(string); ok {
				found[host] = true
			}
		}
		hosts, _, _ := unstructured.NestedStringSlice(o.Object, "spec", "hostnames")
		for _, host := range hosts {
			found[host] = true
		}
	}
	hosts := slices.Collect(maps.Keys(found))
	if len(hosts) != 1 {
		t.Fatalf("the way in names the hosts %q", hosts)
	}
	return hosts[0]
}

// forget takes the objects of another flavour away.
func forget(t *testing.T) {
	t.Helper()
	for _, kind := range []string{"ingresses", "gateways.gateway.networking.k8s.io", "httproutes"} {
		if _, err := c.Kubectl(t.Context(), "", "delete", kind, "--all", "--namespace", namespace); err != nil {
			t.Fatal(err)
		}
	}
}

// onPorts has a Gateway listen where the controller does: nothing else of it changes, but the ports need no rights.
func onPorts(t *testing.T, objects []*unstructured.Unstructured, httpPort, httpsPort string) []*unstructured.Unstructured {
	t.Helper()
	var changed []*unstructured.Unstructured
	for _, o := range objects {
		o = o.DeepCopy()
		listeners, found, err := unstructured.NestedSlice(o.Object, "spec", "listeners")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range listeners {
			listener := l.(map[string]any)
			switch port := fmt.Sprint(listener["port"]); port {
			case "80":
				listener["port"] = number(t, httpPort)
			case "443":
				listener["port"] = number(t, httpsPort)
			default:
				t.Fatalf("a listener on port %s, which no browser tries", port)
			}
		}
		if found {
			if err := unstructured.SetNestedSlice(o.Object, listeners, "spec", "listeners"); err != nil {
				t.Fatal(err)
			}
		}
		changed = append(changed, o)
	}
	return changed
}

// slice is the endpoint of an app, as the controllers of a cluster would write it.
func (w *way) slice(t *testing.T, app string) *unstructured.Unstructured {
	name, port, ready := "http", int32(w.ports[app]), true
	return convert(t, "discovery.k8s.io/v1", "EndpointSlice", &discoveryv1.EndpointSlice{
		ObjectMeta:  metav1.ObjectMeta{Name: app + "-test", Namespace: namespace, Labels: map[string]string{discoveryv1.LabelServiceName: app}},
		AddressType: discoveryv1.AddressTypeIPv4,
		Endpoints:   []discoveryv1.Endpoint{{Addresses: []string{w.address}, Conditions: discoveryv1.EndpointConditions{Ready: &ready}}},
		Ports:       []discoveryv1.EndpointPort{{Name: &name, Port: &port}},
	})
}

// certificate is the Secret with the site's key, as cert-manager would make it.
func (w *way) certificate(t *testing.T) *unstructured.Unstructured {
	certificate, key, roots := selfSigned(t, w.host)
	w.roots = &tls.Config{RootCAs: roots, ServerName: w.host}
	return convert(t, "v1", "Secret", &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "pass-tls", Namespace: namespace}, Type: corev1.SecretTypeTLS,
		Data: map[string][]byte{corev1.TLSCertKey: certificate, corev1.TLSPrivateKeyKey: key},
	})
}
