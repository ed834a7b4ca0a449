// Package images builds pass's container images and looks at them: with the tools and files that a release uses, on a
// registry of its own.
package images

import (
	"archive/tar"
	"io"
	"path"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// image is what pass promises of one of its images.
type image struct {
	name    string
	program []string // its entrypoint, with the arguments it has by default
	size    int64    // at most so many bytes, unpacked, on a base of next to nothing
}

const megabyte = 1_000_000

// programs are the images with a Go program.
var programs = []image{
	{"auth", []string{"/ko-app/auth"}, 25 * megabyte},
	{"tickets", []string{"/ko-app/tickets"}, 25 * megabyte},
	{"orders", []string{"/ko-app/orders"}, 25 * megabyte},
	{"payments", []string{"/ko-app/payments"}, 25 * megabyte},
	{"expiration", []string{"/ko-app/expiration"}, 25 * megabyte},
	{"prepare", []string{"/ko-app/prepare"}, 25 * megabyte},
	{"stripe", []string{"/ko-app/stripe"}, 25 * megabyte},
}

// web has a Node beside it that takes about 130 MB.
var web = image{"web", []string{"/nodejs/bin/node", "server.js"}, 200 * megabyte}

func TestPrograms(t *testing.T) {
	host := mustRegistry(t)
	bases := mustBases(t, host)
	var names []string
	for _, p := range programs {
		names = append(names, p.name)
	}
	build(t, top, host+"/here", bases, names...)
	elsewhere := t.TempDir() + "/a/longer/path"
	mustCopy(t, elsewhere, "services", "tools/nats", "tools/stripe", "tools/images")
	build(t, elsewhere, host+"/elsewhere", bases, names...)

	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) {
			require.Equal(t, mustDigest(t, host+"/elsewhere/"+p.name), mustDigest(t, host+"/here/"+p.name), "not the same when built elsewhere")
			p.check(t, host+"/here/"+p.name)
			mustHaveSBOM(t, host+"/here/"+p.name)
			p.run(t, host+"/here/"+p.name)
		})
	}
}

// check looks at the image of every platform.
func (i image) check(t *testing.T, repository string) {
	t.Helper()
	for platform := range strings.SplitSeq(platforms(), ",") {
		img := mustPull(t, repository, platform)
		config := mustConfig(t, img)
		assert.Equal(t, platform, config.OS+"/"+config.Architecture)
		assert.Equal(t, "65532:65532", config.Config.User)
		assert.Equal(t, i.program, append(config.Config.Entrypoint, config.Config.Cmd...))
		assert.EqualValues(t, 1700000000, config.Created.Unix(), "made at another time than its commit")
		manifest, err := img.Manifest()
		require.NoError(t, err)
		for label, value := range map[string]string{
			"title": "pass " + i.name, "source": "https://github.com/saheedt/pass", "revision": revision, "version": "v1.2.3", "licenses": "MIT",
		} {
			assert.Equal(t, value, config.Config.Labels["org.opencontainers.image."+label], label)
			assert.Equal(t, value, manifest.Annotations["org.opencontainers.image."+label], label)
		}
		assert.NotEmpty(t, config.Config.Labels["org.opencontainers.image.description"])
		i.checkFiles(t, img)
	}
}

// shells are what nobody should find who gets in.
var shells = map[string]bool{"sh": true, "bash": true, "dash": true, "ash": true, "busybox": true, "apt": true, "apk": true, "npm": true}

func (i image) checkFiles(t *testing.T, img v1.Image) {
	t.Helper()
	var size int64
	eachFile(t, img, func(h *tar.Header, _ io.Reader) {
		size += h.Size
		assert.False(t, shells[path.Base(h.Name)] && h.FileInfo().Mode()&0o111 != 0, "%s is a shell", h.Name)
		assert.NotEqual(t, ".node", path.Ext(h.Name), "%s is for one architecture", h.Name)
		assert.Zero(t, h.FileInfo().Mode()&0o022&^0o1000, "%s may be changed by others", h.Name)
		assert.Zero(t, h.Uid, "%s belongs to somebody", h.Name)
	})
	t.Logf("%s: %.1f MB", i.name, float64(size)/megabyte)
	assert.Less(t, size, i.size)
}

// eachFile reads the files of an image as a container has them.
func eachFile(t *testing.T, img v1.Image, see func(*tar.Header, io.Reader)) {
	t.Helper()
	files := mutate.Extract(img)
	defer files.Close()
	for r := tar.NewReader(files); ; {
		header, err := r.Next()
		if err == io.EOF {
			return
		}
		require.NoError(t, err)
		see(header, r)
	}
}

func mustPull(t *testing.T, repository, platform string) v1.Image {
	t.Helper()
	p, err := v1.ParsePlatform(platform)
	require.NoError(t, err)
	img, err := remote.Image(mustTag(t, repository), remote.WithPlatform(*p))
	require.NoError(t, err)
	return img
}

func mustDigest(t *testing.T, repository string) string {
	t.Helper()
	descriptor, err := remote.Head(mustTag(t, repository))
	require.NoError(t, err)
	return descriptor.Digest.String()
}

// mustHaveSBOM finds the list of what an image was made from where cosign keeps it.
func mustHaveSBOM(t *testing.T, repository string) {
	t.Helper()
	reference := repository + ":" + strings.ReplaceAll(mustDigest(t, repository), ":", "-") + ".sbom"
	tag, err := name.NewTag(reference)
	require.NoError(t, err)
	_, err = remote.Head(tag)
	require.NoError(t, err)
}

func mustTag(t *testing.T, repository string) name.Tag {
	t.Helper()
	tag, err := name.NewTag(repository + ":v1.2.3")
	require.NoError(t, err)
	return tag
}
