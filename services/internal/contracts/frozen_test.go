package contracts

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFrozenEvents reads the events of every release: those that wait at the
// broker while a newer one is rolled out.
func TestFrozenEvents(t *testing.T) {
	files, err := filepath.Glob("testdata/v*/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			frozen, err := os.ReadFile(file)
			require.NoError(t, err)
			event, err := Parse(frozen)
			require.NoError(t, err)
			data := dataOf(t, event.Topic())
			require.NoError(t, json.Unmarshal(event.Data, data))
			kept, err := json.Marshal(data)
			require.NoError(t, err)
			var was, is map[string]any
			require.NoError(t, json.Unmarshal(event.Data, &was))
			require.NoError(t, json.Unmarshal(kept, &is))
			for name, value := range was {
				require.Contains(t, is, name, "a member that a release wrote is not read any more")
				require.Equal(t, value, is[name], name)
			}
		})
	}
}

func dataOf(t *testing.T, topic string) any {
	t.Helper()
	switch topic {
	case "tickets":
		return &Ticket{}
	case "orders":
		return &Order{}
	case "payments":
		return &Payment{}
	case "expirations":
		return &Expiration{}
	}
	t.Fatalf("no data of topic %s", topic)
	return nil
}
