package runfile_test

import (
	"testing"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/internal/runfile"
	"github.com/stretchr/testify/require"
)

func TestTheRunFileGivesEveryoneAPortOfItsOwn(t *testing.T) {
	file, err := runfile.Load("../../../../dapr.yaml")
	require.NoError(t, err)
	ids := make([]string, 0, len(file.Apps))
	for _, a := range file.Apps {
		ids = append(ids, a.ID)
	}
	require.ElementsMatch(t, []string{"web", "auth", "tickets", "orders", "payments", "expiration"}, ids)

	ports := file.Ports()
	require.Len(t, ports, 5*len(file.Apps), "no two of them are the same")
	for port, name := range infra.DefaultPorts().Named() {
		require.NotContains(t, ports, port, name)
	}
}
