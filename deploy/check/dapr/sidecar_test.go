package dapr

import (
	"context"
	"crypto/tls"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

// sidecar is an injected one that runs here, beside an app that says yes to everything.
type sidecar struct {
	*running
	internal string // address for other sidecars
}

func startSidecar(t *testing.T, p *plane, pod *corev1.Pod) sidecar {
	t.Helper()
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/dapr/subscribe" {
			fmt.Fprint(w, "[]") // what is subscribed to stands in the manifests
		}
	}))
	t.Cleanup(app.Close)
	_, port, err := net.SplitHostPort(app.Listener.Addr().String())
	require.NoError(t, err)
	ports := free(t, 4)
	container, there := sidecarOf(pod)
	require.True(t, there)
	return sidecar{internal: local(ports[2]), running: run(t, pod, container,
		"--sentry-address", p.sentry, "--control-plane-address", p.operator, "--placement-host-address", "", "--scheduler-host-address", "",
		"--dapr-listen-addresses", "127.0.0.1", "--app-port", port, "--enable-metrics=false",
		"--dapr-http-port", strconv.Itoa(ports[0]), "--dapr-grpc-port", strconv.Itoa(ports[1]),
		"--dapr-internal-grpc-port", strconv.Itoa(ports[2]), "--dapr-internal-grpc-listen-address", "127.0.0.1",
		"--dapr-public-port", strconv.Itoa(ports[3]), "--dapr-public-listen-address", "127.0.0.1",
	)}
}

// mustBeWhoItIs asks a sidecar for its certificate.
func mustBeWhoItIs(t *testing.T, app string, s sidecar) {
	t.Helper()
	var names []string
	cluster.Eventually(t, func(context.Context) error {
		conn, err := tls.Dial("tcp", s.internal, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
		if err != nil {
			return fmt.Errorf("%w; the log: %s", err, s.log)
		}
		defer conn.Close()
		names = nil
		for _, uri := range conn.ConnectionState().PeerCertificates[0].URIs {
			names = append(names, uri.String())
		}
		return nil
	})
	require.Equal(t, []string{"spiffe://public/ns/pass/" + app}, names)
}

var loadedLine = regexp.MustCompile(`Component loaded: (\S+) \((\S+?)/v1\)`)

// mustLoad wants a sidecar to load the components that name its app, no more.
func mustLoad(t *testing.T, app string, s sidecar, objects []*unstructured.Unstructured) {
	t.Helper()
	wanted := map[string]string{}
	for _, component := range scoped(t, "Component", app, objects) {
		wanted[component.GetName()] = field(t, component, "spec", "type")
	}
	cluster.Eventually(t, func(context.Context) error {
		log, loaded := s.logged(t), map[string]string{}
		if !strings.Contains(log, "App entered healthy status") {
			return fmt.Errorf("%s: its app is not healthy; the log: %s", app, s.log)
		}
		for _, line := range loadedLine.FindAllStringSubmatch(log, -1) {
			loaded[line[1]] = line[2]
		}
		if !maps.Equal(wanted, loaded) {
			return fmt.Errorf("%s: %v, not %v; the log: %s", app, loaded, wanted, s.log)
		}
		return nil
	})
}

// mustSubscribe wants every sidecar to read the topics that its app's Subscriptions name, no more: it asks the broker who reads.
func mustSubscribe(t *testing.T, broker string, objects []*unstructured.Unstructured) {
	t.Helper()
	for _, topic := range []string{"tickets", "orders", "payments", "expirations", "deadletter"} {
		var wanted []string
		for _, app := range apps {
			for _, subscription := range scoped(t, "Subscription", app, objects) {
				if field(t, subscription, "spec", "topic") == topic && !slices.Contains(wanted, app) {
					wanted = append(wanted, app)
				}
			}
		}
		slices.Sort(wanted)
		cluster.Eventually(t, func(context.Context) error {
			readers, err := readersOf(broker, topic)
			if slices.Sort(readers); err == nil && !slices.Equal(wanted, readers) {
				err = fmt.Errorf("%s is read by %v, not by %v", topic, readers, wanted)
			}
			return err
		})
	}
}

// scoped lists the objects of a kind that name an app. One that names nobody is for all, which nothing should be.
func scoped(t *testing.T, kind, app string, objects []*unstructured.Unstructured) []*unstructured.Unstructured {
	t.Helper()
	var found []*unstructured.Unstructured
	for _, object := range objects {
		if object.GetKind() != kind {
			continue
		}
		scopes, _, err := unstructured.NestedStringSlice(object.Object, "scopes")
		require.NoError(t, err)
		require.NotEmpty(t, scopes, "%s is for all", object.GetName())
		if slices.Contains(scopes, app) {
			found = append(found, object)
		}
	}
	return found
}

func field(t *testing.T, object *unstructured.Unstructured, path ...string) string {
	t.Helper()
	value, there, err := unstructured.NestedString(object.Object, path...)
	require.NoError(t, err)
	require.True(t, there, "%v of %s", path, object.GetName())
	return value
}
