package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
	"github.com/saheedt/pass/tools/stack/infra"
)

// TestBrokerMovesWhileRunning moves the events of a running stack to another
// NATS server, by component files alone and without a restart: first all read
// from both, then all publish to the new one, and when the old one has
// nothing left to be read it may go.
func TestBrokerMovesWhileRunning(t *testing.T) {
	requireComponent(t, "pubsub.jetstream")
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "8"}}})
	before := sidecars(s)
	crowd := newTraffic(t, s, 8)
	oldURL := s.BrokerURL()
	newURL := mustNATS(t)
	moved, err := market.Record(t.Context(), newURL, "orders")
	require.NoError(t, err)
	defer moved.Close()

	crowd.during(t, func() {
		time.Sleep(2 * time.Second)
		require.NoError(t, s.Change(stack.Profile()+"/pubsub-before.yaml", func(string) string { return readersOf(t, s, "pubsub-before") }))
		eventually(t, 30*time.Second, func() error { return subscribed(t.Context(), s, "pubsub-before") })
		for _, file := range []string{"pubsub.yaml", "lanes.yaml"} {
			require.NoError(t, s.Change(stack.Profile()+"/"+file, func(old string) string {
				require.Contains(t, old, oldURL)
				return strings.ReplaceAll(old, oldURL, newURL)
			}))
		}
		eventually(t, 60*time.Second, func() error { return reading(t.Context(), newURL) })
		time.Sleep(3 * time.Second)
	})
	t.Logf("the broker's address changed: %s", crowd)

	eventually(t, 60*time.Second, func() error { return drained(t.Context(), oldURL) })
	require.NoError(t, os.Remove(filepath.Join(s.Components(), stack.Profile(), "pubsub-before.yaml")))
	eventually(t, 30*time.Second, func() error {
		if subscribed(t.Context(), s, "pubsub-before") == nil {
			return fmt.Errorf("the old broker is still read from")
		}
		return nil
	})
	mustOwn(t, s.Broker()).Stop(5 * time.Second)

	seller, buyer := mustPerson(t, s), mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "The new house", Price: 1000, Quantity: 2})
	order := mustReserve(t, buyer, listing.ID, 2)
	mustAvailable(t, buyer, listing.ID, 0, "reserved")
	mustBecome(t, buyer, order.ID, "cancelled")
	eventually(t, 10*time.Second, func() error {
		for _, event := range moved.Of("order.cancelled") {
			if event.Subject == order.ID {
				return nil
			}
		}
		return fmt.Errorf("the new broker did not have the event")
	})
	require.Equal(t, before, sidecars(s), "a sidecar was started anew")
	crowd.audit(t)
}

// mustNATS starts a second server, with its streams.
func mustNATS(t *testing.T) (address string) {
	t.Helper()
	ports, err := infra.FreePorts()
	require.NoError(t, err)
	second, err := infra.New(infra.Config{
		Components: "../components", Profile: infra.DefaultProfile, Bin: "../.bin", Data: t.TempDir(), Logs: t.TempDir(), Ports: ports,
	})
	require.NoError(t, err)
	require.NoError(t, second.Broker.Start(t.Context()))
	t.Cleanup(func() { second.Broker.Stop(5 * time.Second) })
	return second.URLs["nats"]
}

// readersOf is a component file of a further broker that all read from and
// nobody publishes to: pubsub.yaml and the subscriptions under another name.
func readersOf(t *testing.T, s *stack.Stack, name string) string {
	t.Helper()
	component, err := os.ReadFile(filepath.Join(s.Components(), stack.Profile(), "pubsub.yaml"))
	require.NoError(t, err)
	subscriptions, err := os.ReadFile(filepath.Join(s.Components(), "shared", "subscriptions.yaml"))
	require.NoError(t, err)
	readers := strings.ReplaceAll(string(subscriptions), "pubsubname: pubsub\n", "pubsubname: "+name+"\n")
	for _, subscription := range []string{"tickets-orders", "orders-tickets", "orders-payments", "orders-expirations", "expiration-orders", "payments-orders"} {
		require.Contains(t, readers, "name: "+subscription+"\n")
		readers = strings.ReplaceAll(readers, "name: "+subscription+"\n", "name: "+subscription+"-"+name+"\n")
	}
	return strings.ReplaceAll(string(component), "name: pubsub\n", "name: "+name+"\n") + "---\n" + readers
}

// subscribed tells whether all who read events do so from a component.
func subscribed(ctx context.Context, s *stack.Stack, pubsub string) error {
	for id, topics := range map[string]int{"tickets": 1, "orders": 3, "expiration": 1, "payments": 1} {
		loaded, err := s.App(id).Loaded(ctx)
		if err != nil {
			return err
		}
		for _, subscription := range loaded.Subscriptions {
			if subscription.PubsubName == pubsub {
				topics--
			}
		}
		if topics > 0 {
			return fmt.Errorf("%s lacks %d subscriptions to %s", id, topics, pubsub)
		}
	}
	return nil
}

var readers = map[string][]string{"tickets": {"orders"}, "orders": {"tickets", "expiration", "payments"}, "expirations": {"orders"}, "payments": {"orders"}}

// reading tells whether every service reads from a NATS server.
func reading(ctx context.Context, address string) error {
	return consumers(ctx, address, func(info *jetstream.ConsumerInfo) error {
		if !info.PushBound {
			return fmt.Errorf("%s does not read %s", info.Name, info.Stream)
		}
		return nil
	})
}

// drained tells whether every service has read all that a NATS server has.
func drained(ctx context.Context, address string) error {
	return consumers(ctx, address, func(info *jetstream.ConsumerInfo) error {
		if left := info.NumPending + uint64(info.NumAckPending); left > 0 {
			return fmt.Errorf("%s has %d events of %s to read", info.Name, left, info.Stream)
		}
		return nil
	})
}

func consumers(ctx context.Context, address string, check func(*jetstream.ConsumerInfo) error) error {
	conn, err := nats.Connect(address)
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	for topic, services := range readers {
		for _, service := range services {
			consumer, err := js.PushConsumer(ctx, topic, service)
			if err != nil {
				return fmt.Errorf("%s of %s: %w", service, topic, err)
			}
			if err := check(consumer.CachedInfo()); err != nil {
				return err
			}
		}
	}
	return nil
}
