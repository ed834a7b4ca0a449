package images

import (
	"archive/tar"
	"bytes"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/stretchr/testify/require"
)

// bases are references to what images are built on. Tests reach no registry but their own, so they stand in for the pinned
// ones: what pass adds to a base is what is tested.
type bases struct{ static, node string }

// certificates are where Go and Node look for them.
const certificates = "/etc/ssl/certs/ca-certificates.crt"

// mustRegistry serves a registry on this machine, and returns its address.
func mustRegistry(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

// mustBases puts a base for static programs, and one with this machine's Node, into the registry at host.
func mustBases(t *testing.T, host string) bases {
	t.Helper()
	static := map[string]string{"/etc/passwd": "", "/etc/group": ""}
	if _, err := os.Stat(certificates); err == nil {
		static[certificates] = certificates
	}
	return bases{
		static: mustPushBase(t, host+"/base/static", mustLayer(t, static), nil),
		node:   mustPushBase(t, host+"/base/node", mustLayer(t, nodeFiles(t, static)), []string{"/nodejs/bin/node"}),
	}
}

// nodeFiles adds Node and the libraries that it is linked with.
func nodeFiles(t *testing.T, files map[string]string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for path, from := range files {
		all[path] = from
	}
	node, err := exec.LookPath("node")
	require.NoError(t, err)
	all["/nodejs/bin/node"] = node
	libraries, err := exec.Command("ldd", node).Output()
	require.NoError(t, err)
	for _, path := range regexp.MustCompile(`/\S+`).FindAllString(string(libraries), -1) {
		all[path] = path
	}
	return all
}

// mustLayer makes a layer of files, by path in the image; without a file to copy from, it is an account's line.
func mustLayer(t *testing.T, files map[string]string) v1.Layer {
	t.Helper()
	var buffer bytes.Buffer
	w := tar.NewWriter(&buffer)
	for path, from := range files {
		content := []byte("nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n")
		if from != "" {
			resolved, err := filepath.EvalSymlinks(from)
			require.NoError(t, err)
			content, err = os.ReadFile(resolved)
			require.NoError(t, err)
		}
		require.NoError(t, w.WriteHeader(&tar.Header{Name: path[1:], Mode: 0o755, Size: int64(len(content))}))
		_, err := w.Write(content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(buffer.Bytes())), nil },
		tarball.WithMediaType(types.OCILayer))
	require.NoError(t, err)
	return layer
}

// mustPushBase pushes an index of the platforms to build for, as the pinned bases are, and returns its reference.
func mustPushBase(t *testing.T, repository string, layer v1.Layer, entrypoint []string) string {
	t.Helper()
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for platform := range strings.SplitSeq(platforms(), ",") {
		p, err := v1.ParsePlatform(platform)
		require.NoError(t, err)
		image, err := mutate.AppendLayers(mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON), layer)
		require.NoError(t, err)
		image, err = mutate.ConfigFile(image, &v1.ConfigFile{
			OS: p.OS, Architecture: p.Architecture, Config: v1.Config{Entrypoint: entrypoint, User: "0"},
			RootFS: mustConfig(t, image).RootFS,
		})
		require.NoError(t, err)
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: image, Descriptor: v1.Descriptor{Platform: p}})
	}
	reference, err := name.NewTag(repository + ":nonroot")
	require.NoError(t, err)
	require.NoError(t, remote.WriteIndex(reference, index))
	digest, err := index.Digest()
	require.NoError(t, err)
	return repository + "@" + digest.String()
}

func mustConfig(t *testing.T, image v1.Image) *v1.ConfigFile {
	t.Helper()
	config, err := image.ConfigFile()
	require.NoError(t, err)
	return config
}
