package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/tickets/internal/catalogue"
	"github.com/saheedt/pass/services/tickets/internal/listing"
)

// TestOnARealStore goes through a listing's life on the state store that the
// embedded profile ships, with two instances.
func TestOnARealStore(t *testing.T) {
	database := sidecartest.StateStore(t, "tickets")
	a, b := start(t, database, "a"), start(t, database, "b")
	var ids []string
	for range 300 { // more than a bucket and several pages
		ids = append(ids, a.create(t, "$100 \"voucher\" 🎟", 5))
	}
	require.NoError(t, b.Follower.Catch(t.Context()))
	require.ElementsMatch(t, ids, b.ask(catalogue.Query{Words: []string{"vouch"}, Limit: 1000}))

	changed, err := b.Change(t.Context(), ids[0], retitle("$after", 3))
	require.NoError(t, err)
	orderID := id.New()
	require.NoError(t, a.Settle(t.Context(), orderID, ids[0], claim(1, 4, listing.HoldOpen), now))
	require.NoError(t, b.Settle(t.Context(), orderID, ids[0], claim(3, 4, listing.HoldSold), now))
	require.NoError(t, a.Settle(t.Context(), orderID, ids[0], claim(2, 4, listing.HoldOpen), now))
	s := a.get(t, ids[0]).State()
	require.Equal(t, changed.State().Title, s.Title)
	require.Equal(t, 4, s.Quantity)
	require.Equal(t, 4, s.Sold)
	require.Zero(t, s.Held)

	require.Equal(t, 300, start(t, database, "a").Catalogue.Len(), "after a restart")
}
