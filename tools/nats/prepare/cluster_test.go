package main

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/tools/nats/internal/streams"
)

// A cluster takes a while to agree on who leads it, and makes no streams until then.
func TestRunWaitsForAClusterAndKeepsEachMessageThreeTimes(t *testing.T) {
	clients, routes := mustFreePorts(t, 3), mustFreePorts(t, 3)
	var addresses []string
	for _, port := range clients {
		addresses = append(addresses, fmt.Sprintf("nats://127.0.0.1:%d", port))
	}
	all := strings.Join(addresses, ",")

	ended := make(chan error, 1)
	go func() {
		ended <- run(t.Context(), environment(map[string]string{"NATS_URL": all, "NATS_REPLICAS": "3"}))
	}()
	for i := range clients {
		mustJoin(t, i, clients[i], routes)
	}
	require.NoError(t, <-ended)

	nc, err := nats.Connect(all)
	require.NoError(t, err)
	defer nc.Close()
	js, err := jetstream.New(nc)
	require.NoError(t, err)
	for _, topic := range streams.Topics {
		stream, err := js.Stream(t.Context(), topic)
		require.NoError(t, err)
		require.Equal(t, 3, stream.CachedInfo().Config.Replicas, topic)
	}
}

// mustJoin starts a server of the cluster.
func mustJoin(t *testing.T, i, port int, routes []int) {
	t.Helper()
	var others []*url.URL
	for _, route := range routes {
		others = append(others, &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", route)})
	}
	s, err := server.NewServer(&server.Options{
		ServerName: fmt.Sprintf("nats-%d", i), Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: t.TempDir(), NoSigs: true,
		Cluster: server.ClusterOpts{Name: "pass", Host: "127.0.0.1", Port: routes[i]}, Routes: others,
	})
	require.NoError(t, err)
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	require.True(t, s.ReadyForConnections(20*time.Second))
}

func mustFreePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}
