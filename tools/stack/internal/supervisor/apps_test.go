package supervisor

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/internal/workspace"
	"github.com/stretchr/testify/require"
)

func TestTheRunFileLeadsToTheProfile(t *testing.T) {
	const top = "../../../.."
	w := workspace.Workspace{Top: t.TempDir()}
	require.NoError(t, os.CopyFS(w.Components(), os.DirFS(filepath.Join(top, "components"))))
	content, err := os.ReadFile(filepath.Join(top, "dapr.yaml"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(w.RunFile(), content, 0o644))
	// Nothing of this is started: addresses that are given are taken as they are.
	lay := func(profile, nats string) string {
		t.Setenv("PROFILE", profile)
		i, err := infra.New(infra.Config{
			Components: w.Components(), Profile: profile, Data: w.Data(), Ports: infra.DefaultPorts(),
			Given: map[string]string{"nats": nats, "mongodb": "127.0.0.1:27017"},
		})
		require.NoError(t, err)
		path, err := layRunFile(w, i)
		require.NoError(t, err)
		return path
	}

	require.Equal(t, w.RunFile(), lay("embedded", "127.0.0.1:4222"), "as it is")

	mongo, err := os.ReadFile(lay("mongo", "127.0.0.1:4222"))
	require.NoError(t, err)
	require.Contains(t, string(mongo), filepath.Join(w.Components(), "mongo"), "so that changes to it are seen")
	require.NotContains(t, string(mongo), "embedded")

	elsewhere, err := os.ReadFile(lay("embedded", "nats://broker:4333"))
	require.NoError(t, err)
	copies := filepath.Join(w.Data(), "embedded", "components")
	require.Contains(t, string(elsewhere), filepath.Join(copies, "embedded"))
	pubsub, err := os.ReadFile(filepath.Join(copies, "embedded", "pubsub.yaml"))
	require.NoError(t, err)
	require.Contains(t, string(pubsub), "nats://broker:4333")
}
