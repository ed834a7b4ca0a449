package main

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/tools/nats/internal/streams"
)

func TestStreamsSurviveARestart(t *testing.T) {
	store := t.TempDir()

	s := mustStart(t, store)
	js := mustJetStream(t, s)
	_, err := js.Publish(t.Context(), "orders", []byte("1"), jetstream.WithMsgID("a"))
	require.NoError(t, err)
	again, err := js.Publish(t.Context(), "orders", []byte("1"), jetstream.WithMsgID("a"))
	require.NoError(t, err)
	require.True(t, again.Duplicate, "a second message with the same id is dropped")
	s.Shutdown()
	s.WaitForShutdown()

	js = mustJetStream(t, mustStart(t, store))
	stream, err := js.Stream(t.Context(), "orders")
	require.NoError(t, err)
	require.EqualValues(t, 1, stream.CachedInfo().State.Msgs)
	for _, topic := range streams.Topics {
		_, err := js.Stream(t.Context(), topic)
		require.NoError(t, err, topic)
	}
}

func TestCreateStreamsKeepsWhatExists(t *testing.T) {
	s := mustStart(t, t.TempDir())
	nc := mustConnect(t, s)
	js, err := jetstream.New(nc)
	require.NoError(t, err)
	_, err = js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "tickets", Subjects: []string{"tickets"}, MaxAge: time.Hour})
	require.NoError(t, err)

	require.NoError(t, createOn(t.Context(), s.ClientURL()))

	stream, err := js.Stream(t.Context(), "tickets")
	require.NoError(t, err)
	require.Equal(t, time.Hour, stream.CachedInfo().Config.MaxAge)
}

func TestCreateStreamsRefusesAStreamWithoutItsTopic(t *testing.T) {
	nc := mustConnect(t, mustStart(t, t.TempDir()))
	js, err := jetstream.New(nc)
	require.NoError(t, err)
	_, err = js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "orders", Subjects: []string{"something.else"}})
	require.NoError(t, err)

	require.ErrorContains(t, streams.Create(t.Context(), nc, 1), "something.else")
}

func TestServeNamesATakenPort(t *testing.T) {
	port := mustStart(t, t.TempDir()).Addr().(*net.TCPAddr).Port

	require.ErrorContains(t, serve(t.Context(), port, t.TempDir()), "is taken")
}

func TestCreateOnGivesUpWithTheAddress(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	require.ErrorContains(t, createOn(ctx, "nats://127.0.0.1:1"), "127.0.0.1:1")
}

func mustStart(t *testing.T, store string) *server.Server {
	t.Helper()
	s, err := startServer(-1, store)
	require.NoError(t, err)
	t.Cleanup(s.Shutdown)
	return s
}

func mustConnect(t *testing.T, s *server.Server) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect(s.ClientURL())
	require.NoError(t, err)
	t.Cleanup(nc.Close)
	return nc
}

func mustJetStream(t *testing.T, s *server.Server) jetstream.JetStream {
	t.Helper()
	nc := mustConnect(t, s)
	require.NoError(t, streams.Create(t.Context(), nc, 1))
	js, err := jetstream.New(nc)
	require.NoError(t, err)
	return js
}
