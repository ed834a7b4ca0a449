package market

import (
	"context"
	"errors"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

// onRabbitMQ finds a topic in the exchange of the same name, and reads from a
// queue of its own that ends with its connection.
type onRabbitMQ struct {
	conn    *amqp.Connection
	channel *amqp.Channel // of what is published
}

func dialRabbitMQ(address string) (broker, error) {
	conn, err := amqp.Dial(address)
	if err != nil {
		return nil, err
	}
	channel, err := conn.Channel()
	if err == nil {
		err = channel.Confirm(false)
	}
	return &onRabbitMQ{conn: conn, channel: channel}, err
}

func (r *onRabbitMQ) follow(_ context.Context, topic string, seen func([]byte, time.Time)) error {
	channel, err := r.conn.Channel()
	if err != nil {
		return err
	}
	queue, err := channel.QueueDeclare("", false, true, true, false, nil)
	if err != nil {
		return err
	}
	if err := channel.QueueBind(queue.Name, "", topic, false, nil); err != nil {
		return err
	}
	messages, err := channel.Consume(queue.Name, "", true, true, false, false, nil)
	if err != nil {
		return err
	}
	go func() {
		for message := range messages {
			seen(message.Body, time.Time{})
		}
	}()
	return nil
}

func (r *onRabbitMQ) publish(ctx context.Context, topic string, raw []byte) error {
	message := amqp.Publishing{ContentType: "text/plain", DeliveryMode: amqp.Persistent, Body: raw}
	confirmed, err := r.channel.PublishWithDeferredConfirmWithContext(ctx, topic, "", false, false, message)
	if err != nil {
		return err
	}
	if ok, err := confirmed.WaitContext(ctx); err != nil || !ok {
		return errors.Join(errors.New("rabbitmq did not take the message"), err)
	}
	return nil
}

func (r *onRabbitMQ) close() { _ = r.conn.Close() }
