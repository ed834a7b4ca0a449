package toolchain

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWhichInstalledVersionsFit(t *testing.T) {
	require.True(t, runtimeFits("1.18.2"))
	require.True(t, runtimeFits("1.18.0\n"))
	require.False(t, runtimeFits("1.17.9"))
	require.False(t, runtimeFits("1.16.2"))
	require.False(t, runtimeFits("edge"))
	require.False(t, runtimeFits(""))

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
	install(t, bin, "daprd", "1.18.7")
	_, ok := officialRuntime()
	require.False(t, ok, "placement and scheduler are not there")

	install(t, bin, "placement", "")
	install(t, bin, "scheduler", "")
	install(t, bin, "dapr", "CLI version: 1.17.0")
	dir, ok := officialRuntime()
	require.True(t, ok)
	require.Equal(t, bin, dir)
	dir, ok = officialCLI()
	require.True(t, ok)
	require.Equal(t, bin, dir)

	top := t.TempDir()
	s := set{module: "dapr", programs: []string{"daprd", "placement"}}
	install(t, filepath.Join(top, ".bin"), "daprd", "built before")
	require.NoError(t, s.link(top, dir))
	target, err := filepath.EvalSymlinks(filepath.Join(top, ".bin", "daprd"))
	require.NoError(t, err)
	require.Equal(t, filepath.Join(bin, "daprd"), target)
	require.False(t, s.fresh(top), "a link is not a build")
	s.unlink(top)
	require.NoFileExists(t, filepath.Join(top, ".bin", "daprd"))
	require.FileExists(t, target)

	install(t, bin, "daprd", "1.17.0")
	_, ok = officialRuntime()
	require.False(t, ok)
}

func TestCheckBuiltNamesWhatIsMissing(t *testing.T) {
	require.ErrorContains(t, CheckBuilt(t.TempDir()), "make tools")
}

func TestFreshUntilASourceChanges(t *testing.T) {
	top := t.TempDir()
	s := set{module: "nats", programs: []string{"nats"}}
	source := filepath.Join(top, "tools", "nats", "main.go")
	install(t, filepath.Dir(source), "main.go", "")
	require.False(t, s.fresh(top), "nothing was built")

	install(t, filepath.Join(top, ".bin"), "nats", "")
	require.True(t, s.fresh(top))

	later := time.Now().Add(time.Minute)
	require.NoError(t, os.Chtimes(source, later, later))
	require.False(t, s.fresh(top))
}

// install writes a program that says version.
func install(t *testing.T, dir, name, version string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	script := "#!/bin/sh\necho '" + version + "'\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755))
}
