package service_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/writer"
)

var (
	ana        = session.User{ID: "0195a1b2-0000-7000-8000-00000000000a", Email: "ana@example.com"}
	errFull    = errors.New("shelf is full")
	errStrange = errors.New("a cause that clients must not see")
)

type note struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Owner string `json:"owner"`
}

// wire makes a small service that keeps notes.
func wire(executed *atomic.Int64) func(*service.Service) error {
	return func(s *service.Service) error {
		s.Problems.Add(problem.Map{errFull: problem.Conflict("The shelf is full.")})
		s.API.Post("/api/v1/notes", s.Sessions.Required, func(c *fiber.Ctx) error { return create(s, c, executed) })
		s.API.Get("/api/v1/notes", func(c *fiber.Ctx) error { return c.JSON([]note{}) })
		s.API.Get("/api/v1/panic", func(*fiber.Ctx) error { panic("oh") })
		s.API.Get("/api/v1/strange", func(*fiber.Ctx) error { return errStrange })
		s.API.Get("/api/v1/backlog", func(*fiber.Ctx) error { return fmt.Errorf("x: %w", writer.ErrBacklog) })
		s.API.Post("/api/v1/signin", func(c *fiber.Ctx) error {
			session.SetCookie(c, fmt.Sprint("token", executed.Add(1)), time.Hour)
			return c.JSON(fiber.Map{"n": executed.Load()})
		})
		s.LargeBody("/api/v1/large", 256<<10)
		s.API.Post("/api/v1/large", func(c *fiber.Ctx) error { return c.SendStatus(200) })
		s.API.Put("/actors/Thing/1/method/remind/x", func(c *fiber.Ctx) error { return c.SendStatus(200) })
		return nil
	}
}

func create(s *service.Service, c *fiber.Ctx, executed *atomic.Int64) error {
	f, err := form.Parse(c)
	if err != nil {
		return err
	}
	n := note{ID: id.New(), Title: f.String("title", form.Required, form.Length(1, 200)), Owner: session.Must(c).ID}
	if err := f.Err(); err != nil {
		return err
	}
	at := s.Clock()
	return s.Idempotency.Do(c, nil, func(tx *writer.Tx) (idempotency.Answer, error) {
		executed.Add(1)
		if n.Title == "full" {
			writer.Insert(tx, "note/"+n.ID, &n)
			return idempotency.Answer{}, fmt.Errorf("create: %w", errFull)
		}
		writer.Insert(tx, "note/"+n.ID, &n)
		tx.Publish(contracts.New(contracts.TicketCreated, n.ID, 1, at, n))
		return idempotency.Answer{Status: 201, Body: n, Header: map[string]string{"Location": "/api/v1/notes/" + n.ID}}, nil
	})
}

func start(t *testing.T, opts servicetest.Options) (*servicetest.Harness, *atomic.Int64) {
	t.Helper()
	executed := &atomic.Int64{}
	return servicetest.New(t, "notes", opts, wire(executed)), executed
}

