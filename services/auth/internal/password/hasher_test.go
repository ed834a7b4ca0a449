package password

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Weak parameters keep the tests quick; one test uses the real ones.
var weak = argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

func mustParse(tb testing.TB, s string) Password {
	tb.Helper()
	p, err := Parse(s)
	require.NoError(tb, err)
	return p
}

func mustHasher(tb testing.TB, params argon2id.Params, atOnce int, wait time.Duration) *Hasher {
	tb.Helper()
	h, err := newHasher(params, atOnce, wait)
	require.NoError(tb, err)
	return h
}

func TestHashUsesOWASPsParameters(t *testing.T) {
	h, err := NewHasher(1, time.Second)
	require.NoError(t, err)
	hash, err := h.Hash(t.Context(), mustParse(t, "correct horse"))
	require.NoError(t, err)
	require.Regexp(t, `^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`, hash)
	ok, err := h.Check(t.Context(), mustParse(t, "correct horse"), hash)
	require.NoError(t, err)
	require.True(t, ok)
	require.EqualValues(t, owasp.Memory*1024, HashMemory)
}

func TestCheck(t *testing.T) {
	h := mustHasher(t, weak, 1, time.Second)
	p := mustParse(t, "correct horse")
	hash, err := h.Hash(t.Context(), p)
	require.NoError(t, err)
	again, err := h.Hash(t.Context(), p)
	require.NoError(t, err)
	require.NotEqual(t, hash, again, "every hash has a salt of its own")

	for name, c := range map[string]struct {
		typed, hash string
		want        bool
	}{
		"right":      {"correct horse", hash, true},
		"wrong":      {"correct house", hash, false},
		"case":       {"Correct horse", hash, false},
		"no account": {"correct horse", "", false},
		"the decoy":  {"no account has this", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			ok, err := h.Check(t.Context(), mustParse(t, c.typed), c.hash)
			require.NoError(t, err)
			require.Equal(t, c.want, ok)
		})
	}
	_, err = h.Check(t.Context(), p, "plain text")
	require.ErrorIs(t, err, argon2id.ErrInvalidHash)
}

func TestOutdated(t *testing.T) {
	old := mustHasher(t, weak, 1, time.Second)
	stronger := weak
	stronger.Iterations = 2
	now := mustHasher(t, stronger, 1, time.Second)
	hash, err := old.Hash(t.Context(), mustParse(t, "correct horse"))
	require.NoError(t, err)

	require.False(t, old.Outdated(hash))
	require.True(t, now.Outdated(hash))
	ok, err := now.Check(t.Context(), mustParse(t, "correct horse"), hash)
	require.NoError(t, err)
	require.True(t, ok, "an old hash still opens the account")
}

func TestHashWaitsForASlotAndGivesUp(t *testing.T) {
	h := mustHasher(t, weak, 1, 20*time.Millisecond)
	p := mustParse(t, "correct horse")
	require.NoError(t, h.slots.Acquire(t.Context(), 1))
	_, err := h.Hash(t.Context(), p)
	require.ErrorIs(t, err, ErrBusy)
	_, err = h.Check(t.Context(), p, "")
	require.ErrorIs(t, err, ErrBusy)

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = h.Hash(gone, p)
	require.ErrorIs(t, err, context.Canceled)

	h.slots.Release(1)
	_, err = h.Hash(t.Context(), p)
	require.NoError(t, err, "a free slot is taken at once")
}

func TestManyHashesAllFinish(t *testing.T) {
	h := mustHasher(t, weak, 2, time.Minute)
	p := mustParse(t, "correct horse")
	var done sync.WaitGroup
	for range 50 {
		done.Go(func() {
			_, err := h.Hash(t.Context(), p)
			assert.NoError(t, err)
		})
	}
	done.Wait()
}
