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

// TestPolicyChangesWhileRunning shortens the time that a call may take until
// no sign-in fits in, and lengthens it again. Dapr starts a sidecar's runtime
// anew for that, inside its process and by itself: requests fail for a
// moment, and nobody has to restart anything.
func TestPolicyChangesWhileRunning(t *testing.T) {
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "8"}}})
	before := sidecars(s)
	crowd := newTraffic(t, s, 8)
	person := mustPerson(t, s)
	set := func(from, to string) {
		require.NoError(t, s.Change("shared/resiliency.yaml", func(old string) string {
			require.Contains(t, old, from)
			return strings.Replace(old, from, to, 1)
		}))
	}
	signIn := func() error { return person.SignIn(t.Context(), person.User.Email, password) }
	crowd.during(t, func() {
		set("call: 30s", "call: 3ms")
		eventually(t, 30*time.Second, func() error {
			if err := signIn(); market.Status(err) < 500 {
				return fmt.Errorf("a sign-in has the time it needs: %v", err)
			}
			return nil
		})
		set("call: 3ms", "call: 30s")
		eventually(t, 60*time.Second, signIn)
		time.Sleep(2 * time.Second)
	})
	t.Logf("a policy changed and changed back: %s", crowd)
	require.Equal(t, before, sidecars(s), "a sidecar was started anew")
	crowd.audit(t)
}

// sidecars are the process ids of all sidecars.
func sidecars(s *stack.Stack) map[string]int {
	pids := map[string]int{}
	for _, app := range s.Apps() {
		pids[app.Instance] = app.Sidecar.PID()
		if !app.Sidecar.Running() {
			pids[app.Instance] = 0
		}
	}
	return pids
}

// TestBrokerMovesWhileRunning moves the events of a running stack to another
// NATS server, by component files alone and without a restart: first all read
// from both, then all publish to the new one, and when the old one has
// nothing left to be read it may go.
func TestBrokerMovesWhileRunning(t *testing.T) {
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "8"}}})
	before := sidecars(s)
	crowd := newTraffic(t, s, 8)
	oldURL, newURL, stop := s.NATSURL(), "", func() {}
	newURL, stop = mustNATS(t)
	defer stop()
	moved, err := market.Record(t.Context(), newURL, "orders")
	require.NoError(t, err)
	defer moved.Close()

	crowd.during(t, func() {
		time.Sleep(2 * time.Second)
		require.NoError(t, s.Change("embedded/pubsub-before.yaml", func(string) string { return readersOf(t, s, "pubsub-before") }))
		eventually(t, 30*time.Second, func() error { return subscribed(t.Context(), s, "pubsub-before") })
		for _, file := range []string{"pubsub.yaml", "lanes.yaml"} {
			require.NoError(t, s.Change("embedded/"+file, func(old string) string {
				require.Contains(t, old, oldURL)
				return strings.ReplaceAll(old, oldURL, newURL)
			}))
		}
		eventually(t, 60*time.Second, func() error { return reading(t.Context(), newURL) })
		time.Sleep(3 * time.Second)
	})
	t.Logf("the broker's address changed: %s", crowd)

	eventually(t, 60*time.Second, func() error { return drained(t.Context(), oldURL) })
	require.NoError(t, os.Remove(filepath.Join(s.Components(), "embedded", "pubsub-before.yaml")))
	eventually(t, 30*time.Second, func() error {
		if subscribed(t.Context(), s, "pubsub-before") == nil {
			return fmt.Errorf("the old broker is still read from")
		}
		return nil
	})
	s.Infra.NATS.Stop(5 * time.Second)

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
func mustNATS(t *testing.T) (address string, stop func()) {
	t.Helper()
	ports, err := infra.FreePorts()
	require.NoError(t, err)
	dir := t.TempDir()
	bin, err := filepath.Abs("../.bin")
	require.NoError(t, err)
	second := infra.New(infra.Config{Bin: bin, Data: dir, Logs: dir, Ports: ports}).NATS
	require.NoError(t, second.Start(t.Context()))
	return fmt.Sprintf("nats://127.0.0.1:%d", ports.NATS), func() { second.Stop(5 * time.Second) }
}

// readersOf is a component file of a further broker that all read from and
// nobody publishes to: pubsub.yaml and the subscriptions under another name.
func readersOf(t *testing.T, s *stack.Stack, name string) string {
	t.Helper()
	component, err := os.ReadFile(filepath.Join(s.Components(), "embedded", "pubsub.yaml"))
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
