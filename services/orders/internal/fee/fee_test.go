package fee

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOf(t *testing.T) {
	s := Schedule{BPS: 250, Fixed: map[string]int64{"usd": 30, "kwd": 50}}
	for _, c := range []struct {
		subtotal int64
		currency string
		want     int64
	}{
		{5000, "usd", 155},
		{2500, "usd", 92},  // 62.5 goes to the even 62
		{2540, "usd", 94},  // 63.5 to 64
		{2500, "eur", 62},  // no fixed part
		{5000, "kwd", 170}, // 125 to 120, a multiple of 10
		{2000, "jpy", 50},
	} {
		require.Equal(t, c.want, s.Of(c.subtotal, c.currency), "%+v", c)
	}
	require.Zero(t, Schedule{}.Of(5000, "usd"))
}

func TestParseFixed(t *testing.T) {
	fixed, err := ParseFixed("usd:30, eur:0,kwd:50")
	require.NoError(t, err)
	require.Equal(t, map[string]int64{"usd": 30, "eur": 0, "kwd": 50}, fixed)
	fixed, err = ParseFixed("")
	require.NoError(t, err)
	require.Empty(t, fixed)
	for _, bad := range []string{"usd", "usd:", "usd:1.5", "usd:-1", "USD:30", "xxx:30", "kwd:55", "isk:50", "usd:1,usd:2", "usd:30,", ",", "30", "usd:100000000"} {
		_, err := ParseFixed(bad)
		require.ErrorIs(t, err, ErrFixed, bad)
	}
}
