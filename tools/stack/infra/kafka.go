package infra

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/saheedt/pass/tools/stack/process"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

var kafkaServer = server{
	name: "kafka", title: "Kafka", types: []string{"pubsub.kafka"}, env: "KAFKA_BROKERS",
	port:    func(p Ports) int { return p.Kafka },
	ports:   func(p Ports) map[string]int { return map[string]int{"Kafka": p.Kafka} },
	admin:   func(address, _ string) string { return "kafka://" + address },
	part:    kafkaPart,
	prepare: prepareKafka,
}

const (
	// partitions is how many messages of a topic are in flight at a time, in all instances of a service together.
	partitions = 8
	// retention is how long messages are kept: it outlasts any outage of a consumer that a week's attention would mend.
	retention = "604800000"
)

// kafkaPart is franz-go's fake of a broker: enough to see that everything is wired as it should be.
func kafkaPart(c Config, t target) (*Part, error) {
	if _, err := os.Stat(c.program("kafka")); err != nil {
		return nil, fmt.Errorf("profile %s needs a Kafka broker, and .bin/kafka, which stands in for one, is missing: build it with `make tools`", t.profile.Name)
	}
	p := process.New(process.Spec{
		Name: "kafka", Path: c.program("kafka"), Log: c.log("kafka"),
		Args: []string{"-port", strconv.Itoa(c.Ports.Kafka), "-store", c.folder("kafka")},
	})
	return &Part{Process: p, ready: func(ctx context.Context) error {
		if err := process.WaitTCP(ctx, p, t.address); err != nil {
			return err
		}
		return t.prepare(ctx)
	}}, nil
}

// prepareKafka creates the topics: one that a broker makes by itself has a single partition.
func prepareKafka(ctx context.Context, t target) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(t.address, ",")...))
	if err != nil {
		return err
	}
	defer client.Close()
	keep := retention
	const brokersDefault = -1
	topics := t.profile.topics(t.brokers())
	answers, err := kadm.NewClient(client).CreateTopics(ctx, partitions, brokersDefault, map[string]*string{"retention.ms": &keep}, topics...)
	if err != nil {
		return err
	}
	for _, answer := range answers.Sorted() {
		if answer.Err != nil && !errors.Is(answer.Err, kerr.TopicAlreadyExists) {
			return fmt.Errorf("topic %s: %w", answer.Topic, answer.Err)
		}
	}
	return nil
}
