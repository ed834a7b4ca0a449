package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/problem"
	"github.com/saheedt/pass/services/internal/trace"
)

// wait bounds how long a reminder that is early by this machine's clock is
// held; one that is earlier still comes again.
const wait = 2 * time.Second

// publisher hands an event to the broker; nil means that the broker has it.
type publisher interface {
	Publish(ctx context.Context, event contracts.Event) error
}

// actor answers the calls that a sidecar makes to the host of an actor type.
// The go-sdk's host is not used: it answers 200 when a reminder failed, so
// that nobody tries again.
type actor struct {
	publisher publisher
	now       func() time.Time
}

// routes adds the actor routes. Only the sidecar may call them, so r has its
// token check.
func (a actor) routes(r fiber.Router) {
	r.Get("/dapr/config", a.config)
	r.Put("/actors/:type/:id/method/remind/:name", a.remind)
	r.Put("/actors/:type/:id/method/timer/:name", a.unknown)
	r.Put("/actors/:type/:id/method/:name", a.unknown)
	r.Delete("/actors/:type/:id", a.deactivate)
}

// config tells the sidecar what it hosts. An actor keeps nothing in memory, so
// it may go as soon as its reminder has fired.
func (actor) config(c *fiber.Ctx) error {
	return c.JSON(fiber.Map{
		"entities":                []string{actorType},
		"actorIdleTimeout":        "1m",
		"drainOngoingCallTimeout": "5s",
		"drainRebalancedActors":   true,
		"reentrancy":              fiber.Map{"enabled": false},
	})
}

// remind is a reminder that fires. It publishes expiration.due and answers 200
// only when the broker has it; the scheduler tries again otherwise.
func (a actor) remind(c *fiber.Ctx) error {
	if c.Params("type") != actorType || c.Params("name") != reminderName {
		return a.unknown(c)
	}
	due, err := deadlineOf(c.Body())
	if err != nil {
		return err
	}
	if err := a.awaitDeadline(c.UserContext(), due.ExpiresAt); err != nil {
		return err
	}
	ctx, span := trace.Start(continued(c.UserContext(), due), "reminder "+reminderName, trace.Consumer, trace.Parent(c.UserContext()))
	err = a.fire(ctx, string([]byte(c.Params("id"))), due.ExpiresAt)
	span.Finish(err)
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusOK)
}

// continued gives the context of the order's trace. The sidecar's call is in
// one of its own.
func continued(ctx context.Context, due deadline) context.Context {
	if due.TraceParent == "" {
		return ctx // registered by an earlier version
	}
	return trace.With(ctx, due.TraceParent, trace.RequestID(ctx))
}

// fire publishes that the deadline of an order has come.
func (a actor) fire(ctx context.Context, id string, expiresAt time.Time) error {
	// The version is fixed: an order has one deadline, and the same id for
	// every try lets the broker drop what came twice.
	event := contracts.New(contracts.ExpirationDue, id, 1, a.now(), contracts.Expiration{OrderID: id, ExpiresAt: expiresAt})
	event.TraceParent = trace.Parent(ctx)
	if err := a.publisher.Publish(ctx, event); err != nil {
		remindersTotal.WithLabelValues(reminderFailed).Inc()
		return fmt.Errorf("publish %s: %w", event.ID, err)
	}
	remindersTotal.WithLabelValues(reminderFired).Inc()
	firingLag.Observe(a.now().Sub(expiresAt).Seconds())
	return nil
}

// awaitDeadline keeps the promise that no order expires early when the
// scheduler's clock is ahead of this one.
func (a actor) awaitDeadline(ctx context.Context, expiresAt time.Time) error {
	early := expiresAt.Sub(a.now())
	if early <= 0 {
		return nil
	}
	if early > wait {
		return fmt.Errorf("reminder is early by %s", early)
	}
	timer := time.NewTimer(early)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// deactivate has nothing to let go of.
func (actor) deactivate(c *fiber.Ctx) error { return c.SendStatus(fiber.StatusOK) }

func (actor) unknown(*fiber.Ctx) error {
	return problem.NotFound("There is no such actor, method, timer or reminder here.")
}

// deadlineOf reads the data that register gave to the reminder; the sidecar
// hands bytes on in base64, which is how JSON writes them.
func deadlineOf(body []byte) (deadline, error) {
	var reminder struct {
		Data []byte `json:"data"`
	}
	if err := json.Unmarshal(body, &reminder); err != nil {
		return deadline{}, fmt.Errorf("decode reminder: %w", err)
	}
	var d deadline
	if err := json.Unmarshal(reminder.Data, &d); err != nil {
		return deadline{}, fmt.Errorf("decode deadline: %w", err)
	}
	return d, nil
}