func TestProblems(t *testing.T) {
	var log bytes.Buffer
	h, _ := start(t, servicetest.Options{Log: &log})
	for _, tc := range []struct {
		name, method, path string
		body               any
		with               []servicetest.With
		status             int
	}{
		{"unknown route", "GET", "/api/v1/nothing", nil, nil, 404},
		{"unknown route outside the API", "GET", "/nothing", nil, nil, 404},
		{"wrong method", "DELETE", "/api/v1/notes", nil, nil, 405},
		{"no session", "POST", "/api/v1/notes", note{Title: "a"}, nil, 401},
		{"bad token", "POST", "/api/v1/notes", note{Title: "a"}, []servicetest.With{servicetest.Header("Authorization", "Bearer x.y.z")}, 401},
		{"panic", "GET", "/api/v1/panic", nil, nil, 500},
		{"unknown cause", "GET", "/api/v1/strange", nil, nil, 500},
		{"backlog", "GET", "/api/v1/backlog", nil, nil, 503},
		{"domain refusal", "POST", "/api/v1/notes", map[string]string{"title": "full"}, []servicetest.With{servicetest.As(ana)}, 409},
		{"foreign origin", "POST", "/api/v1/notes", map[string]string{"title": "a"}, []servicetest.With{servicetest.As(ana), servicetest.Header("Origin", "https://evil.example")}, 403},
		{"null origin", "POST", "/api/v1/notes", map[string]string{"title": "a"}, []servicetest.With{servicetest.As(ana), servicetest.Header("Origin", "null")}, 403},
		{"not JSON", "POST", "/api/v1/notes", "title=a", []servicetest.With{servicetest.As(ana), servicetest.Header("Content-Type", "application/x-www-form-urlencoded")}, 415},
		{"too large", "POST", "/api/v1/notes", strings.Repeat("x", 64<<10+1), []servicetest.With{servicetest.As(ana)}, 413},
		{"far too large", "POST", "/api/v1/notes", strings.Repeat("x", 4<<20), []servicetest.With{servicetest.As(ana)}, 413},
		{"empty key", "POST", "/api/v1/notes", map[string]string{"title": "a"}, []servicetest.With{servicetest.As(ana), servicetest.Header("Idempotency-Key", "a b")}, 400},
	} {
		t.Run(tc.name, func(t *testing.T) {
			res := h.Send(tc.method, tc.path, tc.body, tc.with...)
			require.Equal(t, tc.status, res.Status, "%s", res.Body)
			p := res.Problem()
			require.NotEmpty(t, p.Title)
			require.NotEmpty(t, p.Detail)
			require.Equal(t, "about:blank", p.Type)
			require.NotContains(t, string(res.Body), errStrange.Error())
			require.NotEmpty(t, res.Header.Get("X-Request-Id"))
			if tc.status == 503 {
				require.Equal(t, "2", res.Header.Get("Retry-After"))
			}
			if tc.status == 405 {
				require.Contains(t, res.Header.Values("Allow")[0], "GET")
			}
		})
	}
	require.Contains(t, log.String(), errStrange.Error())
}

func TestLargeBodyWhereAllowed(t *testing.T) {
	h, _ := start(t, servicetest.Options{})
	body := strings.Repeat("x", 200<<10)
	require.Equal(t, 200, h.Send("POST", "/api/v1/large", body).Status)
	require.Equal(t, 413, h.Send("POST", "/api/v1/signin", body).Status)
	require.Equal(t, 413, h.Send("POST", "/api/v1/large", body+body).Status)
}

func TestHead(t *testing.T) {
	h, _ := start(t, servicetest.Options{})
	for path, status := range map[string]int{"/api/v1/notes": 200, "/api/v1/nothing": 404, "/healthz": 200} {
		res := h.Send("HEAD", path, nil)
		require.Equal(t, status, res.Status, path)
		require.Empty(t, res.Body)
	}
}

func TestOriginOfTheSiteItself(t *testing.T) {
	h, _ := start(t, servicetest.Options{})
	res := h.Send("POST", "/api/v1/notes", map[string]string{"title": "a"}, servicetest.As(ana), servicetest.Header("Origin", "http://localhost:3000"))
	require.Equal(t, 201, res.Status)
	require.Equal(t, 200, h.Send("GET", "/api/v1/notes", nil, servicetest.Header("Origin", "https://evil.example")).Status)
}

func TestRequestAndTrace(t *testing.T) {
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	h, _ := start(t, servicetest.Options{})
	res := h.Send("POST", "/api/v1/notes", map[string]string{"title": "a"}, servicetest.As(ana),
		servicetest.Header("traceparent", parent), servicetest.Header("X-Request-Id", "my-id"))
	require.Equal(t, "my-id", res.Header.Get("X-Request-Id"))
	require.Equal(t, parent, h.Await(contracts.TicketCreated, "").TraceParent)
}

func TestSidecarRoutes(t *testing.T) {
	h, _ := start(t, servicetest.Options{Environ: []string{"APP_API_TOKEN=right"}})
	event := contracts.New(contracts.OrderCreated, id.New(), 1, time.Now(), contracts.Order{})
	for token, status := range map[string]int{"": 401, "wrong": 401, "right": 200} {
		with := servicetest.Header("dapr-api-token", token)
		require.Equal(t, status, h.Send("POST", "/events/orders", event, with).Status, "token %q", token)
		require.Equal(t, status, h.Send("PUT", "/actors/Thing/1/method/remind/x", nil, with).Status, "token %q", token)
		require.Equal(t, status, h.Send("GET", "/dapr/config", nil, with).Status, "token %q", token)
	}
}

