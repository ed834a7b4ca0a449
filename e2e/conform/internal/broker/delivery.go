package broker

import (
	"context"
	"fmt"
	"time"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
	"github.com/saheedt/pass/e2e/conform/internal/property"
)

const many = 200

func everyEvent(ctx context.Context, b *bed.Bed) (string, error) {
	box, sent := b.Inbox("every", nil), b.Events("every", many)
	if err := b.Tickets[0].PublishAll(ctx, tickets, sent); err != nil {
		return "", err
	}
	if err := box.AwaitAll(ctx, "orders", sent, b.Patience); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d events, %d doubled", many, len(box.Of("orders"))-many), nil
}

// ordered publishes one event after another, and tells what became of order
// and number, of which pass assumes nothing.
func ordered(ctx context.Context, b *bed.Bed) (string, error) {
	box, sent := b.Inbox("ordered", nil), b.Events("ordered", many/2)
	for i := range sent {
		if err := b.Expiration.PublishAll(ctx, expirations, sent[i:i+1]); err != nil {
			return "", err
		}
	}
	if err := box.AwaitAll(ctx, "orders", sent, b.Patience); err != nil {
		return "", err
	}
	doubled, late := order(box.Of("orders"))
	return fmt.Sprintf("of %d events %d came doubled and %d out of order", len(sent), doubled, late), nil
}

// order counts the events that came more than once, and those that came after
// one that was made later.
func order(deliveries []bed.Delivery) (doubled, late int) {
	seen := map[string]bool{}
	last := time.Time{}
	for _, d := range deliveries {
		switch {
		case seen[d.Event.ID]:
			doubled++
		case d.Event.Time.Before(last):
			late++
		default:
			last = d.Event.Time
		}
		seen[d.Event.ID] = true
	}
	return doubled, late
}

func groups(ctx context.Context, b *bed.Bed) (string, error) {
	box, sent := b.Inbox("groups", nil), b.Events("groups", many)
	if err := b.Orders.PublishAll(ctx, orders, sent); err != nil {
		return "", err
	}
	for _, app := range []string{"tickets", "payments", "expiration"} {
		if err := box.AwaitAll(ctx, app, sent, b.Patience); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d events to 3 services", many), nil
}

// competing first waits until both instances of tickets read, and then counts
// who got what.
func competing(ctx context.Context, b *bed.Bed) (string, error) {
	const kind = "competing"
	box := b.Inbox(kind, nil)
	n := 0
	err := bed.Await(ctx, b.Patience, func() error {
		share := shares(box.Of("tickets"))
		if len(share) == 2 {
			return nil
		}
		events := make([]bed.Event, 8)
		for i := range events {
			n++
			events[i] = b.Event(kind, n, n)
		}
		if err := b.Orders.PublishAll(ctx, orders, events); err != nil {
			return err
		}
		return fmt.Errorf("of %d events one instance got all: %v", n, share)
	})
	if err != nil {
		return "", property.Broken("a second instance would be of no use", "%v", err)
	}
	return count(ctx, b)
}

// count publishes many once more: each has to come to one instance, once.
func count(ctx context.Context, b *bed.Bed) (string, error) {
	box, sent := b.Inbox("counted", nil), b.Events("counted", many)
	if err := b.Orders.PublishAll(ctx, orders, sent); err != nil {
		return "", err
	}
	if err := box.AwaitAll(ctx, "tickets", sent, b.Patience); err != nil {
		return "", err
	}
	came, share := box.Of("tickets"), shares(box.Of("tickets"))
	if len(share) < 2 {
		return "", property.Broken("a second instance would be of no use", "of %d events one instance got all", many)
	}
	// A broker may repeat an event now and then. Handling most of them twice is no sharing.
	if again := len(came) - many; again > many/10 {
		return "", fmt.Errorf("%d events were handled %d times by two instances: %v", many, len(came), share)
	}
	return fmt.Sprintf("%d events: %v, %d doubled", many, share, len(came)-many), nil
}

func shares(deliveries []bed.Delivery) map[string]int {
	share := map[string]int{}
	for _, d := range deliveries {
		share[d.Instance]++
	}
	return share
}
