package service

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/metrics"
)

var requests = metrics.HistogramsBy("http_request_duration_seconds",
	"Time to answer a request, by the template of its route, its method and the class of the answer's status.",
	metrics.Durations, "route", "method", "status")

// other stands for what no route is for: its labels would be the client's choice.
const other = "other"

// measure counts an answered request.
func (s *Service) measure(c *fiber.Ctx, took time.Duration) {
	s.routesOnce.Do(func() {
		for _, route := range s.API.GetRoutes(true) { // without middleware
			s.routes[route.Path] = true
		}
	})
	route, method := c.Route().Path, other
	if !s.routes[route] {
		route = other
	}
	// The request's own string is in a buffer that is used again.
	if n := slices.Index(fiber.DefaultMethods, c.Method()); n >= 0 {
		method = fiber.DefaultMethods[n]
	}
	status := strconv.Itoa(c.Response().StatusCode()/100) + "xx"
	requests.WithLabelValues(route, method, status).Observe(took.Seconds())
}

// serveMetrics opens the metrics' own listener when there is a port for it.
func (s *Service) serveMetrics() (stop func(), err error) {
	if s.Settings.MetricsPort == 0 {
		return func() {}, nil
	}
	s.gauges()
	address := net.JoinHostPort(s.Settings.AppAddress, strconv.Itoa(s.Settings.MetricsPort))
	if stop, err = metrics.Serve(address, s.Log); err != nil {
		return nil, fmt.Errorf("serve metrics: %w", err)
	}
	return stop, nil
}

// gauges are figures of this instance that are asked for.
func (s *Service) gauges() {
	metrics.Build()
	metrics.GaugeFunc("outbox_pending_events", "Events of this instance that wait for the broker.", nil,
		func() float64 { return float64(s.Writer.Pending()) })
	metrics.GaugeFunc("outbox_limit_events", "How many may wait before changes are refused: MAX_PENDING_EVENTS.", nil,
		func() float64 { return float64(s.Settings.MaxPending) })
	metrics.GaugeFunc("outbox_oldest_event_age_seconds", "How long the oldest of them has waited; 0 when none does.", nil,
		func() float64 { return s.Writer.Oldest().Seconds() })
	for _, check := range s.allChecks() {
		metrics.GaugeFunc("ready", "1 while what this instance needs is there, by condition, as /readyz has it.",
			map[string]string{"check": check.name}, func() float64 { return s.holds(check.name) })
	}
}

// holds tells whether a condition of readiness is met, as 1 or 0.
func (s *Service) holds(check string) float64 {
	ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
	defer cancel()
	failed := s.failures(ctx)
	if failed[check] != "" || failed["service"] != "" { // the service: it starts or stops
		return 0
	}
	return 1
}
