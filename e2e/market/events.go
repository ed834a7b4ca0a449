package market

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Event is a CloudEvent as it went over the broker, with the time at which
// the broker stored it, or at which it was seen where the broker keeps none.
type Event struct {
	ID, Type, Subject string
	Time              time.Time
	Data              json.RawMessage
	Stored            time.Time `json:"-"`
	Raw               []byte    `json:"-"`
}

// broker is what Events needs of a message broker: pass's topics, by
// whatever name it has for such a thing.
type broker interface {
	// follow hands seen each message of a topic, with the time at which the
	// broker stored it, zero if it does not tell. It begins with the first that
	// the broker still keeps; one that keeps none for late readers begins
	// with the first after follow has returned.
	follow(ctx context.Context, topic string, seen func(raw []byte, stored time.Time)) error
	// publish puts a message on a topic past pass and its sidecars. It returns
	// when the broker has it.
	publish(ctx context.Context, topic string, raw []byte) error
	// close ends all following.
	close()
}

// dial connects to a broker by the scheme of its address, such as
// nats://127.0.0.1:4222.
func dial(ctx context.Context, address string) (broker, error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	switch at.Scheme {
	case "nats":
		return dialNATS(address)
	case "redis":
		return dialRedis(ctx, address)
	case "amqp":
		return dialRabbitMQ(address)
	case "kafka":
		return dialKafka(ctx, at.Host)
	}
	return nil, fmt.Errorf("no broker is known by %s://", at.Scheme)
}

// Events records all that is published on some topics.
type Events struct {
	broker broker

	mu  sync.Mutex
	all []Event
}

// Record begins with the first event that the broker keeps of each topic; with
// RabbitMQ, which keeps none for others than its known readers, with the
// next.
func Record(ctx context.Context, address string, topics ...string) (*Events, error) {
	b, err := dial(ctx, address)
	if err != nil {
		return nil, err
	}
	e := &Events{broker: b}
	for _, topic := range topics {
		if err := b.follow(ctx, topic, e.seen); err != nil {
			b.close()
			return nil, fmt.Errorf("follow %s: %w", topic, err)
		}
	}
	return e, nil
}

func (e *Events) seen(raw []byte, stored time.Time) {
	event := Event{Raw: raw, Stored: stored}
	if json.Unmarshal(raw, &event) != nil {
		return
	}
	if event.Stored.IsZero() {
		event.Stored = time.Now()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, event)
}

// Close ends the recording.
func (e *Events) Close() { e.broker.close() }

// Of lists what was recorded of some types so far, in the broker's order.
func (e *Events) Of(types ...string) []Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	var found []Event
	for _, event := range e.all {
		if slices.Contains(types, event.Type) {
			found = append(found, event)
		}
	}
	return found
}

// Publish puts raw events on a topic past pass, as a doubled delivery would.
// No message id goes with them, by which a broker could drop them as
// duplicates.
func (e *Events) Publish(ctx context.Context, topic string, raw []byte) error {
	return e.broker.publish(ctx, topic, raw)
}
