package main

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/service"
)

func TestSettings(t *testing.T) {
	var s settings
	require.NoError(t, service.Load("auth", []string{"APP_PORT=3001"}, &s))
	require.Equal(t, 168*time.Hour, s.session())
	require.Equal(t, 720*time.Hour, s.rotation())
	require.Equal(t, runtime.NumCPU(), s.HashConcurrency)
	require.Positive(t, s.SignInPerAccount, "guessing is slow unless somebody says otherwise")
	require.Positive(t, s.SignInPerAddress)
}

func TestSettingsNameEveryMistake(t *testing.T) {
	var s settings
	err := service.Load("auth", []string{
		"APP_PORT=3001", "SESSION_HOURS=0", "KEY_ROTATION_HOURS=1", "HASH_CONCURRENCY=-1", "HASH_WAIT_SECONDS=60",
		"TRUSTED_PROXIES=-1", "INGRESS_PROXIES=11", "SIGNIN_PER_MINUTE_ADDRESS=-1", "SIGNUP_PER_MINUTE_ACCOUNT=many", "SECRET_STORE=vault", "SECRET_KEY=",
	}, &s)
	for _, name := range []string{
		"SESSION_HOURS", "KEY_ROTATION_HOURS", "HASH_CONCURRENCY", "HASH_WAIT_SECONDS", "TRUSTED_PROXIES", "INGRESS_PROXIES",
		"SIGNIN_PER_MINUTE_ADDRESS", "SIGNUP_PER_MINUTE_ACCOUNT",
	} {
		require.ErrorContains(t, err, name)
	}
}
