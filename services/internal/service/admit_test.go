package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/sidecar"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/internal/subscription"
)

func TestJudge(t *testing.T) {
	fit := sidecar.Component{Type: "state.sqlite", Capabilities: []string{"ETAG", "TRANSACTIONAL", "TTL"}}
	for name, c := range map[string]struct {
		store, broker sidecar.Component
		want          string
	}{
		"fit":                  {fit, sidecar.Component{Type: "pubsub.jetstream"}, ""},
		"no events":            {fit, sidecar.Component{}, ""},
		"no transactions":      {sidecar.Component{Type: "state.x", Capabilities: []string{"ETAG"}}, sidecar.Component{}, "component statestore (state.x) is not fit for pass. It does not declare the capability TRANSACTIONAL"},
		"no etags":             {sidecar.Component{Type: "state.x", Capabilities: []string{"TRANSACTIONAL"}}, sidecar.Component{}, "the capability ETAG"},
		"no time to live":      {sidecar.Component{Type: "state.x", Capabilities: []string{"ETAG", "TRANSACTIONAL"}}, sidecar.Component{}, "the capability TTL"},
		"a store that forgets": {sidecar.Component{Type: "state.in-memory", Capabilities: fit.Capabilities}, sidecar.Component{}, "all orders would be gone"},
		"a broker that drops":  {fit, sidecar.Component{Type: "pubsub.mqtt3"}, "component pubsub (pubsub.mqtt3) is not fit for pass. What is published"},
	} {
		t.Run(name, func(t *testing.T) {
			err := judge(sidecar.Loaded{Components: map[string]sidecar.Component{StateStore: c.store, PubSub: c.broker}})
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, "make conform")
			require.ErrorContains(t, err, "docs/profiles.md")
		})
	}
}

func TestMissingNamesEverything(t *testing.T) {
	s := &Service{Events: subscription.New(NewLog(&bytes.Buffer{}, "x", 0))}
	s.Events.On(contracts.OrderCreated, func(context.Context, contracts.Event) error { return nil })
	err := s.missing(sidecar.Loaded{})
	for _, want := range []string{"statestore is not loaded", "pubsub is not loaded", "orders is not subscribed"} {
		require.ErrorContains(t, err, want)
	}
	store := sidecar.Component{Type: "state.x", Capabilities: []string{"ETAG"}}
	require.NoError(t, s.missing(sidecar.Loaded{
		Components: map[string]sidecar.Component{StateStore: store, PubSub: {}}, Subscriptions: []string{contracts.TopicOrders},
	}))
}

// A sidecar that loads a store anew lists it for a moment without what it can
// do: that must be waited for, and not be taken for a verdict.
func TestAStoreThatIsBeingReloadedIsMissing(t *testing.T) {
	s := &Service{Events: subscription.New(NewLog(&bytes.Buffer{}, "x", 0))}
	reloading := sidecar.Loaded{Components: map[string]sidecar.Component{StateStore: {Type: "state.x"}}}
	require.ErrorContains(t, s.missing(reloading), "declares no capability")
}

// probing is a service with no more than a store and a log.
func probing(store state.Store) (*Service, *bytes.Buffer) {
	log := &bytes.Buffer{}
	return &Service{Store: store, Log: NewLog(log, "x", 0), Settings: &Settings{Instance: "x-0"}}, log
}

func TestProbeWaitsForAStoreThatIsAway(t *testing.T) {
	store, tries := statetest.NewMemory(), 0
	store.Before = func(context.Context, string) error {
		if tries++; tries == 1 {
			return errors.New("connection refused")
		}
		return nil
	}
	s, log := probing(store)
	require.NoError(t, s.probe(t.Context(), "state.x"))
	require.Contains(t, log.String(), "waiting for the store")
	require.Contains(t, log.String(), "connection refused")
}

func TestProbeEndsWithTheProcess(t *testing.T) {
	store := statetest.NewMemory()
	store.Before = func(context.Context, string) error { return errors.New("connection refused") }
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	s, _ := probing(store)
	require.ErrorContains(t, s.probe(ctx, "state.x"), "connection refused")
}

// TestRefusesRedisAsAStore starts the real tickets service beside a real
// sidecar whose store is Redis, which does not keep Dapr's promises.
func TestRefusesRedisAsAStore(t *testing.T) {
	server, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("no redis-server: install it to see it refused")
	}
	redis := freePorts(t, 1)[0]
	process(t, t.TempDir(), nil, server, "--port", fmt.Sprint(redis), "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning")
	require.Eventually(t, func() bool { return listens(redis) }, 30*time.Second, 20*time.Millisecond)

	code, output := runTickets(t, "embedded-statestore.yaml", fmt.Sprintf(`
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: {name: statestore}
spec: {type: state.redis, version: v1, metadata: [{name: redisHost, value: "127.0.0.1:%d"}, {name: redisPassword, value: ""}]}
`, redis))
	require.Equal(t, 1, code, output)
	require.Contains(t, output, "component statestore (state.redis) is not fit for pass. It replaced a document in an insert-only write.")
	require.Contains(t, output, "docs/profiles.md")
	require.NotContains(t, output, `"msg":"ready"`)
}

func TestRefusesABrokerThatForgets(t *testing.T) {
	code, output := runTickets(t, "embedded-pubsub.yaml", `
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: {name: pubsub}
spec: {type: pubsub.in-memory, version: v1}
`)
	require.Equal(t, 1, code, output)
	require.Contains(t, output, "component pubsub (pubsub.in-memory) is not fit for pass.")
}

// runTickets runs tickets with one of the embedded profile's files replaced,
// until it ends.
func runTickets(t *testing.T, file, content string) (code int, output string) {
	t.Helper()
	bin := binaries(t, "nats", "daprd")
	ports := freePorts(t, 5)
	dir := realComponents(t, ports[0])
	replaced := filepath.Join(dir, "components", file)
	require.FileExists(t, replaced)
	require.NoError(t, os.WriteFile(replaced, []byte(content), 0o644))
	tickets := filepath.Join(dir, "tickets")
	build := exec.Command("go", "build", "-o", tickets, ".")
	build.Dir, build.Env = filepath.Join(top, "services", "tickets"), append(os.Environ(), "GOWORK=off")
	built, err := build.CombinedOutput()
	require.NoError(t, err, "%s", built)

	process(t, dir, nil, filepath.Join(bin, "nats"), "-port", fmt.Sprint(ports[0]), "-store", "nats")
	require.Eventually(t, func() bool { return listens(ports[0]) }, 30*time.Second, 20*time.Millisecond)
	process(t, dir, []string{"DAPR_HOST_IP=127.0.0.1"}, filepath.Join(bin, "daprd"), sidecarArgs("tickets", ports[1:])...)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	service := exec.CommandContext(ctx, tickets)
	service.Env = append(os.Environ(), fmt.Sprint("APP_PORT=", ports[1]), fmt.Sprint("DAPR_HTTP_PORT=", ports[2]), fmt.Sprint("DAPR_GRPC_PORT=", ports[3]))
	log, err := service.CombinedOutput()
	var exit *exec.ExitError
	require.True(t, err == nil || errors.As(err, &exit), "%v", err)
	return service.ProcessState.ExitCode(), strings.ReplaceAll(string(log), `\"`, `"`)
}
