package house

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dapr/components-contrib/state"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/tools/dapr/move/internal/archive"
)

const sqliteStore = `
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: {name: statestore}
spec:
  type: state.sqlite
  version: v1
  metadata: [{name: connectionString, value: "DIR/all.db"}]
scopes: [orders, tickets]
`

// mustHouse is a house with one file of components.
func mustHouse(t *testing.T, components string) *House {
	t.Helper()
	dir := t.TempDir()
	content := strings.ReplaceAll(components, "DIR", dir)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "all.yaml"), []byte(content), 0o600))
	h, err := Open("test", []string{dir})
	require.NoError(t, err)
	return h
}

func mustStore(t *testing.T, h *House, service string) *Store {
	t.Helper()
	s, err := h.Store(t.Context(), service)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestAStoreGivesBackWhatItTook(t *testing.T) {
	h := mustHouse(t, sqliteStore)
	require.Equal(t, []string{"orders", "tickets"}, h.Services)
	s, other := mustStore(t, h, "orders"), mustStore(t, h, "tickets")
	end := time.Now().Add(time.Hour).Truncate(time.Second)
	documents := []archive.Document{
		{Key: "100%_\\", Value: []byte(`{"$title":"🎟"}`)},
		{Key: "ORDERS", Value: []byte("\xff\x00")},
		{Key: "ends", Value: []byte("1"), Expires: end},
		{Key: "outbox/orders-0", Value: []byte(`{}`)},
	}
	require.NoError(t, s.Insert(t.Context(), documents))
	require.NoError(t, other.Insert(t.Context(), []archive.Document{{Key: "100%_\\", Value: []byte("not mine")}}))

	keys, err := s.Keys(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"100%_\\", "ORDERS", "ends", "outbox/orders-0"}, keys)
	got, err := s.Read(t.Context(), append(keys, "not there"))
	require.NoError(t, err)
	require.Len(t, got, 4)
	for i, d := range got {
		require.Equal(t, documents[i].Value, d.Value)
		require.Less(t, documents[i].Expires.Sub(d.Expires).Abs(), 3*time.Second)
	}
}

func TestAllKeysAreListed(t *testing.T) {
	s := mustStore(t, mustHouse(t, sqliteStore), "orders")
	var want []string
	var documents []archive.Document
	for i := range int(pageSize)*2 + 3 {
		documents = append(documents, archive.Document{Key: fmt.Sprintf("%06d", i), Value: []byte("1")})
		want = append(want, fmt.Sprintf("%06d", i))
	}
	require.NoError(t, s.Insert(t.Context(), documents))
	keys, err := s.Keys(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, keys)
}

func TestWhatIsThereIsNotOverwritten(t *testing.T) {
	s := mustStore(t, mustHouse(t, sqliteStore), "orders")
	require.NoError(t, s.Insert(t.Context(), []archive.Document{{Key: "b", Value: []byte("old")}}))
	require.Error(t, s.Insert(t.Context(), []archive.Document{{Key: "a", Value: []byte("1")}, {Key: "b", Value: []byte("new")}}))
	got, err := s.Read(t.Context(), []string{"a", "b"})
	require.NoError(t, err)
	require.Equal(t, []archive.Document{{Key: "b", Value: []byte("old")}}, got, "all or none")
}

func TestWhoIsAlive(t *testing.T) {
	s := mustStore(t, mustHouse(t, sqliteStore), "orders")
	later := time.Now().Add(time.Minute).UTC()
	require.NoError(t, s.Insert(t.Context(), []archive.Document{
		{Key: "outbox/orders-0", Value: fmt.Appendf(nil, `{"lease":%q,"chunks":["x"]}`, later.Format(time.RFC3339Nano))},
		{Key: "outbox/orders-0/x", Value: []byte(`{"events":[]}`)},
		{Key: "outbox/orders-1", Value: fmt.Appendf(nil, `{"lease":%q}`, time.Now().Add(-time.Second).UTC().Format(time.RFC3339Nano))},
	}))
	keys, err := s.Keys(t.Context())
	require.NoError(t, err)
	alive, err := s.Alive(t.Context(), keys)
	require.NoError(t, err)
	require.Equal(t, map[string]time.Time{"orders-0": later}, alive)
}

// mute is a store that lists nothing.
type mute struct{ state.Store }

func (mute) Features() []state.Feature { return []state.Feature{state.FeatureTransactional} }

func TestAStoreThatCannotListIsRefused(t *testing.T) {
	_, err := (&Store{store: mute{}}).lister()
	require.ErrorIs(t, err, errNoKeys)
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	_, err := Open("nowhere", []string{filepath.Join(t.TempDir(), "nowhere")})
	require.ErrorContains(t, err, "profile nowhere")
	_, err = Open("empty", []string{t.TempDir()})
	require.ErrorContains(t, err, `no component "statestore"`)

	withSecret := strings.Replace(sqliteStore, `value: "DIR/all.db"`, `secretKeyRef: {name: place, key: place}`, 1)
	h := mustHouse(t, withSecret+"auth: {secretStore: secretstore}\n")
	_, err = h.Store(t.Context(), "orders")
	require.ErrorContains(t, err, `no secret "place"`)
}

func TestSecretsAreOfEachService(t *testing.T) {
	h := mustHouse(t, strings.Replace(sqliteStore, `value: "DIR/all.db"`, `secretKeyRef: {name: place, key: place}`, 1)+`auth: {secretStore: secretstore}
---
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: {name: secretstore}
spec:
  type: secretstores.local.file
  version: v1
  metadata: [{name: secretsFile, value: "DIR/{appID}.json"}]
`)
	for _, service := range h.Services {
		place := filepath.Join(t.TempDir(), service+".db")
		require.NoError(t, os.WriteFile(filepath.Join(h.folders[0], service+".json"), fmt.Appendf(nil, `{"place":%q}`, place), 0o600))
		mustStore(t, h, service)
		require.FileExists(t, place)
	}
}
