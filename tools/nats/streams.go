package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// topics are what services publish to. Each has a stream of its own and of the same name: one durable consumer name can
// then serve a service on every topic, and a dead letter keeps its id without being dropped as a duplicate.
var topics = []string{"tickets", "orders", "expirations", "payments", "deadletter"}

const (
	// maxAge is how long a message is kept. It outlasts any outage of a consumer that a week's attention would mend.
	maxAge = 7 * 24 * time.Hour
	// duplicateWindow is how long a message id is remembered: an outbox that publishes twice is heard once.
	duplicateWindow = 2 * time.Minute
)

// createStreams makes sure that every topic has its stream. A stream that exists keeps the settings it has, so that
// running this against a server of one's own changes nothing there; it is an error if it does not take the topic.
func createStreams(ctx context.Context, nc *nats.Conn) error {
	js, err := jetstream.New(nc)
	if err != nil {
		return fmt.Errorf("jetstream: %w", err)
	}
	for _, topic := range topics {
		if err := createStream(ctx, js, topic); err != nil {
			return fmt.Errorf("stream %s: %w", topic, err)
		}
	}
	return nil
}

func createStream(ctx context.Context, js jetstream.JetStream, topic string) error {
	existing, err := js.Stream(ctx, topic)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = js.CreateStream(ctx, streamConfig(topic))
		return err
	}
	if err != nil {
		return err
	}
	if subjects := existing.CachedInfo().Config.Subjects; !slices.Contains(subjects, topic) {
		return fmt.Errorf("exists with the subjects %v, without %q: delete or change it", subjects, topic)
	}
	return nil
}

func streamConfig(topic string) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:       topic,
		Subjects:   []string{topic},
		Storage:    jetstream.FileStorage,
		Retention:  jetstream.LimitsPolicy,
		MaxAge:     maxAge,
		Duplicates: duplicateWindow,
	}
}
