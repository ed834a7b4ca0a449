package store

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/auth/internal/account"
)

var at = time.Date(2026, 3, 14, 15, 0, 0, 0, time.UTC)

func mustEmail(tb testing.TB, s string) account.Email {
	tb.Helper()
	email, err := account.ParseEmail(s)
	require.NoError(tb, err)
	return email
}

func mustWriter(tb testing.TB, memory *statetest.Memory) *writer.Writer {
	tb.Helper()
	w := writer.New(memory, nil, writer.Options{})
	require.NoError(tb, w.Start(tb.Context()))
	tb.Cleanup(func() { _ = w.Close(context.Background()) })
	return w
}

func create(ctx context.Context, w *writer.Writer, a account.Account) error {
	_, err := writer.Do(ctx, w, nil, func(tx *writer.Tx) (struct{}, error) { return struct{}{}, Create(tx, a) })
	return err
}

func TestCreateAndFind(t *testing.T) {
	memory := statetest.NewMemory()
	w := mustWriter(t, memory)
	accounts := NewAccounts(w, state.NewReader(memory))
	ada := account.New("id-1", mustEmail(t, "Ada@Example.com"), "hash", at)
	require.NoError(t, create(t.Context(), w, ada))
	require.NoError(t, create(t.Context(), w, ada), "the same call again recognises its own success")

	other := account.New("id-2", mustEmail(t, "ADA@example.com"), "hash", at)
	require.ErrorIs(t, create(t.Context(), w, other), account.ErrTaken)

	found, err := accounts.Find(t.Context(), mustEmail(t, "ada@EXAMPLE.com"))
	require.NoError(t, err)
	require.Equal(t, &ada, found)
}

func TestRehashLeavesANewerHashAlone(t *testing.T) {
	memory := statetest.NewMemory()
	w := mustWriter(t, memory)
	accounts := NewAccounts(w, state.NewReader(memory))
	ada := account.New("id-1", mustEmail(t, "ada@example.com"), "first", at)
	require.NoError(t, create(t.Context(), w, ada))
	require.NoError(t, accounts.Rehash(t.Context(), ada, "second", at.Add(time.Hour)))
	require.NoError(t, accounts.Rehash(t.Context(), ada, "third", at.Add(time.Hour)))
	found, err := accounts.Find(t.Context(), ada.Email)
	require.NoError(t, err)
	require.Equal(t, "second", found.PasswordHash)
	require.Equal(t, at.Add(time.Hour), found.UpdatedAt)
	require.Equal(t, at, found.CreatedAt)
}

// The time to find an account must not tell whether there is one.
func TestFindReadsAsOftenForNobody(t *testing.T) {
	memory := statetest.NewMemory()
	ada := account.New("id-1", mustEmail(t, "ada@example.com"), "hash", at)
	require.NoError(t, memory.Transact(t.Context(), []state.Op{
		{Key: EmailKey(ada.Email), Value: []byte(`{"userId":"id-1"}`)},
		{Key: UserKey(ada.ID), Value: []byte(`{"id":"id-1","email":"ada@example.com","passwordHash":"hash"}`)},
	}))
	reads := 0
	memory.Before = func(context.Context, string) error { reads++; return nil }
	accounts := NewAccounts(nil, state.NewReader(memory))
	for _, email := range []account.Email{ada.Email, mustEmail(t, "eve@example.com"), {}} {
		reads = 0
		_, err := accounts.Find(t.Context(), email)
		require.NoError(t, err)
		require.Equal(t, 2, reads, email)
	}
}
