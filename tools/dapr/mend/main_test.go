package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheCopyIsMended(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dapr")
	t.Chdir("..") // as the command is run
	path, err := prepare(dir)
	require.NoError(t, err)
	require.Equal(t, dir+".mod", path)

	modfile, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(modfile), "replace github.com/dapr/dapr => "+dir)
	require.FileExists(t, dir+".sum")
	require.FileExists(t, filepath.Join(dir, "cmd", "daprd", "app", "app.go"))
	mended, err := os.ReadFile(filepath.Join(dir, file))
	require.NoError(t, err)
	require.Contains(t, string(mended), "own.chain.ServeHTTP(w, r)")
	require.NotContains(t, string(mended), "p.root = root")
}

func TestAnotherVersionIsRefused(t *testing.T) {
	_, err := mend([]byte("package http\n"))
	require.ErrorContains(t, err, "look whether Dapr mended it itself")
}
