package service

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/problem"
)

// requestTimeout bounds the context of every request.
const requestTimeout = 20 * time.Second

const eventsPath = "/events"

// newApp makes the app with everything that goes before a service's routes.
func (s *Service) newApp() *fiber.App {
	app := fiber.New(fiber.Config{
		AppName:                      s.Name,
		DisableStartupMessage:        true,
		ErrorHandler:                 problem.Handler(s.Log, s.Problems),
		CaseSensitive:                true,
		StreamRequestBody:            true, // so that limitBody sees a large body before memory does
		BodyLimit:                    maxBody,
		DisablePreParseMultipartForm: true,
		ReadBufferSize:               8 << 10, // bounds the headers, cookies among them
		ReadTimeout:                  15 * time.Second,
		WriteTimeout:                 30 * time.Second,
		// Longer than any client keeps a connection, so that it is the client
		// who closes it: a request must not meet a connection that we close.
		IdleTimeout: 10 * time.Minute,
	})
	app.Server().CloseOnShutdown = true
	app.Use(s.gate.part)
	app.Get("/healthz", func(c *fiber.Ctx) error { return c.JSON(fiber.Map{"status": "alive"}) })
	app.Get("/readyz", s.readyz)
	app.Use(s.observe, recoverPanics, s.limitBody)
	app.Use("/dapr", s.sidecarOnly)
	app.Use(eventsPath, s.sidecarOnly, s.gate.await)
	app.Use("/actors", s.sidecarOnly, s.gate.await)
	app.Use("/api", s.gate.await, s.sameOrigin, apiHeaders, s.Idempotency.Middleware)
	return app
}

// Mount adds the routes that come after the service's own.
func (s *Service) Mount() {
	s.API.Post(eventsPath+"/:topic", s.Events.Deliver)
	// Subscriptions are files, and most services have no actors: without these
	// answers the sidecar logs errors.
	s.API.Get("/dapr/subscribe", func(c *fiber.Ctx) error { return c.JSON([]string{}) })
	s.API.Get("/dapr/config", func(c *fiber.Ctx) error { return c.JSON(fiber.Map{}) })
}

// apiHeaders are those of a public API whose answers are somebody's own.
func apiHeaders(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	return c.Next()
}
