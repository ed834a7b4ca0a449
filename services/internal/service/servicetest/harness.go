// Package servicetest runs a service in a test as it runs for real, with its
// middleware, writer, outbox and a listening port, but with documents in
// memory, events recorded instead of published, and a handler of the test's in
// place of the other services.
package servicetest

import (
	"context"
	"crypto/ed25519"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/sidecar"
	"github.com/saheedt/pass/services/internal/state/statetest"
)

const (
	keyID = "test"
	// patience is how long Await waits.
	patience = 5 * time.Second
)

// Harness is a running service and its surroundings.
type Harness struct {
	*service.Service
	URL    string // where it listens, without a slash at the end
	Memory *statetest.Memory

	t      testing.TB
	key    ed25519.PrivateKey
	broker *recorder
	client *http.Client
}

// Options change the surroundings; zero values mean the defaults.
type Options struct {
	// Environ holds settings as NAME=value.
	Environ []string
	// Settings are filled from Environ when given, and hold the shared settings.
	Settings service.Configured
	// Memory is the store, to share it between two harnesses.
	Memory *statetest.Memory
	// Clock is the service's clock.
	Clock func() time.Time
	// Others answers calls to other services; the header dapr-app-id names the
	// service. Default: 404.
	Others http.Handler
	// Keys verify sessions instead of the harness's own.
	Keys session.Keys
	// Transport carries the test's requests, so that it may look at them.
	Transport http.RoundTripper
	// Log is where the service's log goes. Default: nowhere.
	Log io.Writer
}

// New wires a service, opens it and stops it at the end of the test.
func New(t testing.TB, name string, opts Options, wire func(*service.Service) error) *Harness {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	h := &Harness{Memory: opts.Memory, t: t, key: private, broker: &recorder{}, client: &http.Client{
		Transport:     opts.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if h.Memory == nil {
		h.Memory = statetest.NewMemory()
	}
	if opts.Keys == nil {
		opts.Keys = keys{public}
	}
	if opts.Clock == nil {
		opts.Clock = func() time.Time { return time.Now().UTC() }
	}
	if opts.Log == nil {
		opts.Log = io.Discard
	}
	h.Service = service.New(service.Parts{
		Name: name, Settings: load(t, name, opts), Clock: opts.Clock, Keys: opts.Keys,
		Log: service.NewLog(opts.Log, name, slog.LevelDebug), Sidecar: others(t, opts.Others),
		Store: h.Memory, Publisher: h.broker,
	})
	require.NoError(t, wire(h.Service))
	h.Mount()
	h.listen()
	require.NoError(t, h.Open(t.Context()))
	return h
}

func load(t testing.TB, name string, opts Options) *service.Settings {
	t.Helper()
	if opts.Settings == nil {
		opts.Settings = &service.Settings{}
	}
	require.NoError(t, service.Load(name, append([]string{"APP_PORT=1"}, opts.Environ...), opts.Settings))
	return opts.Settings.Common()
}

// others makes the way to the other services end at the test's handler.
func others(t testing.TB, handler http.Handler) *sidecar.Client {
	t.Helper()
	if handler == nil {
		handler = http.NotFoundHandler()
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	require.NoError(t, err)
	port, err := strconv.Atoi(address.Port())
	require.NoError(t, err)
	client, err := sidecar.New(sidecar.Options{Host: address.Hostname(), HTTPPort: port, GRPCPort: port})
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func (h *Harness) listen() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(h.t, err)
	h.URL = "http://" + listener.Addr().String()
	go h.API.Listener(listener) //nolint:errcheck // ends with the test
	h.t.Cleanup(func() {
		h.client.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_ = h.API.ShutdownWithContext(ctx)
		_ = h.Writer.Close(ctx)
	})
}

// Token is a session of the user that is valid for an hour.
func (h *Harness) Token(user session.User) string {
	h.t.Helper()
	token, err := session.Sign(user, h.Clock(), time.Hour, keyID, h.key)
	require.NoError(h.t, err)
	return token
}

// Keys verify the tokens that Token makes, for another harness.
func (h *Harness) Keys() session.Keys { return keys{h.key.Public().(ed25519.PublicKey)} }

type keys struct{ public ed25519.PublicKey }

func (k keys) Key(_ context.Context, kid string) (ed25519.PublicKey, error) {
	if kid != keyID {
		return nil, session.ErrInvalid
	}
	return k.public, nil
}

// recorder keeps what the service publishes.
type recorder struct {
	mu     sync.Mutex
	events []contracts.Event
}

func (r *recorder) Publish(_ context.Context, event contracts.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, event)
	return nil
}

// Published is what the service has published so far.
func (h *Harness) Published() []contracts.Event {
	h.broker.mu.Lock()
	defer h.broker.mu.Unlock()
	return append([]contracts.Event{}, h.broker.events...)
}

// Await waits for the first event of the type about the thing with the given
// id; an empty id means any.
func (h *Harness) Await(eventType, id string) contracts.Event {
	h.t.Helper()
	var found contracts.Event
	require.Eventually(h.t, func() bool {
		for _, event := range h.Published() {
			if event.Type == eventType && (id == "" || event.Subject == id) {
				found = event
				return true
			}
		}
		return false
	}, patience, 5*time.Millisecond, "no %s about %q was published", eventType, id)
	return found
}
