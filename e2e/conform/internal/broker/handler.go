package broker

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
	"github.com/saheedt/pass/e2e/conform/internal/property"
)

// failing refuses each event twice.
func failing(ctx context.Context, b *bed.Bed) (string, error) {
	const kind, tries = "failing", 3
	var box *bed.Inbox
	box = b.Inbox(kind, func(d bed.Delivery) bed.Answer {
		if d.App == "payments" && times(box, d.App, d.Event.ID) < tries {
			return bed.Retry
		}
		return bed.Done
	})
	sent := b.Events(kind, 5)
	if err := b.Orders.PublishAll(ctx, orders, sent); err != nil {
		return "", err
	}
	for _, event := range sent {
		err := bed.Await(ctx, b.Patience, func() error {
			if came := times(box, "payments", event.ID); came < tries {
				return fmt.Errorf("an event whose handler failed came %d times, not again", came)
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d events, each refused %d times", len(sent), tries-1), nil
}

// times counts the deliveries of an event to an app.
func times(box *bed.Inbox, app, id string) int {
	n := 0
	for _, d := range box.Of(app) {
		if d.Event.ID == id {
			n++
		}
	}
	return n
}

// slow keeps an event longer than most brokers wait for an acknowledgement:
// it may come twice, and others must still arrive.
func slow(ctx context.Context, b *bed.Bed) (string, error) {
	const kind, takes = "slow", 12 * time.Second
	var finished atomic.Int64
	sent := b.Events(kind, 10)
	first := sent[0].ID
	box := b.Inbox(kind, func(d bed.Delivery) bed.Answer {
		if d.App != "expiration" || d.Event.ID != first || finished.Load() > 0 {
			return bed.Done
		}
		select {
		case <-time.After(takes):
			finished.Add(1)
			return bed.Done
		case <-d.Gone:
			return bed.Retry
		}
	})
	if err := b.Orders.PublishAll(ctx, orders, sent); err != nil {
		return "", err
	}
	if err := box.AwaitAll(ctx, "expiration", sent, b.Patience); err != nil {
		return "", err
	}
	err := bed.Await(ctx, b.Patience, func() error {
		if finished.Load() == 0 {
			return fmt.Errorf("a handler that takes %s is never let finish", takes)
		}
		return nil
	})
	if err != nil {
		return "", property.Broken("whatever takes long would be begun again without end", "%v", err)
	}
	return fmt.Sprintf("a handler of %s was called %d times", takes, times(box, "expiration", first)), nil
}

const droppedKind = "dropped"

// droppedEvents is how many events the handlers drop.
const droppedEvents = 5

// dropped lets the reader of payments drop events for good.
func dropped(ctx context.Context, b *bed.Bed) (string, error) {
	box := b.Inbox(droppedKind, func(d bed.Delivery) bed.Answer {
		if d.App == "orders" {
			return bed.Drop
		}
		return bed.Done
	})
	sent := b.Events(droppedKind, droppedEvents)
	for i := range sent {
		sent[i] = traced(sent[i])
	}
	if err := b.Payments.PublishAll(ctx, payments, sent); err != nil {
		return "", err
	}
	if err := box.AwaitAll(ctx, b.DeadLetters.ID, sent, b.Patience); err != nil {
		return "", err
	}
	if err := compare(sent, box.Of(b.DeadLetters.ID)); err != nil {
		return "", fmt.Errorf("as a dead letter %w", err)
	}
	return fmt.Sprintf("%d events", len(sent)), nil
}

// onlyDropped looks at all dead letters of this run, when everything else is
// done.
func onlyDropped(_ context.Context, b *bed.Bed) (string, error) {
	total := 0
	for kind, box := range b.Boxes() {
		letters := len(box.Of(b.DeadLetters.ID))
		if total += letters; letters > 0 && kind != droppedKind {
			return "", fmt.Errorf("%d events of the kind %q are among the dead letters, and nobody dropped them", letters, kind)
		}
	}
	return fmt.Sprintf("%d dead letters, all of them dropped", total), nil
}

// foreignTopic publishes where others own the topic.
func foreignTopic(ctx context.Context, b *bed.Bed) (string, error) {
	const kind = "foreign"
	box := b.Inbox(kind, nil)
	refused := 0
	for i, try := range []struct {
		from  *bed.Sidecar
		topic string
	}{{b.Orders, payments}, {b.Orders, expirations}, {b.Tickets[0], orders}, {b.Payments, expirations}, {b.Expiration, payments}} {
		if err := try.from.Publish(ctx, try.topic, b.Event(kind, i, i)); err == nil {
			return "", fmt.Errorf("%s could publish to %s", try.from.ID, try.topic)
		}
		refused++
	}
	if came := box.All(); len(came) > 0 {
		return "", fmt.Errorf("an event on another service's topic was refused and came to %s all the same", came[0].App)
	}
	return fmt.Sprintf("%d ways", refused), nil
}
