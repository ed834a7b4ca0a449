package money

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCurrencies(t *testing.T) {
	for _, c := range []struct {
		code      string
		decimals  int
		step, min int64
	}{
		{"usd", 2, 1, 50},
		{"eur", 2, 1, 50},
		{"gbp", 2, 1, 30},
		{"huf", 2, 1, 17_500},
		{"bgn", 2, 1, 100},
		{"twd", 2, 1, 50}, // whole only when paid out
		{"jpy", 0, 1, 50},
		{"krw", 0, 1, 50},
		{"clp", 0, 1, 50},
		{"kwd", 3, 10, 50},
		{"bhd", 3, 10, 50},
		{"tnd", 3, 10, 50},
		{"isk", 2, 100, 100},
		{"ugx", 2, 100, 100},
	} {
		require.True(t, Known(c.code), c.code)
		require.Equal(t, c.decimals, Decimals(c.code), c.code)
		require.Equal(t, c.step, Step(c.code), c.code)
		require.Equal(t, c.min, Minimum(c.code), c.code)
	}
}

func TestUnknownCurrencies(t *testing.T) {
	for _, code := range []string{"", "USD", "usd ", "us", "xau", "xxx", "zzz", "hrk", "usd eur"} {
		require.False(t, Known(code), "%q", code)
		require.Equal(t, 2, Decimals(code))
		require.EqualValues(t, 50, Minimum(code))
	}
}

// TestTables holds the tables against each other.
func TestTables(t *testing.T) {
	all := strings.Fields(presentment)
	require.True(t, slices.IsSorted(all))
	require.Len(t, slices.Compact(slices.Clone(all)), len(all), "none is there twice")
	require.Len(t, decimals, len(all), "none has decimals that is not listed")
	for code := range least {
		require.Contains(t, all, code)
	}
	for _, code := range all {
		require.Zero(t, Minimum(code)%Step(code), code)
		require.Less(t, Minimum(code), int64(Maximum))
	}
}
