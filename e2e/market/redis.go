package market

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// onRedis finds a topic in the stream of the same name, and a message in its
// field "data", where Dapr's component puts it.
type onRedis struct {
	client *redis.Client
	stop   chan struct{}
}

func dialRedis(ctx context.Context, address string) (broker, error) {
	opts, err := redis.ParseURL(address)
	if err != nil {
		return nil, err
	}
	client := redis.NewClient(opts)
	return &onRedis{client: client, stop: make(chan struct{})}, client.Ping(ctx).Err()
}

func (r *onRedis) follow(_ context.Context, topic string, seen func([]byte, time.Time)) error {
	go r.read(topic, seen)
	return nil
}

// read asks without a consumer group, so it takes nothing away from pass.
func (r *onRedis) read(topic string, seen func([]byte, time.Time)) {
	for last := "0"; ; {
		streams, err := r.client.XRead(context.Background(), &redis.XReadArgs{
			Streams: []string{topic}, ID: last, Count: 100, Block: 500 * time.Millisecond,
		}).Result()
		select {
		case <-r.stop:
			return
		default:
		}
		if err != nil && err != redis.Nil {
			time.Sleep(200 * time.Millisecond) // the server is away
		}
		for _, stream := range streams {
			for _, message := range stream.Messages {
				last = message.ID
				if data, ok := message.Values["data"].(string); ok {
					seen([]byte(data), storedByRedis(message.ID))
				}
			}
		}
	}
}

// storedByRedis reads the server's clock from a message's id,
// "<milliseconds>-<n>".
func storedByRedis(id string) time.Time {
	milliseconds, _, _ := strings.Cut(id, "-")
	at, err := strconv.ParseInt(milliseconds, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(at)
}

func (r *onRedis) publish(ctx context.Context, topic string, raw []byte) error {
	return r.client.XAdd(ctx, &redis.XAddArgs{Stream: topic, Values: map[string]any{"data": raw}}).Err()
}

func (r *onRedis) close() {
	close(r.stop)
	_ = r.client.Close()
}
