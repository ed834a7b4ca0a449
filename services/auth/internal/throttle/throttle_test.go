package throttle

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var now = time.Date(2026, 3, 14, 15, 0, 0, 0, time.UTC)

func TestTry(t *testing.T) {
	limit := New(6)
	for range 6 {
		_, ok := limit.Try("a", now)
		require.True(t, ok)
	}
	for range 3 {
		wait, ok := limit.Try("a", now)
		require.False(t, ok)
		require.Equal(t, 10*time.Second, wait, "a refused try costs nothing")
	}
	_, ok := limit.Try("b", now)
	require.True(t, ok, "others have their own tries")

	_, ok = limit.Try("a", now.Add(9*time.Second))
	require.False(t, ok)
	_, ok = limit.Try("a", now.Add(10*time.Second))
	require.True(t, ok)
	_, ok = limit.Try("a", now.Add(10*time.Second))
	require.False(t, ok)
}

func TestZeroIsNoLimit(t *testing.T) {
	limit := New(0)
	for range 1000 {
		_, ok := limit.Try("a", now)
		require.True(t, ok)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	limit := New(1)
	for i := range 2 * remembered {
		limit.Try(strconv.Itoa(i), now)
	}
	require.Equal(t, remembered, limit.buckets.Len())
	_, ok := limit.Try(strconv.Itoa(2*remembered-1), now)
	require.False(t, ok, "the latest are remembered")
}
