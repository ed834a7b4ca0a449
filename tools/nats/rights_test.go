package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/tools/nats/internal/streams"
)

const local = "../../deploy/k8s/overlays/local/nats/nats.conf"

// reads says which topics a service subscribes to, writes which it publishes to beside the dead letters.
var (
	reads = map[string][]string{
		"tickets": {"orders"}, "orders": {"tickets", "payments", "expirations"}, "payments": {"orders"}, "expiration": {"orders"},
	}
	writes = map[string]string{"tickets": "tickets", "orders": "orders", "payments": "payments", "expiration": "expirations"}
)

// mustServeUsers runs a server with the users of the local overlay, whose passwords are their names, and with the streams.
func mustServeUsers(t *testing.T) string {
	t.Helper()
	t.Setenv("POD_NAME", "nats-0")
	for _, user := range []string{"prepare", "tickets", "orders", "payments", "expiration"} {
		t.Setenv(user, user)
	}
	options, err := server.ProcessConfigFile(local)
	require.NoError(t, err)
	options.Host, options.Port, options.HTTPPort = "127.0.0.1", -1, 0
	options.StoreDir, options.NoSigs = t.TempDir(), true
	options.Cluster, options.Routes = server.ClusterOpts{}, nil
	s, err := server.NewServer(options)
	require.NoError(t, err)
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	require.True(t, s.ReadyForConnections(20*time.Second))
	return s.Addr().String()
}

func mustSignIn(t *testing.T, address, user string) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect(fmt.Sprintf("nats://%s:%s@%s", user, user, address), nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}))
	require.NoError(t, err)
	t.Cleanup(nc.Close)
	return nc
}

func TestRightsSuffice(t *testing.T) {
	address := mustServeUsers(t)
	require.NoError(t, streams.Create(t.Context(), mustSignIn(t, address, "prepare"), 1))
	require.NoError(t, streams.Create(t.Context(), mustSignIn(t, address, "prepare"), 1), "again, when they exist")

	for service, topics := range reads {
		nc := mustSignIn(t, address, service)
		waits := streams.Server{URL: fmt.Sprintf("nats://%s:%s@%s", service, service, address)}
		require.NoError(t, waits.AwaitOn(t.Context()))
		for _, topic := range topics {
			got := subscribe(t, nc, service, topic)
			publisher := "expiration"
			for who, what := range writes {
				if what == topic {
					publisher = who
				}
			}
			publish(t, mustSignIn(t, address, publisher), topic)
			require.Eventually(t, func() bool { return len(got) > 0 }, 20*time.Second, 5*time.Millisecond, "%s reads %s", service, topic)
		}
		publish(t, nc, "deadletter")
	}
}

// subscribe does as pubsub.jetstream of Dapr does, and acknowledges.
func subscribe(t *testing.T, nc *nats.Conn, service, topic string) <-chan *nats.Msg {
	t.Helper()
	js, err := nc.JetStream()
	require.NoError(t, err)
	stream, err := js.StreamNameBySubject(topic)
	require.NoError(t, err)
	consumer, err := js.AddConsumer(stream, &nats.ConsumerConfig{
		Durable: service, DeliverSubject: nats.NewInbox(), DeliverGroup: service, AckPolicy: nats.AckExplicitPolicy,
		AckWait: 10 * time.Second, MaxAckPending: 32, FilterSubject: topic,
	})
	require.NoError(t, err)
	got := make(chan *nats.Msg, 100)
	_, err = js.QueueSubscribe(topic, service, func(m *nats.Msg) {
		if m.AckSync() == nil {
			got <- m
		}
	}, nats.Bind(stream, consumer.Name), nats.ManualAck())
	require.NoError(t, err)
	return got
}

func publish(t *testing.T, nc *nats.Conn, topic string) {
	t.Helper()
	js, err := nc.JetStream()
	require.NoError(t, err)
	_, err = js.Publish(topic, []byte("{}"))
	require.NoError(t, err, topic)
}

func TestRightsAreNoMoreThanNeeded(t *testing.T) {
	address := mustServeUsers(t)
	require.NoError(t, streams.Create(t.Context(), mustSignIn(t, address, "prepare"), 1))
	for service := range reads {
		nc := mustSignIn(t, address, service)
		for _, topic := range streams.Topics {
			if topic != writes[service] && topic != "deadletter" {
				refused(t, nc, topic, service+" publishes to "+topic)
			}
			refused(t, nc, "$JS.API.STREAM.DELETE."+topic, service+" deletes "+topic)
			refused(t, nc, "$JS.API.STREAM.PURGE."+topic, service+" empties "+topic)
			refused(t, nc, "$JS.API.STREAM.MSG.GET."+topic, service+" reads "+topic+" past its consumer")
			refused(t, nc, "$JS.API.DIRECT.GET."+topic, service+" reads "+topic+" directly")
		}
		for other := range reads {
			if other != service {
				refused(t, nc, "$JS.API.CONSUMER.DELETE.orders."+other, service+" deletes a consumer of "+other)
			}
		}
	}
	for _, topic := range streams.Topics {
		refused(t, mustSignIn(t, address, "prepare"), topic, "prepare publishes to "+topic)
	}
	_, err := nats.Connect("nats://" + address)
	require.ErrorIs(t, err, nats.ErrAuthorization, "without a name")
}

// refused fails when the server lets nc publish to subject.
func refused(t *testing.T, nc *nats.Conn, subject, what string) {
	t.Helper()
	require.NoError(t, nc.Publish(subject, []byte("{}")))
	require.NoError(t, nc.Flush())
	require.Eventually(t, func() bool {
		err := nc.LastError()
		return errors.Is(err, nats.ErrPermissionViolation) && strings.Contains(strings.ToLower(err.Error()), strings.ToLower(subject))
	}, 10*time.Second, 5*time.Millisecond, what)
}

// The components say the same to the sidecars, who keep to it before the broker would.
func TestRightsAreThoseOfTheComponents(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("..", "..", "components", "mongo", "pubsub.yaml"))
	require.NoError(t, err)
	for service, topic := range writes {
		require.Contains(t, string(content), service+"="+topic+",deadletter")
		require.Contains(t, string(content), service+"="+strings.Join(reads[service], ","))
	}
}
