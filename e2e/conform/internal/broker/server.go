package broker

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
)

const killedServerKind = "killed-server"

// brokerKills is how often: a kill in the moment between a write and its
// confirmation is a matter of luck.
const brokerKills = 3

// killedServer kills the server in the midst of publishing, while a reader is
// away, and starts it again. What was confirmed must come to all, and sidecars
// have to find the server by themselves.
func killedServer(ctx context.Context, b *bed.Bed) (string, error) {
	box := b.Inbox(killedServerKind, nil)
	b.Expiration.Stop() // so that some have not been delivered yet
	var sent []bed.Event
	var published, read time.Duration
	for round := range brokerKills {
		confirmed, err := publishThroughKill(ctx, b, round)
		if err != nil {
			return "", err
		}
		if err := b.Servers.StartBroker(ctx); err != nil {
			return "", err
		}
		p, r, err := reconnected(ctx, b, box, round)
		if err != nil {
			return "", err
		}
		sent, published, read = append(sent, confirmed...), max(published, p), max(read, r)
	}
	if err := b.Expiration.Start(ctx); err != nil {
		return "", err
	}
	for _, app := range []string{"expiration", "payments", "tickets"} {
		if err := box.AwaitAll(ctx, app, sent, b.Patience); err != nil {
			return "", fmt.Errorf("of what was confirmed, %w", err)
		}
	}
	return fmt.Sprintf("%d kills, %d confirmed; published again within %s and read within %s of the server's return", brokerKills, len(sent),
		published.Round(100*time.Millisecond), read.Round(100*time.Millisecond)), nil
}

// reconnected returns how long it takes until an event can be published, and
// until it is read.
func reconnected(ctx context.Context, b *bed.Bed, box *bed.Inbox, round int) (published, read time.Duration, err error) {
	up := time.Now()
	after := []bed.Event{b.Event(killedServerKind, -1-round, "after")}
	if err := b.Orders.PublishAll(ctx, orders, after); err != nil {
		return 0, 0, fmt.Errorf("after the kill of the server: %w", err)
	}
	published = time.Since(up)
	if err := box.AwaitAll(ctx, "payments", after, b.Patience); err != nil {
		return 0, 0, fmt.Errorf("a reader did not find the server again: %w", err)
	}
	return published, time.Since(up), nil
}

// publishThroughKill publishes, many at once and each event once only, before
// and after the server dies, and returns the events that were confirmed.
func publishThroughKill(ctx context.Context, b *bed.Bed, round int) ([]bed.Event, error) {
	const (
		publishers = 16
		before     = 200 // confirmed events
		goOn       = 500 * time.Millisecond
	)
	var mu sync.Mutex
	var confirmed []bed.Event
	var failed error
	dead, enough := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	for p := range publishers {
		all.Go(func() {
			for n := round*1_000_000 + p; ; n += publishers {
				select {
				case <-dead:
					return
				default:
				}
				event := b.Event(killedServerKind, n, n)
				once, cancel := context.WithTimeout(ctx, 10*time.Second)
				err := b.Orders.Publish(once, orders, event)
				cancel()
				mu.Lock()
				if err != nil {
					failed = err
				} else if confirmed = append(confirmed, event); len(confirmed) == before {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(b.Patience):
	case <-ctx.Done():
	}
	b.Servers.KillBroker()
	time.Sleep(goOn)
	close(dead)
	all.Wait()
	if len(confirmed) < before {
		return nil, fmt.Errorf("only %d events could be published: %w", len(confirmed), failed)
	}
	return confirmed, nil
}
