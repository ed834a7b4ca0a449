package main

import (
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/tools/nats/internal/streams"
)

func TestRunTwiceOnAServerWithAPassword(t *testing.T) {
	s := mustServe(t, -1)
	address := "nats://pass:secret@" + s.Addr().String()
	env := environment(map[string]string{"NATS_URL": address})

	require.NoError(t, run(t.Context(), env))
	require.NoError(t, run(t.Context(), env))

	nc, err := nats.Connect(address)
	require.NoError(t, err)
	defer nc.Close()
	js, err := jetstream.New(nc)
	require.NoError(t, err)
	for _, topic := range streams.Topics {
		_, err := js.Stream(t.Context(), topic)
		require.NoError(t, err, topic)
	}
}

func TestRunWaitsForAServer(t *testing.T) {
	first := mustServe(t, -1)
	address, port := first.Addr().String(), first.Addr().(*net.TCPAddr).Port
	first.Shutdown()
	first.WaitForShutdown()

	ended := make(chan error, 1)
	go func() {
		ended <- run(t.Context(), environment(map[string]string{"NATS_URL": "nats://pass:secret@" + address}))
	}()
	select {
	case err := <-ended:
		t.Fatalf("ended without a server: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	mustServe(t, port)
	require.NoError(t, <-ended)
}

func TestWaitEndsWhenTheStreamsAreThere(t *testing.T) {
	address := "nats://pass:secret@" + mustServe(t, -1).Addr().String()
	file := filepath.Join(t.TempDir(), "tickets.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"nats-url": "`+address+`", "mongodb-password": "other"}`), 0o600))

	ended := make(chan error, 1)
	go func() {
		ended <- run(t.Context(), environment(map[string]string{"PREPARE": "wait", "NATS_URL_FILE": file}))
	}()
	select {
	case err := <-ended:
		t.Fatalf("ended without streams: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	require.NoError(t, run(t.Context(), environment(map[string]string{"NATS_URL": address})))
	require.NoError(t, <-ended)
}

func TestWaitGivesUp(t *testing.T) {
	address := "nats://pass:secret@" + mustServe(t, -1).Addr().String()
	err := run(t.Context(), environment(map[string]string{"PREPARE": "wait", "NATS_URL": address, "WAIT_SECONDS": "1"}))
	require.ErrorContains(t, err, "stream tickets")
}

func TestRunGivesUpWithoutTellingThePassword(t *testing.T) {
	err := run(t.Context(), environment(map[string]string{"NATS_URL": "nats://pass:secret@127.0.0.1:1", "WAIT_SECONDS": "1"}))
	require.ErrorContains(t, err, "127.0.0.1:1")
	require.NotContains(t, err.Error(), "secret")
}

func TestReadNamesAllMistakes(t *testing.T) {
	_, err := read(environment(map[string]string{"NATS_REPLICAS": "9", "WAIT_SECONDS": "soon", "PREPARE": "all", "NATS_URL_FILE": "nowhere"}))
	require.ErrorContains(t, err, "NATS_URL")
	require.ErrorContains(t, err, "NATS_REPLICAS")
	require.ErrorContains(t, err, "WAIT_SECONDS")
	require.ErrorContains(t, err, "PREPARE")
	require.ErrorContains(t, err, "NATS_URL_FILE: open nowhere")
}

func TestReplicasReachTheStreams(t *testing.T) {
	s := mustServe(t, -1)
	err := run(t.Context(), environment(map[string]string{
		"NATS_URL": "nats://pass:secret@" + s.Addr().String(), "NATS_REPLICAS": "3", "WAIT_SECONDS": "1",
	}))
	require.ErrorContains(t, err, "replicas", "one server can't keep three copies")
}

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func mustServe(t *testing.T, port int) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: t.TempDir(), Username: "pass", Password: "secret", NoSigs: true,
	})
	require.NoError(t, err)
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	require.True(t, s.ReadyForConnections(20*time.Second))
	return s
}
