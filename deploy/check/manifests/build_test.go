// Package manifests looks at what is deployed without a cluster: schemas, policies, and what must not drift.
package manifests

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// top is the repository.
const top = "../../.."

var (
	overlays = []string{"local", "production", "production-gateway"}
	services = []string{"auth", "tickets", "orders", "payments", "expiration"}
	apps     = append(slices.Clone(services), "web")
)

// object is one of an overlay's, also as the text that users would apply.
type object struct {
	*unstructured.Unstructured
	text []byte
}

var secrets = sync.OnceValue(func() error {
	return exec.Command(filepath.Join(top, "deploy/k8s/overlays/local/secrets/generate.sh")).Run()
})

// built keeps what kustomize made of an overlay.
var built sync.Map

// build returns what kustomize makes of an overlay, for the caller to change.
func build(t *testing.T, overlay string) []object {
	t.Helper()
	texts, ok := built.Load(overlay)
	if !ok {
		texts = mustKustomize(t, overlay)
		built.Store(overlay, texts)
	}
	var objects []object
	for _, text := range texts.([][]byte) {
		objects = append(objects, parse(t, text))
	}
	return objects
}

func mustKustomize(t *testing.T, overlay string) [][]byte {
	t.Helper()
	require.NoError(t, secrets())
	path := filepath.Join(top, "deploy/k8s/overlays", overlay)
	made, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), path)
	require.NoError(t, err)
	var texts [][]byte
	for _, r := range made.Resources() {
		text, err := r.AsYAML()
		require.NoError(t, err)
		texts = append(texts, text)
	}
	return texts
}

func parse(t *testing.T, text []byte) object {
	t.Helper()
	o := object{Unstructured: &unstructured.Unstructured{}, text: text}
	require.NoError(t, yaml.Unmarshal(text, &o.Object))
	return o
}

// read returns the documents of the YAML files that match a pattern below the repository.
func read(t *testing.T, pattern string) []object {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(top, pattern))
	require.NoError(t, err)
	require.NotEmpty(t, paths, pattern)
	var objects []object
	for _, path := range paths {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		for part := range bytes.SplitSeq(content, []byte("\n---\n")) {
			if o := parse(t, part); len(o.Object) > 0 {
				objects = append(objects, o)
			}
		}
	}
	return objects
}

// ofKind returns the objects of one kind.
func ofKind(objects []object, kind string) []object {
	return slices.DeleteFunc(slices.Clone(objects), func(o object) bool { return o.GetKind() != kind })
}

// find returns the object of that kind and name.
func find(t *testing.T, objects []object, kind, name string) object {
	t.Helper()
	at := slices.IndexFunc(objects, func(o object) bool { return o.GetKind() == kind && o.GetName() == name })
	require.GreaterOrEqual(t, at, 0, "%s %s", kind, name)
	return objects[at]
}

// as reads an object as its Go type.
func as[T any](t *testing.T, o object) T {
	t.Helper()
	var typed T
	require.NoError(t, runtime.DefaultUnstructuredConverter.FromUnstructured(o.Object, &typed))
	return typed
}

func join(objects []object) string {
	var all strings.Builder
	for _, o := range objects {
		all.WriteString("---\n")
		all.Write(o.text)
	}
	return all.String()
}
