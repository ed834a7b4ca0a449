package service_test

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/service"
)

type holdSettings struct {
	service.Settings
	HoldSeconds int    `env:"ORDER_HOLD_SECONDS" envDefault:"900"`
	SiteURL     string `env:"SITE_URL" envDefault:"http://localhost:3000"`
	SecretKey   string `env:"SECRET_KEY"`
}

func (s *holdSettings) Check(c *service.Checks) {
	c.Between("ORDER_HOLD_SECONDS", s.HoldSeconds, 1, 86400)
	c.URL("SITE_URL", s.SiteURL)
	c.That(len(s.SecretKey) < 4, "SECRET_KEY", "fewer characters")
}

func TestSettingsDefaults(t *testing.T) {
	var set holdSettings
	require.NoError(t, service.Load("orders", []string{"APP_PORT=3003"}, &set))
	require.Equal(t, "orders", set.AppID)
	require.Equal(t, "orders-0", set.Instance)
	require.Equal(t, "127.0.0.1", set.AppAddress)
	require.Equal(t, slog.LevelInfo, set.LogLevel)
	require.Equal(t, []string{"http://localhost:3000", "http://127.0.0.1:3000"}, set.SiteOrigins)
	require.Equal(t, 900, set.HoldSeconds)
}

func TestSettingsNameEveryMistake(t *testing.T) {
	var set holdSettings
	err := service.Load("orders", []string{
		"ORDER_HOLD_SECONDS=soon", "SITE_URL=here", "SECRET_KEY=hush-hush", "LOG_LEVEL=loud",
		"SITE_ORIGINS=http://a.example/path", "DAPR_GRPC_PORT=70000",
	}, &set)
	require.Error(t, err)
	for _, want := range []string{
		`ORDER_HOLD_SECONDS="soon": want a whole number`,
		`SITE_URL="here": want a URL`,
		`SECRET_KEY (not shown): want fewer`,
		`LOG_LEVEL="loud": want debug, info, warn or error`,
		`SITE_ORIGINS="http://a.example/path": want origins`,
		`DAPR_GRPC_PORT="70000": want a whole number from 1 to 65535`,
		`APP_PORT is not set: want a whole number from 1 to 65535`,
	} {
		require.ErrorContains(t, err, want)
	}
	require.NotContains(t, err.Error(), "hush")
}

func TestRunRefusesBadSettings(t *testing.T) {
	code := service.Run("orders", nil, &holdSettings{}, func(*service.Service) error {
		t.Error("wired in spite of its settings")
		return nil
	})
	require.Equal(t, 2, code)
}
