package infra_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/stretchr/testify/require"
)

func TestFreePortsAreDifferent(t *testing.T) {
	ports, err := infra.FreePorts()
	require.NoError(t, err)
	require.Len(t, ports.Named(), len(infra.DefaultPorts().Named()), "no two of them are the same")
	require.NotEqual(t, infra.DefaultPorts(), ports)
}

func TestCopiedComponentsLeadToTheOtherBroker(t *testing.T) {
	to := t.TempDir()
	ports := infra.Ports{NATS: 14333}
	require.NoError(t, infra.CopyComponents("../../../components", to, ports))

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

func TestAPartThatCannotStartNamesItself(t *testing.T) {
	i := infra.New(infra.Config{Bin: t.TempDir(), Data: t.TempDir(), Logs: t.TempDir(), Ports: infra.DefaultPorts(), Stripe: true})
	err := i.Start(t.Context())
	for _, name := range []string{"nats", "placement", "scheduler", "stripe"} {
		require.ErrorContains(t, err, "start "+name)
	}
}
