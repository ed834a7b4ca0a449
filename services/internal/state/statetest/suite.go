package statetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/state"
)

// removed is how long a store may take to remove an expired document, which it
// must hide at once.
const removed = 3 * time.Minute

// Suite holds a store to what pass asks of it. It writes under keys of its
// own, so the store need not be empty.
func Suite(t *testing.T, store state.Store) {
	prefix := "suite/" + id.New() + "/"
	s := &suite{store: store, prefix: prefix}
	t.Run("values come back byte for byte", s.values)
	t.Run("insert only when absent", s.insert)
	t.Run("stale etag refused, all or nothing", s.etags)
	t.Run("delete", s.remove)
	t.Run("time to live", s.timeToLive)
	t.Run("many at once", s.many)
}

type suite struct {
	store  state.Store
	prefix string
}

func (s *suite) get(t *testing.T, key string) (state.Item, bool) {
	t.Helper()
	items, err := s.store.Get(t.Context(), []string{s.prefix + key, s.prefix + "never written"})
	require.NoError(t, err)
	require.NotContains(t, items, s.prefix+"never written")
	item, ok := items[s.prefix+key]
	return item, ok
}

func (s *suite) write(t *testing.T, ops ...state.Op) error {
	t.Helper()
	for i := range ops {
		ops[i].Key = s.prefix + ops[i].Key
	}
	return s.store.Transact(t.Context(), ops)
}

func (s *suite) values(t *testing.T) {
	for i, value := range []string{
		`{"title":"$100 voucher 🎟","note":"\"quoted\" <b> \n line"}`, `"$field"`, `{"$set":{"a":1}}`,
		`{"big":"` + strings.Repeat("x", 1<<20) + `"}`,
	} {
		key := fmt.Sprint("value", i)
		require.NoError(t, s.write(t, state.Op{Key: key, Value: []byte(value)}))
		item, ok := s.get(t, key)
		require.True(t, ok)
		require.True(t, value == string(item.Value), "value %d came back changed", i)
		require.NotEmpty(t, item.ETag)
	}
}

func (s *suite) insert(t *testing.T) {
	first := state.Op{Key: "insert", Value: []byte(`1`), Insert: true}
	require.NoError(t, s.write(t, first))
	require.Error(t, s.write(t, state.Op{Key: "beside insert", Value: []byte(`1`)}, state.Op{Key: "insert", Value: []byte(`2`), Insert: true}))
	item, _ := s.get(t, "insert")
	require.Equal(t, "1", string(item.Value))
	_, ok := s.get(t, "beside insert")
	require.False(t, ok, "a transaction that failed left a document")
}

func (s *suite) etags(t *testing.T) {
	require.NoError(t, s.write(t, state.Op{Key: "etag", Value: []byte(`1`)}))
	old, _ := s.get(t, "etag")
	require.NoError(t, s.write(t, state.Op{Key: "etag", Value: []byte(`2`), ETag: old.ETag}))
	require.Error(t, s.write(t, state.Op{Key: "beside etag", Value: []byte(`1`)}, state.Op{Key: "etag", Value: []byte(`3`), ETag: old.ETag}))
	item, _ := s.get(t, "etag")
	require.Equal(t, "2", string(item.Value))
	require.NotEqual(t, old.ETag, item.ETag)
	_, ok := s.get(t, "beside etag")
	require.False(t, ok, "a transaction that failed left a document")
}

func (s *suite) remove(t *testing.T) {
	require.NoError(t, s.write(t, state.Op{Key: "gone", Value: []byte(`1`)}))
	item, _ := s.get(t, "gone")
	require.NoError(t, s.write(t, state.Op{Key: "gone", Value: []byte(`2`), ETag: item.ETag}))
	require.Error(t, s.write(t, state.Op{Key: "gone", ETag: item.ETag, Delete: true}), "a stale etag must not delete")
	item, _ = s.get(t, "gone")
	require.NoError(t, s.write(t, state.Op{Key: "gone", ETag: item.ETag, Delete: true}, state.Op{Key: "never there", Delete: true}))
	_, ok := s.get(t, "gone")
	require.False(t, ok)
	require.NoError(t, s.write(t, state.Op{Key: "gone", Value: []byte(`3`), Insert: true}))
}

func (s *suite) timeToLive(t *testing.T) {
	require.NoError(t, s.write(t, state.Op{Key: "ttl", Value: []byte(`1`), TTL: time.Second}))
	again := []state.Op{{Key: s.prefix + "ttl", Value: []byte(`2`), Insert: true}}
	require.Error(t, s.store.Transact(t.Context(), again))
	_, ok := s.get(t, "ttl")
	require.True(t, ok)
	require.Eventually(t, func() bool { _, ok := s.get(t, "ttl"); return !ok }, 10*time.Second, 50*time.Millisecond)
	// MongoDB refuses until it has removed the document, which it does once a minute.
	require.Eventually(t, func() bool { return s.store.Transact(t.Context(), again) == nil }, removed, 50*time.Millisecond, "an expired document is absent")
}

func (s *suite) many(t *testing.T) {
	var ops []state.Op
	var keys []string
	for i := range 300 {
		key := fmt.Sprint("many", i)
		ops = append(ops, state.Op{Key: key, Value: []byte(fmt.Sprint(i)), Insert: true})
		keys = append(keys, s.prefix+key)
	}
	require.NoError(t, s.write(t, ops...))
	items, err := s.store.Get(t.Context(), keys)
	require.NoError(t, err)
	require.Len(t, items, 300)
	require.Equal(t, "299", string(items[keys[299]].Value))
}
