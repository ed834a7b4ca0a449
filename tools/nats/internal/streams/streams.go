// Package streams creates the JetStream streams that carry pass's events.
package streams

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Topics are what services publish to. Each has a stream of its own and of the same name: one durable consumer name can
// then serve a service on every topic, and a dead letter keeps its id without being dropped as a duplicate.
var Topics = []string{"tickets", "orders", "expirations", "payments", "deadletter"}

const (
	// maxAge is how long a message is kept. It outlasts any outage of a consumer that a week's attention would mend.
	maxAge = 7 * 24 * time.Hour
	// duplicateWindow is how long a message id is remembered: an outbox that publishes twice is heard once.
	duplicateWindow = 2 * time.Minute
	// pause is between two tries on a server that does not serve yet.
	pause = 50 * time.Millisecond
	// patience is with one try: servers that have no leader yet never answer it.
	patience = 5 * time.Second
)

// ErrTopic means that a stream has the name of a topic and does not take its messages. Trying again changes nothing.
var ErrTopic = errors.New("delete or change it")

// Server says where streams are created, and how often each message is kept there.
type Server struct {
	URL      string        // nats://user:password@host:4222, or several with commas between
	Options  []nats.Option // credentials and certificates that the address does not carry
	Replicas int           // servers of a cluster that keep each message
}

// CreateOn creates the streams on a server that may still be starting: it tries until ctx ends. The error then says what
// went wrong last.
func (s Server) CreateOn(ctx context.Context) error {
	return s.try(ctx, func(ctx context.Context, nc *nats.Conn) error { return Create(ctx, nc, s.Replicas) })
}

// AwaitOn returns when somebody else has created the streams. It wants no more rights than a subscriber has.
func (s Server) AwaitOn(ctx context.Context) error { return s.try(ctx, find) }

// try connects and does, again and again until it works or ctx ends.
func (s Server) try(ctx context.Context, do func(context.Context, *nats.Conn) error) error {
	var last error
	for {
		err := s.connected(ctx, do)
		if err == nil || errors.Is(err, ErrTopic) {
			return err
		}
		// A try that was cut short says nothing of the server.
		if last == nil || ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			return last
		case <-time.After(pause):
		}
	}
}

func (s Server) connected(ctx context.Context, do func(context.Context, *nats.Conn) error) error {
	nc, err := nats.Connect(s.URL, s.Options...)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer nc.Close()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return do(ctx, nc)
}

// find fails when a topic has no stream.
func find(ctx context.Context, nc *nats.Conn) error {
	js, err := jetstream.New(nc)
	if err != nil {
		return fmt.Errorf("jetstream: %w", err)
	}
	for _, topic := range Topics {
		if _, err := js.StreamNameBySubject(ctx, topic); err != nil {
			return fmt.Errorf("stream %s: %w", topic, err)
		}
	}
	return nil
}

// Create makes sure that every topic has its stream. A stream that exists keeps the settings it has, so that running this
// against a server of one's own changes nothing there; one that does not take the topic is an ErrTopic.
func Create(ctx context.Context, nc *nats.Conn, replicas int) error {
	js, err := jetstream.New(nc)
	if err != nil {
		return fmt.Errorf("jetstream: %w", err)
	}
	for _, topic := range Topics {
		if err := createStream(ctx, js, topic, replicas); err != nil {
			return fmt.Errorf("stream %s: %w", topic, err)
		}
	}
	return nil
}

func createStream(ctx context.Context, js jetstream.JetStream, topic string, replicas int) error {
	existing, err := js.Stream(ctx, topic)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = js.CreateStream(ctx, config(topic, replicas))
		return err
	}
	if err != nil {
		return err
	}
	if subjects := existing.CachedInfo().Config.Subjects; !slices.Contains(subjects, topic) {
		return fmt.Errorf("exists with the subjects %v, without %q: %w", subjects, topic, ErrTopic)
	}
	return nil
}

func config(topic string, replicas int) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:       topic,
		Subjects:   []string{topic},
		Storage:    jetstream.FileStorage,
		Retention:  jetstream.LimitsPolicy,
		MaxAge:     maxAge,
		Duplicates: duplicateWindow,
		Replicas:   replicas,
	}
}
