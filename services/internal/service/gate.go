package service

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/problem"
)

// patience is how long a delivery waits for a service that starts, rather
// than being sent again and again.
const patience = 5 * time.Second

// gate holds requests back until the service is open.
type gate struct {
	once     sync.Once
	opened   chan struct{}
	draining atomic.Bool
}

func newGate() *gate { return &gate{opened: make(chan struct{})} }

func (g *gate) open()  { g.once.Do(func() { close(g.opened) }) }
func (g *gate) drain() { g.draining.Store(true) }

func (g *gate) isOpen() bool {
	select {
	case <-g.opened:
		return true
	default:
		return false
	}
}

// part has clients close their connections once the service is to stop.
func (g *gate) part(c *fiber.Ctx) error {
	if g.draining.Load() {
		c.Context().SetConnectionClose()
	}
	return c.Next()
}

// refuse answers 503 until the gate is open.
func (g *gate) refuse(c *fiber.Ctx) error {
	if g.isOpen() {
		return c.Next()
	}
	return problem.Unavailable("The service is starting.", time.Second)
}

// await lets the sidecar's deliveries wait a while for the gate to open.
func (g *gate) await(c *fiber.Ctx) error {
	if !g.isOpen() {
		ctx, cancel := context.WithTimeout(c.UserContext(), patience)
		defer cancel()
		select {
		case <-g.opened:
		case <-ctx.Done():
		}
	}
	return g.refuse(c)
}
