package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
)

// leases is the document that names the journals.
type leases struct {
	Names []string `json:"names"`
	Held  map[string]struct {
		By    string    `json:"by"`
		Until time.Time `json:"until"`
	} `json:"held"`
}

func readLeases(t *testing.T, s state.Store) leases {
	t.Helper()
	found, err := state.Read[leases](t.Context(), state.NewReader(s), "instances")
	require.NoError(t, err)
	require.NotNil(t, found)
	return *found
}

// mustEndLeases is what time does.
func mustEndLeases(t *testing.T, s state.Store) {
	t.Helper()
	all := readLeases(t, s)
	for name, held := range all.Held {
		held.Until = time.Now().Add(-time.Second)
		all.Held[name] = held
	}
	raw, err := json.Marshal(all)
	require.NoError(t, err)
	require.NoError(t, s.Transact(t.Context(), []state.Op{{Key: "instances", Value: raw}}))
}

// stop ends an instance in order.
func (i *instance) stop(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	i.Follower.Run(ctx)
	require.NoError(t, i.writer.Close(t.Context()))
}

// TestNamesThatNeverComeBackShareJournals starts two hundred instances under new names. Every tenth is killed, and every
// fortieth makes a listing.
func TestNamesThatNeverComeBackShareJournals(t *testing.T) {
	memory := statetest.NewMemory()
	const restarts, made = 200, 200 / 40
	for n := range restarts {
		i := start(t, memory, fmt.Sprintf("tickets-%x", n))
		require.Equal(t, (n+39)/40, i.Catalogue.Len())
		if n%40 == 0 {
			i.create(t, "a show", 1)
		}
		if n%10 == 0 {
			require.NoError(t, i.writer.Close(t.Context()))
			mustEndLeases(t, memory)
		} else {
			i.stop(t)
		}
	}
	require.Len(t, readLeases(t, memory).Names, 1)
	require.Empty(t, readLeases(t, memory).Held)
	// Listings, a bucket of them, the journal and its page, the names of journals, the outboxes.
	require.LessOrEqual(t, len(memory.Lasting()), made+5, "%v", memory.Lasting())
}

func TestInstancesSideBySideHaveJournalsOfTheirOwn(t *testing.T) {
	memory := statetest.NewMemory()
	a, b := start(t, memory, "a"), start(t, memory, "b")
	a.create(t, "of a", 1)
	b.create(t, "of b", 1)
	require.Equal(t, []string{"a", "b"}, readLeases(t, memory).Names)

	a.stop(t)
	c := start(t, memory, "c")
	c.create(t, "of c", 1)
	now := readLeases(t, memory)
	require.Equal(t, []string{"a", "b"}, now.Names)
	require.Equal(t, "c", now.Held["a"].By)
	require.Equal(t, 3, c.Catalogue.Len())
	require.NoError(t, b.Follower.Catch(t.Context()))
	require.Equal(t, 3, b.Catalogue.Len())

	// The name of its own journal is another's now: it takes the one that is free.
	b.stop(t)
	require.Equal(t, 3, start(t, memory, "a").Catalogue.Len())
	require.Equal(t, "a", readLeases(t, memory).Held["b"].By)
}

// TestTwoInstancesInOneJournal is about one that was silent for longer than its lease.
func TestTwoInstancesInOneJournal(t *testing.T) {
	memory := statetest.NewMemory()
	silent := start(t, memory, "silent")
	mustEndLeases(t, memory)
	heir := start(t, memory, "heir")
	require.Equal(t, []string{"silent"}, readLeases(t, memory).Names)
	for range 20 {
		silent.create(t, "a show", 1)
		heir.create(t, "a show", 1)
	}
	for _, i := range []*instance{silent, heir} {
		require.NoError(t, i.Follower.Catch(t.Context()))
		require.Equal(t, 40, i.Catalogue.Len())
	}
	require.Equal(t, 40, start(t, memory, "reader").Catalogue.Len())
	silent.stop(t)
	require.Equal(t, "heir", readLeases(t, memory).Held["silent"].By)
}
