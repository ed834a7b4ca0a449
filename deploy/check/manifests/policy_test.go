package manifests

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// exclusion is an entry of policy.yaml. Without overlays or objects it is about all of them.
type exclusion struct {
	Check    string   `json:"check"`
	Overlays []string `json:"overlays"`
	Objects  []string `json:"objects"`
	Why      string   `json:"why"`
	used     bool
}

// finding is what kube-score has against an object.
type finding struct{ overlay, object, check, comment string }

func TestPolicies(t *testing.T) {
	content, err := os.ReadFile("policy.yaml")
	require.NoError(t, err)
	var exclusions []*exclusion
	require.NoError(t, yaml.UnmarshalStrict(content, &exclusions))
	for _, overlay := range overlays {
		for _, f := range score(t, overlay, join(build(t, overlay))) {
			require.True(t, meant(exclusions, f), "%+v", f)
		}
	}
	for _, e := range exclusions {
		require.NotEmpty(t, e.Why, e.Check)
		require.True(t, e.used, "%s is found nowhere: remove it from policy.yaml", e.Check)
	}
}

func meant(exclusions []*exclusion, f finding) bool {
	for _, e := range exclusions {
		if e.Check == f.check && (e.Overlays == nil || slices.Contains(e.Overlays, f.overlay)) && (e.Objects == nil || slices.Contains(e.Objects, f.object)) {
			e.used = true
			return true
		}
	}
	return false
}

func TestPoliciesFindSomething(t *testing.T) {
	orders := string(find(t, build(t, "production"), "Deployment", "orders").text)
	var found []string
	for _, f := range score(t, "broken", strings.NewReplacer("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "orders:v1.0.0", "orders:latest").Replace(orders)) {
		found = append(found, f.check)
	}
	require.Contains(t, found, "container-security-context-readonlyrootfilesystem")
	require.Contains(t, found, "container-image-tag")
	require.Contains(t, found, "pod-networkpolicy")
}

// score runs kube-score, which score.mod pins.
func score(t *testing.T, overlay, manifests string) []finding {
	t.Helper()
	file := filepath.Join(t.TempDir(), "manifests.yaml")
	require.NoError(t, os.WriteFile(file, []byte(manifests), 0o600))
	cmd := exec.Command("go", "run", "-modfile=score.mod", "github.com/zegl/kube-score/cmd/kube-score", "score",
		"--kubernetes-version", "v1.34", "--output-format", "json", "--enable-optional-test", "container-seccomp-profile", file)
	cmd.Dir, cmd.Env = "..", append(os.Environ(), "GOWORK=off")
	out, err := cmd.Output() // exit status 1: it found something
	var objects []struct {
		Meta   struct{ Name string } `json:"object_meta"`
		Checks []struct {
			Check    struct{ ID string }
			Grade    int
			Skipped  bool
			Comments []struct{ Summary, Path string }
		}
	}
	require.NoError(t, json.Unmarshal(out, &objects), "%v: %s", err, out)
	require.NotEmpty(t, objects)
	const good = 10
	var found []finding
	for _, o := range objects {
		for _, c := range o.Checks {
			if c.Skipped || c.Grade >= good {
				continue
			}
			f := finding{overlay: overlay, object: o.Meta.Name, check: c.Check.ID}
			for _, comment := range c.Comments {
				f.comment += comment.Path + " " + comment.Summary + "; "
			}
			found = append(found, f)
		}
	}
	return found
}
