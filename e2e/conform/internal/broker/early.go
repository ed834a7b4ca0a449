package broker

import (
	"context"
	"fmt"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
)

const early = "early"

// earlyEvents is how many are published before anybody subscribed.
const earlyEvents = 20

// PublishEarly publishes what the readers of `orders` have to find when they
// start for the first time.
func PublishEarly(ctx context.Context, b *bed.Bed) error {
	b.Inbox(early, nil)
	return b.Orders.PublishAll(ctx, orders, b.Events(early, earlyEvents))
}

func beforeSubscribing(ctx context.Context, b *bed.Bed) (string, error) {
	box := b.Box(early)
	for _, app := range []*bed.Sidecar{b.Tickets[0], b.Payments, b.Expiration} {
		if err := box.AwaitAll(ctx, app.ID, b.Events(early, earlyEvents), b.Patience); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d events to 3 services", earlyEvents), nil
}

// Warm waits until every reader reads. It is no property: events are published
// until one has come everywhere, so a broker that loses some passes.
func Warm(ctx context.Context, b *bed.Bed) error {
	const kind = "warm"
	box := b.Inbox(kind, nil)
	ways := []struct {
		from  *bed.Sidecar
		topic string
		to    []string
	}{
		{b.Orders, orders, []string{"tickets", "payments", "expiration"}}, {b.Tickets[0], tickets, []string{"orders"}},
		{b.Payments, payments, []string{"orders"}}, {b.Expiration, expirations, []string{"orders"}},
	}
	n := 0
	return bed.Await(ctx, b.Patience, func() error {
		came := map[string]bool{}
		for _, d := range box.All() {
			came[d.Topic+" to "+d.App] = true
		}
		var err error
		for _, way := range ways {
			for _, to := range way.to {
				if came[way.topic+" to "+to] {
					continue
				}
				err = fmt.Errorf("no event of the topic %s ever came to %s", way.topic, to)
				n++
				if failed := way.from.Publish(ctx, way.topic, b.Event(kind, n, n)); failed != nil {
					err = fmt.Errorf("%s can't publish to %s: %w", way.from.ID, way.topic, failed)
				}
			}
		}
		return err
	})
}
