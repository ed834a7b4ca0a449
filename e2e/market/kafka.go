package market

import (
	"context"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// onKafka reads all partitions of a topic, in no consumer group.
type onKafka struct {
	seeds    []string
	producer *kgo.Client
	readers  []*kgo.Client
}

func dialKafka(ctx context.Context, addresses string) (broker, error) {
	seeds := strings.Split(addresses, ",")
	producer, err := kgo.NewClient(kgo.SeedBrokers(seeds...))
	if err != nil {
		return nil, err
	}
	return &onKafka{seeds: seeds, producer: producer}, producer.Ping(ctx)
}

func (k *onKafka) follow(_ context.Context, topic string, seen func([]byte, time.Time)) error {
	reader, err := kgo.NewClient(kgo.SeedBrokers(k.seeds...), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		return err
	}
	k.readers = append(k.readers, reader)
	go func() {
		for {
			fetched := reader.PollFetches(context.Background())
			if fetched.IsClientClosed() {
				return
			}
			fetched.EachRecord(func(record *kgo.Record) { seen(record.Value, record.Timestamp) })
		}
	}()
	return nil
}

func (k *onKafka) publish(ctx context.Context, topic string, raw []byte) error {
	return k.producer.ProduceSync(ctx, &kgo.Record{Topic: topic, Value: raw}).FirstErr()
}

func (k *onKafka) close() {
	for _, reader := range k.readers {
		reader.Close()
	}
	k.producer.Close()
}
