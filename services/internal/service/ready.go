package service

import (
	"context"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/secret"
)

const (
	readyCache   = time.Second
	readyTimeout = 2 * time.Second
)

type check struct {
	name string
	run  func(context.Context) error
}

// Ready adds a condition of readiness. It is asked at most once a second and
// has two seconds to answer.
func (s *Service) Ready(name string, run func(ctx context.Context) error) {
	s.checks = append(s.checks, check{name, run})
}

// readiness is the last answer to /readyz.
type readiness struct {
	mu     sync.Mutex
	at     time.Time
	failed map[string]string
}

type readyAnswer struct {
	Status string            `json:"status"` // ready or not ready
	Failed map[string]string `json:"failed,omitempty"`
}

func (s *Service) readyz(c *fiber.Ctx) error {
	failed := s.failures(c.UserContext())
	if len(failed) > 0 {
		return c.Status(fiber.StatusServiceUnavailable).JSON(readyAnswer{"not ready", failed})
	}
	return c.JSON(readyAnswer{Status: "ready"})
}

func (s *Service) failures(ctx context.Context) map[string]string {
	switch {
	case s.gate.draining():
		return map[string]string{"service": "stopping"}
	case !s.gate.isOpen():
		return map[string]string{"service": "starting"}
	}
	s.readiness.mu.Lock()
	defer s.readiness.mu.Unlock()
	if time.Since(s.readiness.at) > readyCache {
		s.readiness.failed = s.runChecks(ctx)
		s.readiness.at = time.Now()
	}
	return s.readiness.failed
}

func (s *Service) runChecks(ctx context.Context) map[string]string {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	var mu sync.Mutex
	var running sync.WaitGroup
	failed := map[string]string{}
	for _, check := range s.allChecks() {
		running.Go(func() {
			if err := check.run(ctx); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed[check.name] = err.Error()
			}
		})
	}
	running.Wait()
	return failed
}

func (s *Service) allChecks() []check {
	return append([]check{
		{"sidecar", s.Sidecar.Healthy},
		{"store", s.storeAnswers},
		{"writer", func(context.Context) error { return s.Writer.Ready() }},
		{"subscriptions", s.subscribed},
	}, s.checks...)
}

func (s *Service) storeAnswers(ctx context.Context) error {
	_, err := s.Store.Get(ctx, []string{secret.Key})
	return err
}

// subscribed asks for the subscriptions of what this service handles.
func (s *Service) subscribed(ctx context.Context) error {
	if len(s.Events.Topics()) == 0 {
		return nil
	}
	loaded, err := s.Sidecar.Loaded(ctx)
	if err != nil {
		return err
	}
	return s.missing(loaded)
}
