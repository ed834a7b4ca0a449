package money

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestShareRoundsHalfToEven(t *testing.T) {
	for _, c := range []struct {
		amount, part, whole int64
		currency            string
		want                int64
	}{
		{2500, 250, 10_000, "usd", 62},    // 62.5
		{2540, 250, 10_000, "usd", 64},    // 63.5
		{2501, 250, 10_000, "usd", 63},    // 62.525
		{2499, 250, 10_000, "usd", 62},    // 62.475
		{2500, 0, 10_000, "usd", 0},       // no fee
		{2000, 250, 10_000, "jpy", 50},    // no decimals
		{5000, 250, 10_000, "kwd", 120},   // 125 is half way between 120 and 130
		{5400, 250, 10_000, "kwd", 140},   // 135
		{10_000, 250, 10_000, "isk", 200}, // 250
		{100, 1, 3, "usd", 33},
		{100, 2, 3, "usd", 67},
		{Maximum * 10, 10_000, 10_000, "usd", Maximum * 10},
	} {
		require.Equal(t, c.want, Share(c.amount, c.part, c.whole, c.currency), "%+v", c)
	}
}

// TestShareIsTheNearest holds shares against exact fractions.
func TestShareIsTheNearest(t *testing.T) {
	for range 10_000 {
		amount, part, whole := rand.Int64N(10*Maximum), rand.Int64N(10_000), 1+rand.Int64N(10_000)
		exact := big.NewRat(1, 1).Mul(big.NewRat(amount, 1), big.NewRat(part, whole))
		off := exact.Sub(exact, big.NewRat(Share(amount, part, whole, "usd"), 1))
		require.LessOrEqual(t, off.Abs(off).Cmp(big.NewRat(1, 2)), 0, "%d × %d ÷ %d", amount, part, whole)
	}
}
