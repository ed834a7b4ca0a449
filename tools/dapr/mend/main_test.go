package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheCopyIsMended(t *testing.T) {
	t.Chdir("..") // as the command is run
	dir := filepath.Join("..", "..", ".bin", "dapr-src")
	path, err := prepare(dir)
	require.NoError(t, err)
	require.Equal(t, dir+".mod", path)

	modfile, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(modfile), "replace github.com/dapr/dapr => ../../.bin/dapr-src")
	require.FileExists(t, dir+".sum")
	require.FileExists(t, filepath.Join(dir, "cmd", "daprd", "app", "app.go"))
	mended, err := os.ReadFile(filepath.Join(dir, file))
	require.NoError(t, err)
	require.Contains(t, string(mended), "own.chain.ServeHTTP(w, r)")
	require.NotContains(t, string(mended), "p.root = root")

	// Without -modfile it counts some.
	calls := exec.Command("go", "run", "-modfile", path, "./mend/testdata/calls")
	calls.Env = append(os.Environ(), "GOWORK=off")
	out, err := calls.CombinedOutput()
	require.NoError(t, err, string(out))
}

func TestAnotherVersionIsRefused(t *testing.T) {
	_, err := mend([]byte("package http\n"))
	require.ErrorContains(t, err, "look whether Dapr mended it itself")
}
