package service

import (
	"context"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/problem"
)

// patience is how long a request or a delivery waits for a service that starts:
// its sidecar is found by others a moment before the service is ready.
const patience = 5 * time.Second

// gate holds requests back until the service is open.
type gate struct {
	opens, drains   sync.Once
	opened, drained chan struct{}
}

func newGate() *gate { return &gate{opened: make(chan struct{}), drained: make(chan struct{})} }

func (g *gate) open()  { g.opens.Do(func() { close(g.opened) }) }
func (g *gate) drain() { g.drains.Do(func() { close(g.drained) }) }

func (g *gate) draining() bool {
	select {
	case <-g.drained:
		return true
	default:
		return false
	}
}

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
	if g.draining() {
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

// await lets requests wait a while for the gate to open.
func (g *gate) await(c *fiber.Ctx) error {
	if !g.isOpen() {
		ctx, cancel := context.WithTimeout(c.UserContext(), patience)
		defer cancel()
		select {
		case <-g.opened:
		case <-g.drained:
		case <-ctx.Done():
		}
	}
	return g.refuse(c)
}
