package images

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// What stands in several files is the same in all of them.
func TestPinsAgree(t *testing.T) {
	for _, pin := range []struct {
		what    string
		pattern string
		files   []string
	}{
		{"the base of static programs", `gcr\.io/distroless/static[^\s]*`,
			[]string{"tools/images/.ko.yaml", "tools/images/daprd.Dockerfile", "skaffold.yaml"}},
		{"Dapr's version", `(?:runtimeVersion = "|dapr=|tag: |github.com/dapr/dapr v)(1\.\d+\.\d+)`,
			[]string{"tools/stack/internal/toolchain/toolchain.go", "tools/dapr/go.mod", "deploy/kind/up.sh", "deploy/dapr/values.yaml"}},
	} {
		t.Run(pin.what, func(t *testing.T) {
			found := map[string]bool{}
			for _, file := range pin.files {
				content, err := os.ReadFile(filepath.Join(top, file))
				require.NoError(t, err)
				matches := regexp.MustCompile(pin.pattern).FindAllStringSubmatch(string(content), -1)
				require.NotEmpty(t, matches, file)
				for _, match := range matches {
					found[match[len(match)-1]] = true
				}
			}
			require.Len(t, found, 1, "%v", found)
		})
	}
}

// A digest is what decides which image is taken; the tag beside it is for people.
func TestBasesArePinned(t *testing.T) {
	pinned := regexp.MustCompile(`^[a-z0-9./-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$`)
	for file, pattern := range map[string]string{
		"tools/images/.ko.yaml":         `defaultBaseImage: (\S+)`,
		"tools/images/web.Dockerfile":   `ARG BASE=(\S+)`,
		"tools/images/daprd.Dockerfile": `ARG BASE=(\S+)`,
		"deploy/kind/cluster.yaml":      `image: (\S+)`,
		"deploy/kind/ingress.yaml":      `image: (\S+)`,
	} {
		content, err := os.ReadFile(filepath.Join(top, file))
		require.NoError(t, err)
		match := regexp.MustCompile(pattern).FindSubmatch(content)
		require.NotNil(t, match, file)
		require.Regexp(t, pinned, string(match[1]), file)
	}
}
