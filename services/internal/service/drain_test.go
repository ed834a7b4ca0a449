package service

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/sidecar"
	"github.com/saheedt/pass/services/internal/state/statetest"
)

// TestDrain stops a service while requests come: it says that it is not ready, answers all the same, parts with its clients,
// and lets a slow request end.
func TestDrain(t *testing.T) {
	settings := &Settings{}
	require.NoError(t, Load("notes", []string{"APP_PORT=1", "DRAIN_SECONDS=1"}, settings))
	client, err := sidecar.New(sidecar.Options{HTTPPort: 1, GRPCPort: 1})
	require.NoError(t, err)
	defer client.Close()
	s := New(Parts{
		Name: "notes", Settings: settings, Log: slog.New(slog.DiscardHandler), Clock: time.Now,
		Sidecar: client, Store: statetest.NewMemory(), Publisher: client,
	})
	entered, leave := make(chan struct{}), make(chan struct{})
	s.API.Get("/api/v1/slow", func(c *fiber.Ctx) error { close(entered); <-leave; return c.SendString("whole") })
	s.API.Get("/api/v1/quick", func(c *fiber.Ctx) error { return c.SendString("quick") })
	s.Mount()
	ctx, signal := context.WithCancel(t.Context())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	url := "http://" + listener.Addr().String()
	stopped := make(chan error, 1)
	go func() {
		stopped <- s.serveOn(ctx, listener, func(ctx context.Context) (func(context.Context), error) { return func(context.Context) {}, s.Open(ctx) })
	}()
	get := func(path string) (*http.Response, string) {
		res, err := http.Get(url + path)
		require.NoError(t, err)
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return res, string(body)
	}
	require.Eventually(t, s.gate.isOpen, 5*time.Second, time.Millisecond)
	res, _ := get("/api/v1/quick")
	require.False(t, res.Close)

	var slow atomic.Value
	go func() { _, body := get("/api/v1/slow"); slow.Store(body) }()
	<-entered
	signal()
	require.Eventually(t, func() bool {
		res, body := get("/readyz")
		return res.StatusCode == 503 && strings.Contains(body, "stopping")
	}, 5*time.Second, time.Millisecond)
	res, body := get("/api/v1/quick")
	require.Equal(t, "quick", body)
	require.True(t, res.Close, "the client keeps its connection")
	require.Never(t, func() bool { return len(stopped) > 0 }, 1500*time.Millisecond, 50*time.Millisecond, "it did not wait for the request")
	close(leave)
	require.NoError(t, <-stopped)
	require.Equal(t, "whole", slow.Load())
}
