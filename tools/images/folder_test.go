package images

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// top is the top of the repository.
var top = filepath.Join("..", "..")

// platforms to build for: this machine's own, unless the environment says more. Another architecture is compiled anew,
// which takes minutes the first time.
func platforms() string {
	if chosen := os.Getenv("PLATFORMS"); chosen != "" {
		return chosen
	}
	return "linux/" + runtime.GOARCH
}

// build makes images from the sources below folder, and pushes them to repository. Where they were built and when must
// not matter, so commit and time are the same for all.
func build(t *testing.T, folder, repository string, bases bases, names ...string) {
	t.Helper()
	cmd := exec.Command(filepath.Join(folder, "tools", "images", "build.sh"))
	cmd.Env = append(os.Environ(), "PUSH=1", "REPO="+repository, "ONLY="+strings.Join(names, " "), "PLATFORMS="+platforms(),
		"OUT="+t.TempDir(), "TAG=v1.2.3", "REVISION="+revision, "SOURCE_DATE_EPOCH=1700000000",
		"BASE_STATIC="+bases.static, "BASE_NODE="+bases.node)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

const revision = "0123456789abcdef0123456789abcdef01234567"

// mustCopy copies the sources of folders to a place whose path is of another length.
func mustCopy(t *testing.T, target string, folders ...string) {
	t.Helper()
	list := exec.Command("git", append([]string{"ls-files", "--cached", "--others", "--exclude-standard", "--"}, folders...)...)
	list.Dir = top
	names, err := list.Output()
	require.NoError(t, err)
	for name := range strings.Lines(string(names)) {
		name = strings.TrimSuffix(name, "\n")
		from := filepath.Join(top, name)
		info, err := os.Lstat(from)
		if os.IsNotExist(err) {
			continue // removed, and not committed yet
		}
		require.NoError(t, err)
		if !info.Mode().IsRegular() {
			continue
		}
		content, err := os.ReadFile(from)
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(target, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(target, name), content, info.Mode().Perm()))
	}
}
