// Package service is the skeleton that all services share: settings, log,
// sidecar, documents, events, HTTP, readiness and an orderly stop. A service's
// main is a dozen lines:
//
//	func main() {
//		var settings settings // embeds service.Settings
//		os.Exit(service.Run("orders", os.Environ(), &settings, func(s *service.Service) error {
//			s.Problems.Add(api.Problems)
//			s.API.Post("/api/v1/orders", s.Sessions.Required, handler)
//			s.Events.On(contracts.TicketCreated, projection.Apply)
//			return nil
//		}))
//	}
//
// The wiring runs before the sidecar is there: it registers routes, handlers
// and checks, and must not read the store. What needs the store at start-up
// goes into OnStart.
package service

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	dapr "github.com/dapr/go-sdk/client"
	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/idempotency"
	"github.com/saheedt/pass/services/internal/page"
	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/internal/secret"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/sidecar"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/subscription"
	"github.com/saheedt/pass/services/internal/trace"
	"github.com/saheedt/pass/services/internal/writer"
)

// Names of the components, the same in every profile.
const (
	StateStore = "statestore"
	PubSub     = "pubsub"
)

// keySet is where auth publishes the keys that verify sessions.
const (
	authApp    = "auth"
	keySetPath = "/api/v1/users/.well-known/jwks.json"
)

// Service is what a service is wired from.
type Service struct {
	Name     string
	Settings *Settings
	Log      *slog.Logger
	Clock    func() time.Time // the present in UTC

	API         *fiber.App // routes are registered here, with their full path
	Problems    *problem.Table
	Sessions    *session.Sessions // Required and Optional
	Idempotency *idempotency.Keeper
	Cursors     *page.Cursors
	Events      *subscription.Router

	Store   state.Store
	Reader  *state.Reader
	Writer  *writer.Writer
	Secret  *secret.Secret
	Sidecar *sidecar.Client
	Dapr    dapr.Client

	checks     []check
	starts     []start
	background []work
	bodies     map[string]int // paths that take larger bodies, and how large
	gate       *gate
	readiness  readiness
	routes     map[string]bool // templates of routes, for metrics
	routesOnce sync.Once
}

// Parts are what a Service is made of; tests put others in their place.
type Parts struct {
	Name      string
	Settings  *Settings
	Log       *slog.Logger
	Clock     func() time.Time
	Sidecar   *sidecar.Client
	Store     state.Store
	Publisher writer.Publisher
	Keys      session.Keys // nil: auth's key set, through the sidecar
}

// New puts a service together. Nothing runs yet.
func New(parts Parts) *Service {
	s := &Service{
		Name: parts.Name, Settings: parts.Settings, Log: parts.Log, Clock: parts.Clock,
		Problems: &problem.Table{},
		Events:   subscription.New(parts.Log),
		Store:    parts.Store,
		Reader:   state.NewReader(parts.Store),
		Secret:   &secret.Secret{},
		Sidecar:  parts.Sidecar,
		Dapr:     parts.Sidecar.Dapr(),
		gate:     newGate(),
		bodies:   map[string]int{},
		routes:   map[string]bool{},
	}
	s.Writer = writer.New(parts.Store, parts.Publisher, writer.Options{
		Instance: parts.Settings.Instance, MaxPending: parts.Settings.MaxPending,
		TraceParent: trace.Parent, Log: parts.Log,
	})
	s.Cursors = page.NewCursors(func() []byte { return s.Secret.Derive("cursors") })
	s.Idempotency = idempotency.New(idempotency.Options{
		Writer: s.Writer, Reader: s.Reader, Problems: s.Problems,
		Secret: s.Secret.Derive, Caller: s.caller, Clock: s.Clock,
	})
	s.Problems.Add(platformProblems)
	s.UseKeys(parts.Keys)
	s.API = s.newApp()
	return s
}

// platformProblems are the errors of the packages below, as clients see them.
var platformProblems = problem.Map{
	writer.ErrBacklog:        problem.Unavailable("Too many events wait to be published; nothing was changed.", 2*time.Second),
	writer.ErrUnavailable:    problem.Unavailable("The store did not answer in time.", time.Second),
	writer.ErrExists:         problem.Conflict("It exists already."),
	state.ErrUnavailable:     problem.Unavailable("The store does not answer just now.", time.Second),
	context.DeadlineExceeded: problem.Unavailable("It took too long.", time.Second),
	context.Canceled:         problem.Unavailable("It took too long.", time.Second),
	session.ErrUnverifiable:  problem.Unavailable("Sessions can't be verified just now.", 2*time.Second),
}

// UseKeys verifies sessions with other keys than auth's key set: auth's own,
// or a test's. Call it before registering routes that use Sessions.
func (s *Service) UseKeys(keys session.Keys) {
	if keys == nil {
		fetch := func(ctx context.Context) ([]byte, error) { return s.Sidecar.Fetch(ctx, authApp, keySetPath) }
		keys = session.NewJWKS(fetch, s.Clock, s.Log)
	}
	s.Sessions = session.New(keys, s.Clock)
}

func (s *Service) caller(c *fiber.Ctx) (string, error) {
	user, err := s.Sessions.User(c)
	switch {
	case err == nil:
		return user.ID, nil
	case errors.Is(err, session.ErrUnverifiable):
		return "", err
	}
	return idempotency.Anonymous, nil
}
