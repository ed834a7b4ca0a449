package service

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/form"
	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/internal/sidecar"
	"github.com/saheedt/pass/services/internal/trace"
)

const (
	maxBody = form.MaxBody
	// maxDelivery is more than an event can have whose thing came in a body of
	// maxBody, escaped: one that is refused would be delivered for ever.
	maxDelivery = 1 << 20
	// drainBody is how much of a body that is too large is read all the same: a
	// client that still writes would not see the answer otherwise. It is more
	// than a sidecar lets pass.
	drainBody = 8 << 20
)

// observe puts the trace on the request's context and the request's id on the
// answer, turns errors into answers, and logs.
func (s *Service) observe(c *fiber.Ctx) error {
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	// Strings from the request live in a buffer that is used again.
	ctx = trace.With(ctx, strings.Clone(c.Get(trace.HeaderParent)), strings.Clone(c.Get(trace.HeaderRequestID)))
	ctx, span := trace.Start(ctx, c.Method(), trace.Server)
	defer func() { span.Finish(describe(span, c)) }()
	c.SetUserContext(ctx)
	c.Set(trace.HeaderRequestID, trace.RequestID(ctx))
	if err := c.Next(); err != nil {
		if err := c.App().ErrorHandler(c, err); err != nil {
			return err
		}
	}
	took := time.Since(began)
	s.measure(c, took)
	s.Log.DebugContext(c.UserContext(), "request", "method", c.Method(), "route", c.Route().Path,
		"status", c.Response().StatusCode(), "ms", took.Milliseconds())
	return nil
}

// describe tells the span what was asked and answered. Its error is an answer
// that we are to blame for.
func describe(span *trace.Span, c *fiber.Ctx) error {
	if span == nil {
		return nil
	}
	route, method, status := strings.Clone(c.Route().Path), strings.Clone(c.Method()), c.Response().StatusCode()
	span.Name(method + " " + route)
	span.Set("http.request.method", method)
	span.Set("http.route", route)
	span.Count("http.response.status_code", status)
	if status >= fiber.StatusInternalServerError {
		return fmt.Errorf("status %d", status)
	}
	return nil
}

func recoverPanics(c *fiber.Ctx) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return c.Next()
}

// LargeBody lets the path take bodies of up to so many bytes, where 64 KiB is
// the rule. It must be called before the first request.
func (s *Service) LargeBody(path string, bytes int) { s.bodies[path] = bytes }

// limitBody reads the body, as far as it may go, into memory.
func (s *Service) limitBody(c *fiber.Ctx) error {
	request := c.Request()
	if !request.IsBodyStream() {
		return c.Next()
	}
	stream, most := request.BodyStream(), s.largestBody(c.Path())
	body, err := io.ReadAll(io.LimitReader(stream, int64(most)+1))
	switch {
	case err != nil:
		return problem.BadRequest("The body broke off.").Because(err)
	case len(body) <= most:
		request.SetBodyRaw(body)
		return c.Next()
	}
	if _, err := io.CopyN(io.Discard, stream, drainBody); !errors.Is(err, io.EOF) {
		c.Context().SetConnectionClose()
	}
	return fiber.ErrRequestEntityTooLarge
}

func (s *Service) largestBody(path string) int {
	if strings.HasPrefix(path, eventsPath) {
		return maxDelivery
	}
	return max(maxBody, s.bodies[path])
}

// sidecarOnly lets this service's own sidecar pass.
func (s *Service) sidecarOnly(c *fiber.Ctx) error {
	switch {
	case s.FromSidecar(c):
		return c.Next()
	case s.Settings.AppAPIToken != "":
		return problem.Unauthorized("Only the service's own sidecar may call this.")
	}
	return problem.Forbidden("Only the service's own sidecar may call this.")
}

// FromSidecar says whether the request came through this service's own
// sidecar: it has the sidecar's token or, where there is none, comes from this
// machine.
func (s *Service) FromSidecar(c *fiber.Ctx) bool {
	if want := s.Settings.AppAPIToken; want != "" {
		return subtle.ConstantTimeCompare([]byte(c.Get(sidecar.HeaderToken)), []byte(want)) == 1
	}
	return c.Context().RemoteIP().IsLoopback()
}

// sameOrigin refuses changes that a browser asks for on behalf of another
// site.
func (s *Service) sameOrigin(c *fiber.Ctx) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return c.Next()
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || slices.Contains(s.Settings.SiteOrigins, origin) {
		return c.Next()
	}
	return problem.Forbidden("This site may not make changes here: its Origin is not the service's own.")
}
