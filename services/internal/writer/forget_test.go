package writer_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"
)

func TestForgottenInstanceGoesOn(t *testing.T) {
	t.Run("memory", func(t *testing.T) { forgottenInstanceGoesOn(t, statetest.NewMemory()) })
	t.Run("mongo", func(t *testing.T) { forgottenInstanceGoesOn(t, sidecartest.StartMongo(t).StateStore(t, "orders")) })
}

// forgottenInstanceGoesOn has a peer forget an instance that seems to have been silent for days. What it does then is its own outbox's as
// before, and peers know it again.
func forgottenInstanceGoesOn(t *testing.T, store state.Store) {
	w := mustStart(t, store, &broker{}, writer.Options{Instance: "silent", Lease: 2 * time.Second})
	_, err := add(t.Context(), w, "one", "x")
	require.NoError(t, err)
	mustStart(t, store, &broker{}, writer.Options{Instance: "peer", Lease: 10 * time.Millisecond})

	require.Eventually(t, func() bool { mustEndLease(t, store, "silent"); return !registered(t, store, "silent") }, 10*time.Second, 10*time.Millisecond)
	_, err = add(t.Context(), w, "two", "x")
	require.NoError(t, err)
	require.NoError(t, w.Ready())
	require.Eventually(t, func() bool { return registered(t, store, "silent") }, 10*time.Second, 10*time.Millisecond)
	require.Equal(t, &counter{N: 2, Log: []string{"one", "two"}}, mustRead[counter](t, store, "x"))
}

func registered(t *testing.T, store state.Store, instance string) bool {
	t.Helper()
	registry := mustRead[struct{ Instances []string }](t, store, "outboxes")
	return registry != nil && slices.Contains(registry.Instances, instance)
}

// mustEndLease has the lease of an outbox have ended long ago.
func mustEndLease(t *testing.T, store state.Store, instance string) {
	t.Helper()
	key := "outbox/" + instance
	items, err := store.Get(t.Context(), []string{key})
	require.NoError(t, err)
	var h outboxHead
	require.NoError(t, json.Unmarshal(items[key].Value, &h))
	if h.Gone {
		return
	}
	h.Lease = time.Now().Add(-48 * time.Hour)
	raw, err := json.Marshal(h)
	require.NoError(t, err)
	_ = store.Transact(t.Context(), []state.Op{{Key: key, Value: raw, ETag: items[key].ETag}}) // its owner may have been first
}
