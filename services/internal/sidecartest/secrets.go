package sidecartest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/sidecar"
)

// Secrets starts a sidecar for an app named appID with the secret store of the
// profiles that have one, the development stack's Configuration, which says who
// may read what, and the given secrets. The test is skipped where the sidecar
// has not been built.
func Secrets(tb testing.TB, appID string, values map[string]string) *sidecar.Client {
	tb.Helper()
	top, dir := mustTop(tb), tb.TempDir()
	program := mustProgram(tb, "daprd")
	require.NoError(tb, os.MkdirAll(filepath.Join(dir, "components"), 0o755))
	require.NoError(tb, os.MkdirAll(filepath.Join(dir, ".data", "secrets"), 0o755))
	require.NoError(tb, os.Symlink(filepath.Join(top, "components", "mongo", "secretstore.yaml"),
		filepath.Join(dir, "components", "secretstore.yaml")))
	content, err := json.Marshal(values)
	require.NoError(tb, err)
	require.NoError(tb, os.WriteFile(filepath.Join(dir, ".data", "secrets", appID+".json"), content, 0o600))
	client, _ := start(tb, program, appID, dir, "--config", filepath.Join(top, "components", "config.yaml"))
	return client
}
