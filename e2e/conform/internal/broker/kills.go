package broker

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
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

// killedApp kills the app of orders while many events are on their way to it,
// and starts it again; its sidecar runs on. Three times, because a sidecar that
// takes a call for another must be caught at it (docs/adr/0020).
func killedApp(ctx context.Context, b *bed.Bed) (string, error) {
	const kind, kills = "killed-app", 3
	var back time.Duration
	for n := range kills {
		took, err := killAppOnce(ctx, b, fmt.Sprintf("%s-%d", kind, n))
		if err != nil {
			return "", err
		}
		back = max(back, took)
	}
	return fmt.Sprintf("%d kills, again after at most %s", kills, back.Round(100*time.Millisecond)), nil
}

// killAppOnce lets the app answer nothing until it is killed, so that as many
// events as a broker gives at once are with it.
func killAppOnce(ctx context.Context, b *bed.Bed, kind string) (time.Duration, error) {
	sent := b.Events(kind, 10)
	began := make(chan struct{})
	var first sync.Once
	var killed atomic.Bool
	box := b.Inbox(kind, func(d bed.Delivery) bed.Answer {
		if d.App != "orders" || killed.Load() {
			return bed.Done
		}
		first.Do(func() { close(began) })
		<-d.Gone
		return bed.Retry
	})
	defer killed.Store(true)
	if err := b.Tickets[0].PublishAll(ctx, tickets, sent); err != nil {
		return 0, err
	}
	select {
	case <-began:
	case <-time.After(b.Patience):
		return 0, fmt.Errorf("no event for orders ever came")
	}
	time.Sleep(500 * time.Millisecond) // for those behind the first
	b.Orders.KillApp()
	killed.Store(true)
	held, at := len(box.Of("orders")), time.Now()
	time.Sleep(2 * time.Second) // away for longer than a retry
	if err := b.Orders.Start(ctx); err != nil {
		return 0, err
	}
	after := func() []bed.Delivery { return box.Of("orders")[held:] }
	if err := awaitAgain(ctx, b, after, sent); err != nil {
		return 0, err
	}
	return time.Since(at), nil
}

// awaitAgain waits until every event is among those that came after a death.
func awaitAgain(ctx context.Context, b *bed.Bed, after func() []bed.Delivery, sent []bed.Event) error {
	return bed.Await(ctx, b.Patience, func() error {
		came := map[string]bool{}
		for _, d := range after() {
			came[d.Event.ID] = true
		}
		for _, event := range sent {
			if !came[event.ID] {
				return fmt.Errorf("%d of %d events that a killed app had never came again, the first of them %s",
					len(sent)-len(came), len(sent), event.ID)
			}
		}
		return nil
	})
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
