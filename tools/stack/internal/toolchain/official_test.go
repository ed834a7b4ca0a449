package toolchain

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhichInstalledVersionsFit(t *testing.T) {
	require.True(t, cliFits("CLI version: 1.16.5 \nRuntime version: n/a"))
	require.True(t, cliFits("CLI version: 1.18.0 \nRuntime version: 1.18.2"))
	require.False(t, cliFits("CLI version: 1.15.1 \nRuntime version: 1.18.2"))
	require.False(t, cliFits("CLI version: edge \nRuntime version: 1.18.2"))
}

func TestAFittingInstallationIsLinked(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("PATH", "/bin:/usr/bin")
	bin := filepath.Join(home, ".dapr", "bin")
	_, ok := officialCLI()
	require.False(t, ok, "nothing is there")

	install(t, bin, "dapr", "CLI version: 1.17.0")
	dir, ok := officialCLI()
	require.True(t, ok)
	require.Equal(t, bin, dir)

	top := t.TempDir()
	s := set{module: "daprcli", programs: []string{"dapr"}}
	install(t, filepath.Join(top, ".bin"), "dapr", "built before")
	require.NoError(t, s.link(top, dir))
	target, err := filepath.EvalSymlinks(filepath.Join(top, ".bin", "dapr"))
	require.NoError(t, err)
	require.Equal(t, filepath.Join(bin, "dapr"), target)
	require.False(t, s.fresh(top), "a link is not a build")
	s.unlink(top)
	require.NoFileExists(t, filepath.Join(top, ".bin", "dapr"))
	require.FileExists(t, target)

	install(t, bin, "dapr", "CLI version: 1.15.0")
	_, ok = officialCLI()
	require.False(t, ok)
}

func install(t *testing.T, dir, name, version string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	script := "#!/bin/sh\necho '" + version + "'\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755))
}
