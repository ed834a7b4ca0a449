package infra_test

import (
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/stretchr/testify/require"
)

const rabbitFile = `
{apiVersion: dapr.io/v1alpha1, kind: Component, metadata: {name: pubsub}, spec: {type: pubsub.rabbitmq, version: v1,
  metadata: [{name: consumerID, value: "{appID}"}, {name: deletedWhenUnused, value: "false"},
    {name: publishingScopes, value: "tickets=tickets;orders=orders,deadletter"}]}, scopes: [orders, tickets]}
---
{apiVersion: dapr.io/v2alpha1, kind: Subscription, metadata: {name: orders-tickets}, scopes: [orders], spec: {
  pubsubname: pubsub, topic: tickets, routes: {default: /events/tickets}, deadLetterTopic: deadletter}}
`

func TestRabbitMQKeepsWhatWasConfirmed(t *testing.T) {
	i, dir := mustInfra(t, rabbitFile)
	ctx := t.Context()
	require.NoError(t, i.Broker.Start(ctx))
	t.Cleanup(i.Broker.Kill)

	tickets := mustRabbit(t, i, dir, "tickets")
	require.NoError(t, tickets.ExchangeDeclare("tickets", "fanout", true, false, false, false, nil), "as Dapr does")
	require.NoError(t, tickets.Confirm(false))
	confirmed, err := tickets.PublishWithDeferredConfirmWithContext(ctx, "tickets", "", false, false,
		amqp.Publishing{Body: []byte("7"), DeliveryMode: amqp.Persistent})
	require.NoError(t, err)
	require.True(t, confirmed.Wait())

	i.Broker.Kill()
	require.NoError(t, i.Broker.Start(ctx), "prepared a second time, on the same data")
	orders := mustRabbit(t, i, dir, "orders")
	_, err = orders.QueueDeclare("orders-tickets", true, false, false, false, amqp.Table{amqp.QueueTypeArg: amqp.QueueTypeClassic})
	require.NoError(t, err, "as Dapr does")
	require.NoError(t, orders.QueueBind("orders-tickets", "", "tickets", false, nil))
	message, ok, err := orders.Get("orders-tickets", true)
	require.NoError(t, err)
	require.True(t, ok, "it waited for a reader that had not come yet")
	require.Equal(t, "7", string(message.Body))

	requireForbidden(t, i, dir)
	requireNothingLeft(t, i.Broker)
}

// requireForbidden tries what apps may not do. A channel ends at the first refusal.
func requireForbidden(t *testing.T, i *infra.Infra, dir string) {
	t.Helper()
	for name, try := range map[string]func() error{
		"declare another's topic": func() error {
			return mustRabbit(t, i, dir, "tickets").ExchangeDeclare("orders", "fanout", true, false, false, false, nil)
		},
		"read another's queue": func() error {
			_, _, err := mustRabbit(t, i, dir, "tickets").Get("orders-tickets", true)
			return err
		},
		"read dead letters": func() error {
			_, _, err := mustRabbit(t, i, dir, "orders").Get("deadletter", true)
			return err
		},
		"publish to a topic read": func() error {
			orders := mustRabbit(t, i, dir, "orders")
			closed := orders.NotifyClose(make(chan *amqp.Error, 1))
			if err := orders.PublishWithContext(t.Context(), "tickets", "", false, false, amqp.Publishing{}); err != nil {
				return err
			}
			return <-closed
		},
	} {
		require.ErrorContains(t, try(), "ACCESS_REFUSED", name)
	}
}

func TestARunningRabbitMQIsPrepared(t *testing.T) {
	own, dir := mustInfra(t, rabbitFile)
	require.NoError(t, own.Broker.Start(t.Context()))
	t.Cleanup(own.Broker.Kill)

	c := mustConfig(t, rabbitFile)
	c.Given = map[string]string{"rabbitmq": own.URLs["rabbitmq"]}
	_, err := infra.Prepare(t.Context(), c)
	require.Error(t, err, "its management is not on the usual port")
	c.Given["rabbitmq-management"] = own.URLs["rabbitmq-management"]
	_, err = infra.Prepare(t.Context(), c)
	require.NoError(t, err)
	i, err := infra.New(c)
	require.NoError(t, err)
	require.Nil(t, i.Broker)
	mustRabbit(t, i, c.Data, "orders")
	_, err = amqp.Dial("amqp://pass_orders:" + secretOf(t, dir, "orders", "rabbitmq-password") + "@" + i.Addresses["rabbitmq"])
	require.Error(t, err, "the password is that of the one who prepared it last")
	own.Stop()
	require.False(t, own.Broker.Running())
}

func mustRabbit(t *testing.T, i *infra.Infra, dir, app string) *amqp.Channel {
	t.Helper()
	conn, err := amqp.Dial("amqp://pass_" + app + ":" + secretOf(t, dir, app, "rabbitmq-password") + "@" + i.Addresses["rabbitmq"])
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	channel, err := conn.Channel()
	require.NoError(t, err)
	return channel
}
