package brokers

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dapr/components-contrib/metadata"
	contrib "github.com/dapr/components-contrib/pubsub"
	"github.com/dapr/kit/logger"
)

// method is a method of AMQP 0-9-1: its class and its number in it.
type method [2]uint16

var (
	startOK      = method{10, 11}
	open         = method{10, 40}
	channelOpen  = method{20, 10}
	declare      = method{40, 10}
	confirmation = method{85, 10}
	channelClose = method{20, 40}
	closing      = method{10, 50}
	queue        = method{50, 10}
	bind         = method{50, 20}
	qos          = method{60, 10}
	consume      = method{60, 20}
)

// answers are what a broker says to each method that the component sends before it publishes, when it subscribes, and when
// it goes.
var answers = map[method][]byte{
	startOK:      call(method{10, 30}, 0, 0, 0, 2, 0, 0, 0, 0), // tune: any number of channels, frames of 128 KiB, no heartbeat
	open:         call(method{10, 41}, 0),
	channelOpen:  call(method{20, 11}, 0, 0, 0, 0),
	declare:      call(method{40, 11}),
	confirmation: call(method{85, 11}),
	channelClose: call(method{20, 41}),
	closing:      call(method{10, 51}),
	queue:        call(method{50, 11}, 1, 'q', 0, 0, 0, 0, 0, 0, 0, 0),
	bind:         call(method{50, 21}),
	qos:          call(method{60, 11}),
	consume:      call(method{60, 21}, 1, 'c'),
}

func call(m method, arguments ...byte) []byte {
	payload := binary.BigEndian.AppendUint16(nil, m[0])
	return append(binary.BigEndian.AppendUint16(payload, m[1]), arguments...)
}

// frame is a method on the wire.
func frame(channel uint16, payload []byte) []byte {
	f := binary.BigEndian.AppendUint16([]byte{1}, channel)
	f = binary.BigEndian.AppendUint32(f, uint32(len(payload)))
	return append(append(f, payload...), 0xce)
}

// serve is a broker that takes a published message and answers with published, or dies of it when that is nil.
func serve(conn net.Conn, published []byte) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	if _, err := r.Discard(8); err != nil { // the protocol's name
		return
	}
	long := func(s string) []byte { return append(binary.BigEndian.AppendUint32(nil, uint32(len(s))), s...) }
	start := append(call(method{10, 10}, 0, 9, 0, 0, 0, 0), append(long("PLAIN"), long("en_US")...)...)
	if _, err := conn.Write(frame(0, start)); err != nil {
		return
	}
	for {
		head := make([]byte, 7)
		if _, err := io.ReadFull(r, head); err != nil {
			return
		}
		payload := make([]byte, binary.BigEndian.Uint32(head[3:])+1)
		if _, err := io.ReadFull(r, payload); err != nil {
			return
		}
		var answer []byte
		switch head[0] {
		case 1: // a method
			answer = answers[method{binary.BigEndian.Uint16(payload), binary.BigEndian.Uint16(payload[2:])}]
		case 3: // the message's body: all of it has come
			if answer = published; answer == nil {
				return
			}
		}
		if answer != nil {
			if _, err := conn.Write(frame(binary.BigEndian.Uint16(head[1:]), answer)); err != nil {
				return
			}
		}
	}
}

// TestUnconfirmedPublishFails publishes to a broker that confirms, refuses, and dies before it has done either. Dapr's
// component alone calls all three a success.
func TestUnconfirmedPublishFails(t *testing.T) {
	deliveryTag := []byte{0, 0, 0, 0, 0, 0, 0, 1, 0}
	for name, c := range map[string]struct {
		published []byte
		fails     bool
	}{
		"confirmed": {call(method{60, 80}, deliveryTag...), false},
		"refused":   {call(method{60, 120}, deliveryTag...), true},
		"dead":      {nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			broker, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer broker.Close()
			go func() {
				if conn, err := broker.Accept(); err == nil {
					serve(conn, c.published)
				}
			}()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			component := mustConnect(t, ctx, broker)
			err = component.Publish(ctx, &contrib.PublishRequest{Topic: "orders", Data: []byte("{}")})
			if (err != nil) != c.fails {
				t.Fatalf("publish: %v", err)
			}
		})
	}
}

// TestSubscriptionsHaveConnectionsOfTheirOwn counts them: on one channel, what begins to consume and what publishes at the
// same time take each other's answers.
func TestSubscriptionsHaveConnectionsOfTheirOwn(t *testing.T) {
	broker, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer broker.Close()
	var connections atomic.Int64
	go func() {
		for {
			conn, err := broker.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			go serve(conn, nil)
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	component := mustConnect(t, ctx, broker)
	for _, topic := range []string{"orders", "payments"} {
		handler := func(context.Context, *contrib.NewMessage) error { return nil }
		if err := component.Subscribe(ctx, contrib.SubscribeRequest{Topic: topic}, handler); err != nil {
			t.Fatal(err)
		}
	}
	if n := connections.Load(); n != 3 {
		t.Fatalf("%d connections, not one to publish and one for each of two subscriptions", n)
	}
}

func mustConnect(t *testing.T, ctx context.Context, broker net.Listener) contrib.PubSub {
	t.Helper()
	component := newRabbitMQ(logger.NewLogger("test"))
	settings := map[string]string{
		"protocol": "amqp", "hostname": broker.Addr().String(), "username": "u", "password": "p", "publisherConfirm": "true", "consumerID": "x",
	}
	if err := component.Init(ctx, contrib.Metadata{Base: metadata.Base{Properties: settings}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = component.Close() })
	return component
}
