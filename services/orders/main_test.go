package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/service"

	"github.com/saheedt/pass/services/orders/internal/fee"
)

func TestSettings(t *testing.T) {
	var s settings
	require.NoError(t, service.Load("orders", []string{"APP_PORT=3003"}, &s))
	require.Equal(t, 900, s.HoldSeconds)
	require.Equal(t, fee.Schedule{Fixed: map[string]int64{}}, s.fees)
	require.False(t, s.SellWithoutPayouts)
	require.NoError(t, service.Load("orders", []string{"APP_PORT=3003", "PLATFORM_FEE_BPS=250", "PLATFORM_FEE_FIXED=usd:30,eur:25"}, &s))
	require.Equal(t, fee.Schedule{BPS: 250, Fixed: map[string]int64{"usd": 30, "eur": 25}}, s.fees)
	for _, bad := range []string{"0", "-1", "1.5", "86401", "soon"} {
		err := service.Load("orders", []string{"APP_PORT=3003", "ORDER_HOLD_SECONDS=" + bad}, &settings{})
		require.ErrorContains(t, err, "ORDER_HOLD_SECONDS", bad)
	}
	for _, bad := range []string{"PLATFORM_FEE_BPS=5001", "PLATFORM_FEE_BPS=-1", "PLATFORM_FEE_FIXED=usd", "PLATFORM_FEE_FIXED=kwd:5", "SELL_WITHOUT_PAYOUTS=perhaps"} {
		name, _, _ := strings.Cut(bad, "=")
		require.ErrorContains(t, service.Load("orders", []string{"APP_PORT=3003", bad}, &settings{}), name)
	}
}
