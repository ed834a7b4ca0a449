package market

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Event is a CloudEvent as it went over the broker, with the time at which
// the broker stored it.
type Event struct {
	ID, Type, Subject string
	Time              time.Time
	Data              json.RawMessage
	Stored            time.Time `json:"-"`
	Raw               []byte    `json:"-"`
}

// Events records all that is published on some topics.
type Events struct {
	conn *nats.Conn
	js   jetstream.JetStream

	mu  sync.Mutex
	all []Event
}

// Record begins with the first event that the broker keeps of each topic.
func Record(ctx context.Context, natsURL string, topics ...string) (*Events, error) {
	conn, err := nats.Connect(natsURL, nats.MaxReconnects(-1), nats.ReconnectWait(200*time.Millisecond))
	if err != nil {
		return nil, err
	}
	js, err := jetstream.New(conn)
	if err != nil {
		return nil, err
	}
	e := &Events{conn: conn, js: js}
	for _, topic := range topics {
		if err := e.follow(ctx, topic); err != nil {
			return nil, fmt.Errorf("follow %s: %w", topic, err)
		}
	}
	return e, nil
}

func (e *Events) follow(ctx context.Context, topic string) error {
	consumer, err := e.js.OrderedConsumer(ctx, topic, jetstream.OrderedConsumerConfig{})
	if err != nil {
		return err
	}
	_, err = consumer.Consume(func(msg jetstream.Msg) {
		event := Event{Raw: msg.Data()}
		if json.Unmarshal(msg.Data(), &event) != nil {
			return
		}
		if meta, err := msg.Metadata(); err == nil {
			event.Stored = meta.Timestamp
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		e.all = append(e.all, event)
	})
	return err
}

// Close ends the recording.
func (e *Events) Close() { e.conn.Close() }

// Of lists what was recorded of some types so far, in the broker's order.
func (e *Events) Of(types ...string) []Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	var found []Event
	for _, event := range e.all {
		for _, t := range types {
			if event.Type == t {
				found = append(found, event)
			}
		}
	}
	return found
}

// Publish puts raw events on a topic past pass, as a doubled delivery would.
// Without a message id the broker does not drop them as duplicates.
func (e *Events) Publish(ctx context.Context, topic string, raw []byte) error {
	_, err := e.js.Publish(ctx, topic, raw)
	return err
}
