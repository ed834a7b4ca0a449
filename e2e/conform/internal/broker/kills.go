package broker

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
)

// held is a handler that keeps the first delivery of an event to an app until
// it is let go, and takes all later ones.
type held struct {
	app      string
	id       string
	first    sync.Once
	holding  chan struct{}
	release  chan struct{}
	released sync.Once
}

func hold(app, id string) *held {
	return &held{app: app, id: id, holding: make(chan struct{}), release: make(chan struct{})}
}

func (h *held) handle(d bed.Delivery) bed.Answer {
	answer := bed.Done
	if d.App == h.app && d.Event.ID == h.id {
		h.first.Do(func() {
			close(h.holding)
			select {
			case <-h.release:
			case <-d.Gone:
			}
			answer = bed.Retry
		})
	}
	return answer
}

func (h *held) letGo() { h.released.Do(func() { close(h.release) }) }

// await returns when the event is with the handler.
func (h *held) await(ctx context.Context, limit time.Duration) error {
	select {
	case <-h.holding:
		return nil
	case <-time.After(limit):
	case <-ctx.Done():
	}
	return fmt.Errorf("an event for %s never came", h.app)
}

// killedSidecar kills the sidecar of payments while it waits for its app.
func killedSidecar(ctx context.Context, b *bed.Bed) (string, error) {
	const kind = "killed-sidecar"
	sent := b.Events(kind, 10)
	h := hold("payments", sent[0].ID)
	defer h.letGo()
	box := b.Inbox(kind, h.handle)
	if err := b.Orders.PublishAll(ctx, orders, sent); err != nil {
		return "", err
	}
	if err := h.await(ctx, b.Patience); err != nil {
		return "", err
	}
	b.Payments.Kill()
	began := time.Now()
	if err := b.Payments.Start(ctx); err != nil {
		return "", err
	}
	err := bed.Await(ctx, b.Patience, func() error {
		if times(box, "payments", h.id) < 2 {
			return fmt.Errorf("an event that a killed sidecar had never came again")
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	back := time.Since(began)
	if err := box.AwaitAll(ctx, "payments", sent, b.Patience); err != nil {
		return "", err
	}
	return fmt.Sprintf("again after %s", back.Round(100*time.Millisecond)), nil
}

// killedApp kills the app of orders while it handles an event, and starts it
// again. Its sidecar runs on.
func killedApp(ctx context.Context, b *bed.Bed) (string, error) {
	const kind = "killed-app"
	sent := b.Events(kind, 10)
	h := hold("orders", sent[0].ID)
	defer h.letGo()
	box := b.Inbox(kind, h.handle)
	if err := b.Tickets[0].PublishAll(ctx, tickets, sent); err != nil {
		return "", err
	}
	if err := h.await(ctx, b.Patience); err != nil {
		return "", err
	}
	b.Orders.KillApp()
	began := time.Now()
	time.Sleep(3 * time.Second) // away for longer than a retry
	if err := b.Orders.Start(ctx); err != nil {
		return "", err
	}
	err := bed.Await(ctx, b.Patience, func() error {
		if times(box, "orders", h.id) < 2 {
			return fmt.Errorf("an event that a killed app had never came again")
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	back := time.Since(began)
	if err := box.AwaitAll(ctx, "orders", sent, b.Patience); err != nil {
		return "", err
	}
	return fmt.Sprintf("again after %s", back.Round(100*time.Millisecond)), nil
}

// killedReplica kills one of two instances in the midst of traffic, with its
// app, as a lost machine would.
func killedReplica(ctx context.Context, b *bed.Bed) (string, error) {
	const kind = "killed-replica"
	sent := b.Events(kind, many)
	box := b.Inbox(kind, nil)
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		_ = bed.Await(ctx, b.Patience, func() error {
			if len(box.Of("tickets")) < many/10 {
				return fmt.Errorf("not yet")
			}
			return nil
		})
		b.Tickets[1].Kill()
		b.Tickets[1].KillApp()
	}()
	err := b.Orders.PublishAll(ctx, orders, sent)
	<-killed
	if err != nil {
		return "", err
	}
	if err := box.AwaitAll(ctx, "tickets", sent, b.Patience); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d events, %d doubled", many, len(box.Of("tickets"))-many), b.Tickets[1].Start(ctx)
}

// whileDown publishes while expiration is not there.
func whileDown(ctx context.Context, b *bed.Bed) (string, error) {
	const kind = "while-down"
	sent := b.Events(kind, 50)
	box := b.Inbox(kind, nil)
	b.Expiration.Stop()
	if err := b.Orders.PublishAll(ctx, orders, sent); err != nil {
		return "", err
	}
	if err := b.Expiration.Start(ctx); err != nil {
		return "", err
	}
	began := time.Now()
	if err := box.AwaitAll(ctx, "expiration", sent, b.Patience); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d events, %s after the start", len(sent), time.Since(began).Round(100*time.Millisecond)), nil
}
