package images

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWeb(t *testing.T) {
	if _, err := exec.LookPath("buildah"); err != nil {
		t.Skip("buildah is missing: install it (Debian and Ubuntu have it as a package)")
	}
	mustKeepImagesApart(t)
	host := mustRegistry(t)
	bases := mustBases(t, host)
	build(t, top, host+"/here", bases, web.name)
	elsewhere := t.TempDir() + "/a/longer/path"
	mustCopy(t, elsewhere, "services", "tools/stack", "tools/images", "web")
	mustCopyPackages(t, elsewhere)
	build(t, elsewhere, host+"/elsewhere", bases, web.name)

	for platform := range strings.SplitSeq(platforms(), ",") {
		// The configuration names the files by their hash. How buildah compressed them is another matter.
		require.Equal(t, mustID(t, host+"/elsewhere/web", platform), mustID(t, host+"/here/web", platform), "not the same when built elsewhere")
	}
	web.check(t, host+"/here/web")
	web.runSite(t, host+"/here/web")
}

// runSite starts the client, which answers without a sidecar, and ends when it is asked to.
func (i image) runSite(t *testing.T, repository string) {
	t.Helper()
	port := fmt.Sprint(mustFreePort(t))
	p := start(t, mustUnpack(t, repository), i.program, "/app", "APP_PORT="+port, "HOST=127.0.0.1", "NODE_ENV=production")
	p.mustAnswer(t, "http://127.0.0.1:"+port+"/healthz")
	p.mustAnswer(t, "http://127.0.0.1:"+port+"/signin")
	p.stop(t)
}

// mustID is the digest of an image's configuration.
func mustID(t *testing.T, repository, platform string) string {
	t.Helper()
	id, err := mustPull(t, repository, platform).ConfigName()
	require.NoError(t, err)
	return id.String()
}

// mustKeepImagesApart gives buildah a store of the test's own, of the kind that works wherever files can be copied.
func mustKeepImagesApart(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "storage.conf")
	config := fmt.Sprintf("[storage]\ndriver = \"vfs\"\ngraphroot = %q\nrunroot = %q\n", dir+"/graph", dir+"/run")
	require.NoError(t, os.WriteFile(file, []byte(config), 0o600))
	t.Setenv("CONTAINERS_STORAGE_CONF", file)
}

// mustCopyPackages brings what npm installed, so that it need not be fetched once more.
func mustCopyPackages(t *testing.T, target string) {
	t.Helper()
	out, err := exec.Command("cp", "-R", filepath.Join(top, "web", "node_modules"), filepath.Join(target, "web")).CombinedOutput()
	require.NoError(t, err, "%s", out)
}
