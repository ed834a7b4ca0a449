package manifests

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// images are what pass builds.
func images() []string {
	var names []string
	for _, app := range append(slices.Clone(apps), "prepare", "stripe", "daprd") {
		names = append(names, "ghcr.io/saheedt/pass/"+app)
	}
	return names
}

func TestSkaffoldBuildsAllImages(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(top, "skaffold.yaml"))
	require.NoError(t, err)
	var file struct {
		Build struct {
			Artifacts []struct {
				Image, Context string
				Ko             *struct{ Main, FromImage string }
				Custom         *struct{ BuildCommand string }
			}
		}
		Manifests struct{ Kustomize struct{ Paths []string } }
		Profiles  []struct {
			Name      string
			Manifests struct{ Kustomize struct{ Paths []string } }
		}
	}
	require.NoError(t, yaml.Unmarshal(content, &file))
	ko, err := os.ReadFile(filepath.Join(top, "tools/images/.ko.yaml"))
	require.NoError(t, err)

	var built []string
	for _, a := range file.Build.Artifacts {
		built = append(built, a.Image)
		if a.Ko != nil {
			require.FileExists(t, filepath.Join(top, a.Context, a.Ko.Main, "main.go"), a.Image)
			require.Contains(t, string(ko), "defaultBaseImage: "+a.Ko.FromImage+"\n", "the base of releases")
			continue
		}
		for word := range strings.FieldsSeq(a.Custom.BuildCommand) {
			if strings.Contains(word, "/") {
				require.FileExists(t, filepath.Join(top, word))
			}
		}
	}
	require.ElementsMatch(t, images(), built)

	paths := file.Manifests.Kustomize.Paths
	for _, p := range file.Profiles {
		paths = append(paths, p.Manifests.Kustomize.Paths...)
	}
	require.Equal(t, []string{"deploy/k8s/overlays/local", "deploy/k8s/overlays/production"}, paths)
	require.Equal(t, "local", file.Profiles[0].Name)
	require.Equal(t, "production", file.Profiles[1].Name)
}

// TestImagesAreKnown: ours by a tag of their own in production, others by a version.
func TestImagesAreKnown(t *testing.T) {
	others := map[string]bool{"mongo": true, "nats": true}
	for _, overlay := range overlays {
		ours := map[string]bool{}
		for _, p := range templates(t, build(t, overlay)) {
			containers := p.containers()
			if p.Annotations["dapr.io/enabled"] == "true" {
				containers = append(containers, corev1.Container{Image: p.Annotations["dapr.io/sidecar-image"]})
			}
			for _, c := range containers {
				name, tag, ok := strings.Cut(c.Image, ":")
				require.True(t, ok && (others[name] || slices.Contains(images(), name)), c.Image)
				if overlay != "local" || others[name] {
					require.Regexp(t, `^v?[0-9]+\.[0-9]+\.[0-9]+$`, tag, c.Image)
				}
				if !others[name] {
					ours[tag] = true
				}
			}
		}
		require.Len(t, ours, 1, "%s: all of one version", overlay)
	}
}
