package archive

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// What comes after a line that broke off would be acknowledged and be part of a damaged line.
func TestAnEventLogThatFailedTakesNoMore(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventsFile)
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	readOnly, err := os.Open(path)
	require.NoError(t, err)
	log := &EventLog{file: readOnly}
	require.Error(t, log.Add(Event{Topic: "orders", Raw: "{}"}))

	log.file, err = os.OpenFile(path, os.O_WRONLY, 0o600) // there is room again
	require.NoError(t, err)
	require.Error(t, log.Add(Event{Topic: "orders", Raw: "{}"}))
	require.NoError(t, log.Close())
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Empty(t, content)
}
