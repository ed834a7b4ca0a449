package house

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/dapr/components-contrib/pubsub"

	"github.com/saheedt/pass/tools/dapr/move/internal/archive"
)

// margin is how long a broker may take beyond its own settings.
const margin = 5 * time.Second

// waits are the settings of brokers by which a message that another reader held comes late: it has to be given up first.
var waits = []string{"ackWait", "processingTimeout", "redeliverInterval", "sessionTimeout", "heartBeat"}

// Receive takes everything that the broker has not delivered to a service, as that service. An event is acknowledged when
// take has returned nil. It ends when the broker has given nothing for as long as it may keep a message back.
func (b *Broker) Receive(ctx context.Context, take func(archive.Event) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	in := &intake{take: take, last: time.Now(), fail: cancel}
	quiet := margin
	for _, s := range b.house.subscriptions {
		for _, service := range b.house.Services {
			if b.sidecars[service] == nil || (len(s.Scopes) > 0 && !slices.Contains(s.Scopes, service)) {
				continue
			}
			c, err := b.connect(ctx, service, s.Spec.PubSub)
			if err != nil {
				return err
			}
			quiet = max(quiet, c.quiet())
			request := pubsub.SubscribeRequest{Topic: s.Spec.Topic, Metadata: s.Spec.settings()}
			if err := c.Subscribe(ctx, request, in.handler(service, s.Spec.Topic)); err != nil {
				return fmt.Errorf("subscribe %s to %s: %w", service, s.Spec.Topic, err)
			}
		}
	}
	err := in.wait(ctx, quiet)
	cancel(errors.New("all events are here"))
	if err != nil {
		return err
	}
	return b.Check(context.WithoutCancel(ctx))
}

// quiet is how long the broker may keep a message back that another reader held.
func (c connection) quiet() time.Duration {
	sum := margin
	for _, name := range waits {
		value := c.properties[name]
		if _, err := strconv.Atoi(value); err == nil {
			value += "ms"
		}
		if d, err := time.ParseDuration(value); err == nil {
			sum += d
		}
	}
	return sum
}

// intake is what all subscriptions lead to.
type intake struct {
	take func(archive.Event) error
	fail context.CancelCauseFunc

	mu   sync.Mutex
	last time.Time
}

func (in *intake) handler(service, topic string) pubsub.Handler {
	return func(ctx context.Context, m *pubsub.NewMessage) error {
		in.touch()
		err := ctx.Err()
		if err == nil {
			err = in.take(archive.Event{Topic: topic, Service: service, Raw: string(m.Data)})
		}
		in.touch()
		if err != nil {
			in.fail(fmt.Errorf("keep an event of %s: %w", topic, err))
			// Some brokers acknowledge what was refused; none does so with what is not answered.
			<-ctx.Done()
		}
		return err
	}
}

func (in *intake) touch() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.last = time.Now()
}

func (in *intake) idle() time.Duration {
	in.mu.Lock()
	defer in.mu.Unlock()
	return time.Since(in.last)
}

// wait returns when nothing has come for the time given.
func (in *intake) wait(ctx context.Context, quiet time.Duration) error {
	in.touch()
	for in.idle() < quiet {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(200 * time.Millisecond):
		}
	}
	return nil
}
