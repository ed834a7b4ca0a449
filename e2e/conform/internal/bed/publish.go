package bed

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	runtimev1 "github.com/dapr/dapr/pkg/proto/runtime/v1"
)

// Publish hands an event to the broker once. It returns nil when the broker
// has it.
func (s *Sidecar) Publish(ctx context.Context, topic string, event Event) error {
	body, err := json.Marshal(event)
	if err != nil {
		return err
	}
	_, err = s.dapr.PublishEvent(ctx, &runtimev1.PublishEventRequest{
		PubsubName: "pubsub", Topic: topic, Data: body, DataContentType: "application/cloudevents+json",
	})
	return err
}

// publishers is how many publish at once, as a service's relay does.
const publishers = 16

// PublishAll publishes events, many at once, each until the broker has it.
func (s *Sidecar) PublishAll(ctx context.Context, topic string, events []Event) error {
	errs := make([]error, len(events))
	places := make(chan struct{}, publishers)
	var all sync.WaitGroup
	for i, event := range events {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			errs[i] = s.persist(ctx, topic, event)
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// patience is how long one publish is tried again, and any event may take.
const patience = 60 * time.Second

func (s *Sidecar) persist(ctx context.Context, topic string, event Event) error {
	err := Await(ctx, patience, func() error {
		once, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		return s.Publish(once, topic, event)
	})
	if err != nil {
		return fmt.Errorf("publishing to %s: %w", topic, err)
	}
	return nil
}

// Events makes n events of a kind, numbered from 0.
func (b *Bed) Events(kind string, n int) []Event {
	events := make([]Event, n)
	for i := range events {
		events[i] = b.Event(kind, i, map[string]int{"n": i})
	}
	return events
}
