package manifests

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/yannh/kubeconform/pkg/validator"

	"github.com/saheedt/pass/deploy/check/internal/schema"
)

// TestSchemas checks every object against Kubernetes 1.34's schema, or that of its definition.
func TestSchemas(t *testing.T) {
	check := mustSchemas(t)
	for _, overlay := range overlays {
		for _, o := range build(t, overlay) {
			for _, result := range check.Validate(o.GetName(), io.NopCloser(strings.NewReader(string(o.text)))) {
				require.Equal(t, validator.Valid, result.Status, "%s: %s %s: %v %v", overlay, o.GetKind(), o.GetName(), result.Err, result.ValidationErrors)
			}
		}
	}
}

func TestSchemasRefuse(t *testing.T) {
	check := mustSchemas(t)
	objects := build(t, "production-gateway")
	for name, broken := range map[string]string{
		"a field that there is not":         strings.Replace(string(find(t, objects, "Deployment", "orders").text), "readinessProbe:", "readynessProbe:", 1),
		"a value of another type":           strings.Replace(string(find(t, objects, "HorizontalPodAutoscaler", "orders").text), "minReplicas: 2", "minReplicas: two", 1),
		"a component without a type":        strings.Replace(string(find(t, objects, "Component", "statestore").text), "  type: state.mongodb\n", "", 1),
		"a subscription's unknown field":    strings.Replace(string(find(t, objects, "Subscription", "tickets-orders").text), "deadLetterTopic:", "deadLetter:", 1),
		"a route's unknown field":           strings.Replace(string(find(t, objects, "HTTPRoute", "api").text), "backendRefs:", "backends:", 1),
		"a kind that nobody has defined":    strings.Replace(string(find(t, objects, "HTTPRoute", "api").text), "kind: HTTPRoute", "kind: HTTPPath", 1),
		"an access control's unknown field": strings.Replace(string(find(t, objects, "Configuration", "pass-auth").text), "defaultAction:", "defaultDeed:", 1),
	} {
		t.Run(name, func(t *testing.T) {
			results := check.Validate(name, io.NopCloser(strings.NewReader(broken)))
			require.Len(t, results, 1)
			require.NotEqual(t, validator.Valid, results[0].Status)
		})
	}
}

func mustSchemas(t *testing.T) validator.Validator {
	t.Helper()
	dir := t.TempDir()
	for _, file := range glob(t, "tools/k8s", "k8s.io/kubernetes", "api/openapi-spec/v3/*__v*_openapi.json") {
		require.NoError(t, schema.WriteKubernetes(file, dir))
	}
	for _, file := range append(glob(t, "tools/dapr", "github.com/dapr/dapr", "charts/dapr/crds/*.yaml"),
		glob(t, "tools/ingress", "sigs.k8s.io/gateway-api", "config/crd/standard/*.yaml")...) {
		require.NoError(t, schema.WriteCRD(file, dir))
	}
	v, err := validator.New([]string{filepath.Join(dir, schema.Location)}, validator.Opts{Strict: true, RejectKinds: nil})
	require.NoError(t, err)
	return v
}

// glob finds files of a module at the version that the go.mod in dir pins.
func glob(t *testing.T, dir, module, pattern string) []string {
	t.Helper()
	var folder string
	for _, args := range [][]string{{"mod", "download", module}, {"list", "-m", "-f", "{{.Dir}}", module}} {
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Env = filepath.Join(top, dir), append(os.Environ(), "GOWORK=off")
		out, err := cmd.Output()
		require.NoError(t, err)
		folder = strings.TrimSpace(string(out))
	}
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	require.NoError(t, err)
	require.NotEmpty(t, files, module)
	return files
}
