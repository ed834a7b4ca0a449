package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/seller"
	"github.com/saheedt/pass/services/payments/internal/store"
)

func (b bench) saveAccount(w *writer.Writer, before, after seller.Account) error {
	_, err := writer.Do(context.Background(), w, store.AccountKeys(after.State().UserID), func(tx *writer.Tx) (any, error) {
		return nil, store.SaveAccount(tx, before, after)
	})
	return err
}

func (b bench) accounts(t *testing.T) {
	now := time.Now().UTC().Truncate(time.Microsecond)
	none := seller.New(id.New(), now)
	userID := none.State().UserID
	made := none.Ask("DE", now).Made("acct_"+userID, now).
		Observe(seller.Truth{AccountID: "acct_" + userID, Requirements: []string{"external_account"}}, now)
	require.NoError(t, b.saveAccount(b.a, none, made))
	read, err := store.ReadAccount(t.Context(), b.reader, userID)
	require.NoError(t, err)
	require.Equal(t, made.State(), read.State())
	for accountID, want := range map[string]string{"acct_" + userID: userID, "acct_other": ""} {
		got, err := writer.Do(t.Context(), b.b, nil, func(tx *writer.Tx) (string, error) { return store.Seller(tx, accountID) })
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	due, err := store.Due(t.Context(), b.reader, now.Add(time.Hour))
	require.NoError(t, err)
	require.Contains(t, due, store.AccountDue(userID))
	require.Equal(t, userID, store.DueAccount(store.AccountDue(userID)))
	require.Empty(t, store.DueAccount(userID))
}

// waits has two instances bring sales of a seller whose account becomes ready
// when most have come: each has to wait and go on, or need not wait.
func (b bench) waits(t *testing.T) {
	const sales, each = 20, 50 // more than a chunk for each list
	now := time.Now().UTC().Truncate(time.Microsecond)
	closed := seller.New(id.New(), now)
	userID := closed.State().UserID
	ready := closed.Ask("", now).Made("acct_"+userID, now).
		Observe(seller.Truth{AccountID: "acct_" + userID, Submitted: true, Transfers: true, PaidOut: true}, now)

	var mu sync.Mutex
	waiting, passed := map[string]bool{}, 0
	var all sync.WaitGroup
	for i := range sales {
		w := []*writer.Writer{b.a, b.b}[i%2]
		all.Go(func() {
			for range each {
				orderID := id.New()
				waits, err := writer.Do(context.Background(), w, nil, func(tx *writer.Tx) (bool, error) { return store.Wait(tx, userID, orderID) })
				mu.Lock()
				if err != nil {
					t.Errorf("wait: %v", err)
				} else if waits {
					waiting[orderID] = true
				} else {
					passed++
				}
				if len(waiting) == sales*each*9/10 {
					all.Go(func() {
						if err := b.saveAccount(b.a, closed, ready); err != nil {
							t.Errorf("save account: %v", err)
						}
					})
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	require.Equal(t, sales*each, len(waiting)+passed)
	late, err := writer.Do(t.Context(), b.b, nil, func(tx *writer.Tx) (bool, error) { return store.Wait(tx, userID, id.New()) })
	require.NoError(t, err)
	require.False(t, late)

	for more, rounds := true, 0; more; rounds++ {
		require.Less(t, rounds, sales*each)
		var orders []string
		orders, more = b.release(t, userID)
		for _, orderID := range orders {
			require.True(t, waiting[orderID], "twice, or never waited")
			delete(waiting, orderID)
		}
	}
	require.Empty(t, waiting)
}

func (b bench) release(t *testing.T, userID string) (orders []string, more bool) {
	t.Helper()
	orders, err := writer.Do(t.Context(), b.b, nil, func(tx *writer.Tx) ([]string, error) {
		orders, left, err := store.Release(tx, userID, 25)
		more = left
		return orders, err
	})
	require.NoError(t, err)
	require.LessOrEqual(t, len(orders), 25)
	return orders, more
}
