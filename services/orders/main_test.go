package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/service"
)

func TestSettings(t *testing.T) {
	var s settings
	require.NoError(t, service.Load("orders", []string{"APP_PORT=3003"}, &s))
	require.Equal(t, 900, s.HoldSeconds)
	for _, bad := range []string{"0", "-1", "1.5", "86401", "soon"} {
		err := service.Load("orders", []string{"APP_PORT=3003", "ORDER_HOLD_SECONDS=" + bad}, &settings{})
		require.ErrorContains(t, err, "ORDER_HOLD_SECONDS", bad)
	}
}
