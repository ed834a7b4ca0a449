package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	dapr "github.com/dapr/go-sdk/client"
	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/sidecar"
	"github.com/saheedt/pass/services/internal/trace"
	"github.com/saheedt/pass/services/internal/writer"
)

const (
	top    = "../../.."
	parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
)

// realService is a service that hears what it publishes itself: the sidecar of
// tickets has a subscription to orders.
type realService struct {
	*Service
	mu       sync.Mutex
	seen     []contracts.Event
	traces   []string
	failures int // deliveries to fail first
	failed   int
}

func (r *realService) wire(s *Service) error {
	r.Service = s
	s.API.Post("/api/v1/echo", func(c *fiber.Ctx) error {
		f, err := form.Parse(c)
		if err != nil {
			return err
		}
		return c.JSON(fiber.Map{"text": f.String("text"), "parent": trace.Parent(c.UserContext()), "request": trace.RequestID(c.UserContext())})
	})
	s.Events.On(contracts.OrderCreated, r.heard)
	return nil
}

func (r *realService) heard(ctx context.Context, event contracts.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failed < r.failures {
		r.failed++
		return errors.New("not yet")
	}
	r.seen = append(r.seen, event)
	r.traces = append(r.traces, trace.Parent(ctx))
	return nil
}

func (r *realService) events() ([]contracts.Event, []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]contracts.Event{}, r.seen...), append([]string{}, r.traces...)
}

// publish commits a document and its event, as a service does.
func (r *realService) publish(t *testing.T, ctx context.Context, key string) contracts.Event {
	event := contracts.New(contracts.OrderCreated, key, 1, time.Now(), contracts.Order{ID: key, Ticket: contracts.OrderTicket{Title: "$100 <b> 🎟"}})
	_, err := writer.Do(ctx, r.Writer, nil, func(tx *writer.Tx) (bool, error) {
		writer.Insert(tx, "order/"+key, &event)
		tx.Publish(event)
		return true, nil
	})
	require.NoError(t, err)
	return event
}

// TestRealSidecar runs a service beside a real sidecar and broker, with the
// component files that the product ships.
func TestRealSidecar(t *testing.T) {
	ports := freePorts(t, 5)
	r := &realService{failures: 1}
	stop, ended := startReal(t, r, ports)

	t.Run("becomes ready", func(t *testing.T) {
		ready := fmt.Sprintf("http://127.0.0.1:%d/readyz", ports[1])
		require.Eventually(t, func() bool { return ok(ready) }, 30*time.Second, 20*time.Millisecond)
	})
	ctx := trace.With(t.Context(), parent, "my-request")
	t.Run("an event keeps its id, time, data and trace, and is delivered again after a failure", func(t *testing.T) {
		sent := r.publish(t, ctx, id.New())
		require.Eventually(t, func() bool { events, _ := r.events(); return len(events) > 0 }, 30*time.Second, 20*time.Millisecond)
		events, traces := r.events()
		require.Equal(t, 1, r.failed)
		require.Equal(t, sent.ID, events[0].ID)
		require.Equal(t, sent.Type, events[0].Type)
		require.Equal(t, sent.Source, events[0].Source)
		require.Equal(t, sent.Subject, events[0].Subject)
		require.True(t, sent.Time.Equal(events[0].Time))
		require.JSONEq(t, string(sent.Data), string(events[0].Data))
		require.Equal(t, parent, events[0].TraceParent)
		require.Equal(t, parent, traces[0])
	})
	t.Run("a malformed event is dropped once", func(t *testing.T) {
		body := []byte(`{"specversion":"1.0","id":"x","type":"order.created","source":"orders"}`)
		require.NoError(t, r.Sidecar.Dapr().PublishEvent(ctx, PubSub, contracts.TopicOrders, body, cloudEvent))
		require.Eventually(t, func() bool { return r.Events.Dropped() == 1 }, 10*time.Second, 20*time.Millisecond)
		require.Never(t, func() bool { return r.Events.Dropped() > 1 }, 2*time.Second, 100*time.Millisecond)
	})
	t.Run("invocation carries trace and request id", func(t *testing.T) {
		var echo struct{ Text, Parent, Request string }
		require.NoError(t, r.Sidecar.Invoke(ctx, "tickets", http.MethodPost, "/api/v1/echo", map[string]string{"text": "$1 🎟"}, &echo))
		require.Equal(t, "$1 🎟", echo.Text)
		require.Equal(t, parent[:36], echo.Parent[:36], "the same trace")
		require.Equal(t, "my-request", echo.Request)
	})
	t.Run("problems pass the sidecar", func(t *testing.T) {
		for size, want := range map[int]int{100: 400, 100 << 10: 413, 3 << 20: 413} {
			err := r.Sidecar.Invoke(ctx, "tickets", http.MethodPost, "/api/v1/echo", strings.Repeat("x", size), nil)
			var status *sidecar.StatusError
			require.ErrorAs(t, err, &status, "%d bytes", size)
			require.Equal(t, want, status.Status, "%d bytes: %s", size, status.Body)
		}
		var status *sidecar.StatusError
		require.ErrorAs(t, r.Sidecar.Invoke(ctx, "tickets", http.MethodGet, "/api/v1/nothing", nil, nil), &status)
		require.Equal(t, 404, status.Status)
	})
	t.Run("the stop is orderly", func(t *testing.T) {
		for range 100 {
			r.publish(t, ctx, id.New())
		}
		began := time.Now()
		stop()
		require.NoError(t, <-ended)
		require.Zero(t, r.Writer.Pending(), "the outbox is drained")
		require.Less(t, time.Since(began), 5*time.Second)
	})
}

