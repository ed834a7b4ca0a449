package ingress

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// route is one of the public API's.
type route struct{ App, Method, Path string }

// routes reads every route from the services' own documents, with an id in the place of parameters.
func routes(t *testing.T) []route {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(c.Top, "services/*/openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var all []route
	for _, file := range files {
		all = append(all, routesOf(t, file)...)
	}
	if len(files) != 4 || len(all) < 15 {
		t.Fatalf("%d documents with %d routes: where are the others?", len(files), len(all))
	}
	return all
}

func routesOf(t *testing.T, file string) []route {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	methods := []string{"get", "post", "put", "delete", "patch", "head"}
	var found []route
	for path, operations := range document.Paths {
		for method := range operations {
			if slices.Contains(methods, method) {
				found = append(found, route{filepath.Base(filepath.Dir(file)), strings.ToUpper(method), filled(path)})
			}
		}
	}
	return found
}

func filled(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = "0199c1a0-7b1e-7c3d-9e4f-5a6b7c8d9e0f"
		}
	}
	return strings.Join(segments, "/")
}

// prefixes are those under which a service owns everything: the first three segments of its routes.
func prefixes(t *testing.T) map[string]string {
	t.Helper()
	owners := map[string]string{}
	for _, r := range routes(t) {
		prefix := strings.Join(strings.Split(r.Path, "/")[:4], "/")
		if other, taken := owners[prefix]; taken && other != r.App {
			t.Fatalf("%s is %s's and %s's", prefix, other, r.App)
		}
		owners[prefix] = r.App
	}
	return owners
}

// closed are what only sidecars, probes and Prometheus may ask for.
var closed = []string{"/actors", "/dapr", "/events", "/healthz", "/metrics", "/readyz", "/v1.0", "/v1.0-alpha1"}