func TestSidecarRoutesWithoutToken(t *testing.T) {
	h, _ := start(t, servicetest.Options{})
	require.Equal(t, 200, h.Send("GET", "/dapr/config", nil).Status, "from this machine")
}

func TestAlive(t *testing.T) {
	h, _ := start(t, servicetest.Options{})
	require.Equal(t, 200, h.Send("GET", "/healthz", nil).Status)
}

// TestReadiness names what is missing: the harness has no sidecar at all.
func TestReadiness(t *testing.T) {
	h, _ := start(t, servicetest.Options{})
	h.Ready("own", func(context.Context) error { return errFull })
	h.Events.On(contracts.OrderCreated, func(context.Context, contracts.Event) error { return nil })
	res := h.Send("GET", "/readyz", nil)
	require.Equal(t, 503, res.Status)
	var answer struct {
		Failed map[string]string `json:"failed"`
	}
	res.Into(&answer)
	require.Contains(t, answer.Failed, "sidecar")
	require.Contains(t, answer.Failed, "subscriptions")
	require.Equal(t, errFull.Error(), answer.Failed["own"])
	require.NotContains(t, answer.Failed, "store")
	require.NotContains(t, answer.Failed, "writer")
}

// A service whose sidecar never comes answers health, refuses requests, and
// gives up in time.
func TestWithoutSidecar(t *testing.T) {
	port := freePort(t)
	ended := make(chan int, 1)
	go func() {
		ended <- service.Run("notes", []string{
			fmt.Sprint("APP_PORT=", port), fmt.Sprint("DAPR_HTTP_PORT=", freePort(t)), fmt.Sprint("DAPR_GRPC_PORT=", freePort(t)),
			"SIDECAR_WAIT_SECONDS=2", "LOG_LEVEL=error",
		}, &service.Settings{}, wire(&atomic.Int64{}))
	}()
	base := fmt.Sprint("http://127.0.0.1:", port)
	require.Eventually(t, func() bool { return statusOf(base+"/healthz") == 200 }, 2*time.Second, 10*time.Millisecond)
	require.Equal(t, 503, statusOf(base+"/readyz"))
	require.Equal(t, 200, statusOf(base+"/dapr/config"))
	require.Equal(t, 503, statusOf(base+"/api/v1/notes"), "it waits for the start, and ends when that does")
	require.Equal(t, 1, <-ended)
}

func statusOf(url string) int {
	res, err := http.Get(url)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

func freePort(t *testing.T) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// Routes are found by the path as it was sent: nothing is decoded, no dots are
// resolved. A proxy may let a path through for its beginning that would lead
// elsewhere otherwise.
func TestPathsThatLeadElsewhere(t *testing.T) {
	h, _ := start(t, servicetest.Options{})
	for _, path := range []string{
		"/api/v1/notes/..%2f..%2f..%2fhealthz", "/api/v1/notes/%2e%2e/%2e%2e/%2e%2e/healthz", "/api/v1/notes/../../../healthz", "//healthz",
		"/api/v1//notes", "/./healthz", "/api/v1/notes%2f..%2f..%2f..%2fdapr/config",
	} {
		answer := raw(t, h.URL, path)
		require.Equal(t, http.StatusNotFound, answer.StatusCode, path)
	}
	for _, path := range []string{"/healthz", "/api/v1/notes", "/api/v1/notes?next=/../x"} {
		require.Equal(t, http.StatusOK, raw(t, h.URL, path).StatusCode, path)
	}
}

// raw sends a path as it stands, which http.Client would tidy.
func raw(t *testing.T, address, path string) *http.Response {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	require.NoError(t, err)
	defer connection.Close()
	_, err = io.WriteString(connection, "GET "+path+" HTTP/1.1\r\nHost: pass\r\nConnection: close\r\n\r\n")
	require.NoError(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
	require.NoError(t, err)
	_ = answer.Body.Close()
	return answer
}
