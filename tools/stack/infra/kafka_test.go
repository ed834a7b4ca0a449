package infra_test

import (
	"context"
	"testing"
	"time"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

const kafkaFile = `
{apiVersion: dapr.io/v1alpha1, kind: Component, metadata: {name: pubsub}, spec: {type: pubsub.kafka, version: v1,
  metadata: [{name: brokers, value: "127.0.0.1:9092"}]}, scopes: [orders, tickets]}
---
{apiVersion: dapr.io/v2alpha1, kind: Subscription, metadata: {name: orders-tickets}, scopes: [orders], spec: {
  pubsubname: pubsub, topic: tickets, routes: {default: /events/tickets}, deadLetterTopic: deadletter}}
`

func TestKafkaHasItsTopicsBeforeAnybodyPublishes(t *testing.T) {
	i, _ := mustInfra(t, kafkaFile)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	require.NoError(t, i.Broker.Start(ctx))
	t.Cleanup(i.Broker.Kill)

	client, err := kgo.NewClient(kgo.SeedBrokers(i.Addresses["kafka"]))
	require.NoError(t, err)
	defer client.Close()
	admin := kadm.NewClient(client)
	topics, err := admin.ListTopics(ctx, "tickets", "deadletter")
	require.NoError(t, err)
	require.NoError(t, topics.Error())
	require.Len(t, topics["tickets"].Partitions, 8)
	require.NoError(t, client.ProduceSync(ctx, &kgo.Record{Topic: "tickets", Value: []byte("7")}).FirstErr())

	i.Broker.Kill()
	require.NoError(t, i.Broker.Start(ctx), "prepared a second time")
	offsets, err := admin.ListEndOffsets(ctx, "tickets")
	require.NoError(t, err)
	var kept int64
	offsets.Each(func(o kadm.ListedOffset) { kept += o.Offset })
	require.EqualValues(t, 1, kept)

	c := mustConfig(t, kafkaFile)
	c.Given = map[string]string{"kafka": i.Addresses["kafka"]}
	done, err := infra.Prepare(ctx, c)
	require.NoError(t, err)
	require.Equal(t, []string{"Kafka at " + i.Addresses["kafka"]}, done)
	requireNothingLeft(t, i.Broker)
}
