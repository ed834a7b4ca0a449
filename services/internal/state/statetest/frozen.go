package statetest

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Frozen holds today's code against documents as a release wrote them: a file
// with a JSON object of documents by their keys. In a rollout instances of both
// write the same documents, so nothing of one may be lost by being read and
// written here. The kinds are today's types by how their keys begin; there must
// be a document of each.
func Frozen(t *testing.T, file string, kinds map[string]func() any) {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var documents map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(content, &documents))
	seen := map[string]bool{}
	for key, frozen := range documents {
		kind, _, _ := strings.Cut(key, "/")
		make, known := kinds[kind]
		require.True(t, known, "nobody reads %s any more", key)
		seen[kind] = true
		document := make()
		decoder := json.NewDecoder(bytes.NewReader(frozen))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(document), "%s: what a release wrote is not known any more", key)
		written, err := json.Marshal(document)
		require.NoError(t, err)
		requireWithin(t, key, decode(t, frozen), decode(t, written))
	}
	for kind := range kinds {
		require.True(t, seen[kind], "%s has no document of %s", file, kind)
	}
}

func decode(t *testing.T, raw []byte) (value any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(raw, &value))
	return value
}

// requireWithin wants all of old in next, which may have more members.
func requireWithin(t *testing.T, path string, old, next any) {
	t.Helper()
	switch old := old.(type) {
	case map[string]any:
		members, ok := next.(map[string]any)
		require.True(t, ok, "%s is no object any more", path)
		for name, value := range old {
			if value == nil || value == "" || value == false {
				continue // may be left out
			}
			require.Contains(t, members, name, path)
			requireWithin(t, path+"."+name, value, members[name])
		}
	case []any:
		items, ok := next.([]any)
		require.True(t, ok && len(items) == len(old), "%s has other items", path)
		for i := range old {
			requireWithin(t, path, old[i], items[i])
		}
	default:
		require.Equal(t, old, next, path)
	}
}