// cloudEvent publishes a body as a whole event.
var cloudEvent = dapr.PublishEventWithContentType("application/cloudevents+json")

// startReal starts broker, service and sidecar. The ports are the broker's,
// the app's, and the sidecar's three.
func startReal(t *testing.T, r *realService, ports []int) (stop func(), ended chan error) {
	t.Helper()
	bin := binaries(t, "nats", "daprd")
	dir := realComponents(t, ports[0])
	process(t, dir, nil, filepath.Join(bin, "nats"), "-port", fmt.Sprint(ports[0]), "-store", "nats")
	require.Eventually(t, func() bool { return listens(ports[0]) }, 30*time.Second, 20*time.Millisecond)
	settings := &Settings{}
	require.NoError(t, Load("tickets", []string{
		fmt.Sprint("APP_PORT=", ports[1]), fmt.Sprint("DAPR_HTTP_PORT=", ports[2]), fmt.Sprint("DAPR_GRPC_PORT=", ports[3]),
		"APP_API_TOKEN=to-app", "DAPR_API_TOKEN=to-sidecar",
	}, settings))
	ctx, cancel := context.WithCancel(context.Background())
	log := &bytes.Buffer{}
	ended = make(chan error, 1)
	go func() { ended <- run(ctx, "tickets", settings, NewLog(log, "tickets", 0), r.wire) }()
	t.Cleanup(func() {
		cancel()
		if t.Failed() {
			time.Sleep(100 * time.Millisecond) // for the log's last lines
			t.Logf("log:\n%s", log)
		}
	})
	process(t, dir, []string{"APP_API_TOKEN=to-app", "DAPR_API_TOKEN=to-sidecar", "DAPR_HOST_IP=127.0.0.1"},
		filepath.Join(bin, "daprd"), sidecarArgs("tickets", ports[1:])...)
	return cancel, ended
}

// sidecarArgs are daprd's. The ports are the app's and its own three.
func sidecarArgs(id string, ports []int) []string {
	return []string{
		"--app-id", id, "--app-port", fmt.Sprint(ports[0]), "--dapr-listen-addresses", "127.0.0.1",
		"--dapr-http-port", fmt.Sprint(ports[1]), "--dapr-grpc-port", fmt.Sprint(ports[2]),
		"--dapr-internal-grpc-port", fmt.Sprint(ports[3]), "--dapr-internal-grpc-listen-address", "127.0.0.1",
		"--enable-metrics=false", "--placement-host-address", "", "--scheduler-host-address", "", "--resources-path", "components", "--log-level", "error",
	}
}

func binaries(t *testing.T, names ...string) string {
	t.Helper()
	bin, err := filepath.Abs(filepath.Join(top, ".bin"))
	require.NoError(t, err)
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(bin, name)); err != nil {
			t.Skipf("no .bin/%s: run make tools first", name)
		}
	}
	return bin
}

// realComponents copies the component files and gives them the test's broker.
// The tests' service reads what it publishes, which the files allow to none.
func realComponents(t *testing.T, broker int) string {
	t.Helper()
	dir := t.TempDir()
	for _, sub := range []string{"components", ".data"} {
		require.NoError(t, os.Mkdir(filepath.Join(dir, sub), 0o755))
	}
	for _, folder := range []string{"embedded", "shared"} {
		files, err := filepath.Glob(filepath.Join(top, "components", folder, "*.yaml"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			text = bytes.ReplaceAll(text, []byte("127.0.0.1:4222"), fmt.Appendf(nil, "127.0.0.1:%d", broker))
			text = bytes.ReplaceAll(text, []byte("tickets=tickets,deadletter"), []byte("tickets=tickets,orders,deadletter"))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "components", folder+"-"+filepath.Base(file)), text, 0o644))
		}
	}
	return dir
}

func process(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, append(os.Environ(), env...), os.Stderr, os.Stderr
	// Whatever happens to the test, no process outlives it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
}

func freePorts(t *testing.T, n int) []int {
	t.Helper()
	ports := make([]int, n)
	for i := range ports {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer listener.Close()
		ports[i] = listener.Addr().(*net.TCPAddr).Port
	}
	return ports
}

func listens(port int) bool {
	conn, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

func ok(url string) bool {
	res, err := http.Get(url)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}
