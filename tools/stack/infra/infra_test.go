package infra_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/stretchr/testify/require"
)

const components = "../../../components"

func TestFreePortsAreDifferent(t *testing.T) {
	ports, err := infra.FreePorts()
	require.NoError(t, err)
	require.Len(t, ports.Named(), len(infra.DefaultPorts().Named()), "no two of them are the same")
	require.NotEqual(t, infra.DefaultPorts(), ports)
}

func TestCopiedComponentsLeadToTheOtherBroker(t *testing.T) {
	to := t.TempDir()
	require.NoError(t, infra.CopyComponents(components, to, map[string]string{"nats": "127.0.0.1:14333"}))

	pubsub, err := os.ReadFile(filepath.Join(to, "embedded", "pubsub.yaml"))
	require.NoError(t, err)
	require.Contains(t, string(pubsub), "nats://127.0.0.1:14333")
	require.FileExists(t, filepath.Join(to, "shared", "subscriptions.yaml"))
	require.NoError(t, filepath.WalkDir(to, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		require.NotContains(t, string(content), "4222", path)
		return err
	}))
}

func TestComponentsLeadToWhereTheServersAre(t *testing.T) {
	data := t.TempDir()
	laid := func(nats string) string {
		i, err := infra.New(infra.Config{
			Components: components, Profile: "mongo", Data: data, Ports: infra.DefaultPorts(),
			Given: map[string]string{"nats": nats, "mongodb": "127.0.0.1:27017"},
		})
		require.NoError(t, err)
		folder, err := i.LaidComponents()
		require.NoError(t, err)
		return folder
	}
	require.Equal(t, components, laid("127.0.0.1:4222"), "as they are")

	gone := filepath.Join(data, "mongo", "components", "mongo", "gone.yaml")
	write(t, gone, "kind: Component")
	copies := laid("nats://broker:4333")
	pubsub, err := os.ReadFile(filepath.Join(copies, "mongo", "pubsub.yaml"))
	require.NoError(t, err)
	require.Contains(t, string(pubsub), "nats://broker:4333")
	require.FileExists(t, filepath.Join(copies, "shared", "subscriptions.yaml"))
	require.NoFileExists(t, gone, "a file that the originals have no more")
}

func TestAPartThatCannotStartNamesItself(t *testing.T) {
	ports, err := infra.FreePorts()
	require.NoError(t, err)
	i, err := infra.New(infra.Config{
		Components: components, Bin: t.TempDir(), Data: t.TempDir(), Logs: t.TempDir(), Ports: ports, Stripe: true,
	})
	require.NoError(t, err)
	err = i.Start(t.Context())
	for _, name := range []string{"nats", "placement", "scheduler", "stripe"} {
		require.ErrorContains(t, err, "start "+name)
	}
}

func TestAnUnknownProfileIsAnsweredWithThoseThereAre(t *testing.T) {
	_, err := infra.New(infra.Config{Components: components, Profile: "paper", Data: t.TempDir()})
	require.ErrorContains(t, err, `no profile "paper"`)
	require.ErrorContains(t, err, "embedded")
	require.NotContains(t, err.Error(), "shared")
}

func write(t *testing.T, path, content string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
}
