package store_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// mustFill keeps ten refunds, of two charges in turn.
func mustFill(t *testing.T, st *store.Store) {
	t.Helper()
	require.NoError(t, st.Update(func(tx *store.Tx) error {
		for i := range 10 {
			if err := store.Refunds.Put(tx, &object.Refund{ID: fmt.Sprint("re_", i), ChargeID: fmt.Sprint("ch_", i%2), IntentID: "pi"}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func walk(t *testing.T, st *store.Store, group, after string, oldestFirst bool) (keys string) {
	t.Helper()
	require.NoError(t, st.View(func(tx *store.Tx) error {
		return store.Refunds.Group(tx, group, after, oldestFirst, func(refund *object.Refund) bool {
			keys += refund.ID[len("re_"):]
			return true
		})
	}))
	return keys
}

func TestGroupsAreWalkedBothWays(t *testing.T) {
	st, err := store.Open(t.TempDir())
	require.NoError(t, err)
	defer st.Close()
	mustFill(t, st)
	assert.Equal(t, "9876543210", walk(t, st, "", "", false))
	assert.Equal(t, "97531", walk(t, st, "charge=ch_1", "", false))
	assert.Equal(t, "86420", walk(t, st, "charge=ch_0", "", false))
	assert.Equal(t, "13579", walk(t, st, "charge=ch_1", "", true))
	assert.Equal(t, "31", walk(t, st, "charge=ch_1", "re_5", false))
	assert.Equal(t, "79", walk(t, st, "charge=ch_1", "re_5", true))
	assert.Equal(t, "531", walk(t, st, "charge=ch_1", "re_6", false), "after a row of another group")
	assert.Equal(t, "789", walk(t, st, "payment_intent=pi", "re_6", true))
	assert.Empty(t, walk(t, st, "charge=ch", "", false))
	assert.Empty(t, walk(t, st, "charge=ch_1", "re_1", false))
}

func TestDirectoryWithoutGroupsGetsThem(t *testing.T) {
	dir := t.TempDir()
	st, err := store.Open(dir)
	require.NoError(t, err)
	mustFill(t, st)
	require.NoError(t, st.Close())
	db, err := bolt.Open(filepath.Join(dir, store.FileName), 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bolt.Tx) error { return tx.DeleteBucket([]byte("refunds.groups")) }))
	require.NoError(t, db.Close())
	st, err = store.Open(dir)
	require.NoError(t, err)
	defer st.Close()
	assert.Equal(t, "97531", walk(t, st, "charge=ch_1", "", false))
	assert.Equal(t, "9876543210", walk(t, st, "", "", false))
}
