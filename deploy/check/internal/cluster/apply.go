package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// Kubectl runs kubectl as an administrator and returns what it wrote to its standard output.
func (c *Cluster) Kubectl(ctx context.Context, stdin string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, c.program("kubectl"), append([]string{"--kubeconfig", c.Kubeconfig}, args...)...)
	var out, failed bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &failed
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("kubectl %s: %w: %s", strings.Join(args, " "), err, failed.String())
	}
	return out.String(), nil
}

// Build returns what kustomize makes of a folder, as YAML. Secrets that are not committed are generated first, as its readers do.
func (c *Cluster) Build(ctx context.Context, dir string) (string, error) {
	generate := filepath.Join(dir, "secrets", "generate.sh")
	if _, err := os.Stat(generate); err == nil {
		if out, err := exec.CommandContext(ctx, generate).CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w: %s", generate, err, out)
		}
	}
	return c.Kubectl(ctx, "", "kustomize", dir)
}

// TryApply applies manifests on the server. A field that the server does not know, or knows twice, is an error.
func (c *Cluster) TryApply(ctx context.Context, manifests string) error {
	_, err := c.Kubectl(ctx, manifests, "apply", "--server-side", "--force-conflicts", "--validate=strict", "-f", "-")
	return err
}

// Apply applies what kustomize makes of a folder, and returns it.
func (c *Cluster) Apply(t testing.TB, dir string) []*unstructured.Unstructured {
	t.Helper()
	manifests, err := c.Build(t.Context(), dir)
	if err == nil {
		err = c.TryApply(t.Context(), manifests)
	}
	if err != nil {
		t.Fatal(err)
	}
	objects, err := Parse(manifests)
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

// Parse reads the documents of a YAML stream.
func Parse(manifests string) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(manifests), 4096)
	for {
		object := &unstructured.Unstructured{}
		if err := decoder.Decode(object); errors.Is(err, io.EOF) {
			return objects, nil
		} else if err != nil {
			return nil, err
		}
		if len(object.Object) > 0 {
			objects = append(objects, object)
		}
	}
}

// Eventually looks until check returns no error. What it waits for may take long on a busy machine.
func Eventually(t testing.TB, check func(ctx context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startTimeout)
	defer cancel()
	for {
		err := check(ctx)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal(err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
