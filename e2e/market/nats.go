package market

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// onNATS finds a topic in the JetStream stream of the same name.
type onNATS struct {
	conn *nats.Conn
	js   jetstream.JetStream
}

func dialNATS(address string) (broker, error) {
	conn, err := nats.Connect(address, nats.MaxReconnects(-1), nats.ReconnectWait(200*time.Millisecond))
	if err != nil {
		return nil, err
	}
	js, err := jetstream.New(conn)
	return &onNATS{conn: conn, js: js}, err
}

func (n *onNATS) follow(ctx context.Context, topic string, seen func([]byte, time.Time)) error {
	consumer, err := n.js.OrderedConsumer(ctx, topic, jetstream.OrderedConsumerConfig{})
	if err != nil {
		return err
	}
	_, err = consumer.Consume(func(msg jetstream.Msg) {
		var stored time.Time
		if meta, err := msg.Metadata(); err == nil {
			stored = meta.Timestamp
		}
		seen(msg.Data(), stored)
	})
	return err
}

func (n *onNATS) publish(ctx context.Context, topic string, raw []byte) error {
	_, err := n.js.Publish(ctx, topic, raw)
	return err
}

func (n *onNATS) close() { n.conn.Close() }
