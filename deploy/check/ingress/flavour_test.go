package ingress

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

const (
	namespace = "pass"
	host      = "pass.example.com"
)

// flavour is one way in.
type flavour struct {
	name, overlay string
	class         string   // what a cluster has that the overlay needs
	provider      []string // how the controller reads it
}

var flavours = []flavour{
	{
		name: "nginx", overlay: "deploy/k8s/overlays/production",
		class: `{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: nginx}, spec: {controller: k8s.io/ingress-nginx}}`,
		provider: []string{
			"--providers.kubernetesingressnginx=true", "--providers.kubernetesingressnginx.watchnamespace=" + namespace,
			"--providers.kubernetesingressnginx.httpentrypoint=http", "--providers.kubernetesingressnginx.httpsentrypoint=https",
			// As in ingress-nginx itself.
			"--providers.kubernetesingressnginx.proxyrequestbuffering=true",
		},
	},
	{
		name: "gateway", overlay: "deploy/k8s/overlays/production-gateway",
		class: `{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: traefik}, spec: {controllerName: traefik.io/gateway-controller}}`,
		provider: []string{
			"--providers.kubernetesgateway=true", "--providers.kubernetesgateway.namespaces=" + namespace,
		},
	},
}

// way is a flavour under a running controller.
type way struct {
	flavour
	*upstreams
	objects     []*unstructured.Unstructured // of the way in
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
	apply(t, namespaceObject(), object(t, f.class))
	apply(t, services...)
	for _, app := range apps {
		apply(t, w.slice(t, app))
	}
	apply(t, w.certificate(t))
	apply(t, onPorts(t, w.objects, httpPort, httpsPort)...)
	w.startController(t)
	w.await(t)
	return w
}

// read takes the way in out of the overlay, and returns the services.
func (w *way) read(t *testing.T) (services []*unstructured.Unstructured) {
	t.Helper()
	manifests, err := c.Build(t.Context(), filepath.Join(c.Top, w.overlay))
	if err != nil {
		t.Fatal(err)
	}
	all, err := cluster.Parse(manifests)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		switch o.GetKind() {
		case "Service":
			services = append(services, o)
		case "Ingress", "Gateway", "HTTPRoute":
			w.objects = append(w.objects, o)
		}
	}
	if len(w.objects) == 0 || len(services) == 0 {
		t.Fatalf("%s has %d objects of the way in and %d services", w.overlay, len(w.objects), len(services))
	}
	return services
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
	certificate, key, roots := selfSigned(t, host)
	w.roots = &tls.Config{RootCAs: roots, ServerName: host}
	return convert(t, "v1", "Secret", &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "pass-tls", Namespace: namespace}, Type: corev1.SecretTypeTLS,
		Data: map[string][]byte{corev1.TLSCertKey: certificate, corev1.TLSPrivateKeyKey: key},
	})
}

func (w *way) startController(t *testing.T) {
	t.Helper()
	program := filepath.Join(c.Top, ".bin", "traefik")
	log, err := os.Create(filepath.Join(c.Dir, "logs", "traefik-"+strings.ReplaceAll(t.Name(), "/", "-")+".log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, append([]string{
		"--global.checknewversion=false", "--log.level=INFO", "--accesslog=true",
		"--entrypoints.http.address=" + w.http, "--entrypoints.https.address=" + w.https,
	}, w.provider...)...)
	cmd.Env = append(os.Environ(), "KUBECONFIG="+c.Kubeconfig)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v: `make test-k8s` builds it", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = log.Close()
	})
}

// await waits until the controller has read everything: each app that is reached at all, and the way over from http.
func (w *way) await(t *testing.T) {
	t.Helper()
	owners := prefixes(t)
	owners["/"] = "web"
	cluster.Eventually(t, func(ctx context.Context) error {
		for path, app := range owners {
			answer, err := w.client().Do(w.request(ctx, http.MethodGet, path, "await", nil))
			if err != nil {
				return err
			}
			_ = answer.Body.Close()
			if answer.Header.Get("X-App") != app {
				return fmt.Errorf("%s leads to %q with %s, not to %s", path, answer.Header.Get("X-App"), answer.Status, app)
			}
		}
		return nil
	})
}

// client speaks to the controller over TLS, whatever name it asks for.
func (w *way) client() *http.Client { return w.clientFrom("127.0.0.1") }

// clientFrom is a client with another address of this machine's.
func (w *way) clientFrom(address string) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: 30 * time.Second}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				to := w.https
				if strings.HasSuffix(address, ":80") {
					to = w.http
				}
				return dialer.DialContext(ctx, network, to)
			},
			TLSClientConfig: w.roots.Clone(), ForceAttemptHTTP2: true, DisableKeepAlives: true,
		},
	}
}

// apply writes objects as kubectl does.
func apply(t *testing.T, objects ...*unstructured.Unstructured) {
	t.Helper()
	var manifests strings.Builder
	for _, o := range objects {
		text, err := yaml.Marshal(o.Object)
		if err != nil {
			t.Fatal(err)
		}
		manifests.WriteString("---\n" + string(text))
	}
	if err := c.TryApply(t.Context(), manifests.String()); err != nil {
		t.Fatal(err)
	}
}
