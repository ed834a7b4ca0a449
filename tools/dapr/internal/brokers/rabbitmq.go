package brokers

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	contrib "github.com/dapr/components-contrib/pubsub"
	"github.com/dapr/components-contrib/pubsub/rabbitmq"
	"github.com/dapr/kit/logger"
)

// unconfirmed is what the component of components-contrib 1.18.3 logs, and does not return, when the broker has not
// confirmed a message: it reports the publish as done. When a broker dies in mid-publish, that message is lost.
const unconfirmed = "did not receive confirmation of publishing"

var errUnconfirmed = errors.New("rabbitmq pub/sub: " + unconfirmed)

// rabbitMQ is Dapr's component with two differences: its publishes fail when the broker did not confirm them, and each
// subscription has a connection of its own.
//
// Dapr's has one channel for all, and begins to consume on it without its lock. A publish or another subscription at that
// moment takes the answer: the component begins once more, and the broker goes on sending to the first beginning, where
// nobody listens. As many messages as are prefetched wait there until the sidecar ends.
type rabbitMQ struct {
	contrib.PubSub // publishes
	lost           *atomic.Int64
	log            logger.Logger

	mu       sync.Mutex
	metadata contrib.Metadata
	readers  map[contrib.PubSub]bool
}

func newRabbitMQ(log logger.Logger) contrib.PubSub {
	lost := &atomic.Int64{}
	return &rabbitMQ{
		PubSub: rabbitmq.NewRabbitMQ(lossLogger{Logger: log, lost: lost}), lost: lost, log: log, readers: map[contrib.PubSub]bool{},
	}
}

// Init connects what publishes.
func (c *rabbitMQ) Init(ctx context.Context, metadata contrib.Metadata) error {
	c.mu.Lock()
	c.metadata = metadata
	c.mu.Unlock()
	return c.PubSub.Init(ctx, metadata)
}

// ending is what a subscription gets to end before its connection is closed: the component's Close would wait for it
// with a lock that it may want.
const ending = 2 * time.Second

// Subscribe connects anew, until ctx ends.
func (c *rabbitMQ) Subscribe(ctx context.Context, req contrib.SubscribeRequest, handler contrib.Handler) error {
	reader := rabbitmq.NewRabbitMQ(c.log)
	c.mu.Lock()
	metadata := c.metadata
	c.readers[reader] = true
	c.mu.Unlock()
	// What was prefetched and not handled goes back to the queue then.
	context.AfterFunc(ctx, func() {
		time.Sleep(ending)
		c.mu.Lock()
		delete(c.readers, reader)
		c.mu.Unlock()
		_ = reader.Close()
	})
	if err := reader.Init(ctx, metadata); err != nil {
		return err
	}
	return reader.Subscribe(ctx, req, handler)
}

// Close ends all connections.
func (c *rabbitMQ) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	errs := []error{c.PubSub.Close()}
	for reader := range c.readers {
		errs = append(errs, reader.Close())
	}
	return errors.Join(errs...)
}

// Publish fails, too, when another publish that ran meanwhile was not confirmed: which of them it was is not known here,
// and a message that is published twice does no harm. A context that ended makes the component give up and report
// success as well.
func (c *rabbitMQ) Publish(ctx context.Context, req *contrib.PublishRequest) error {
	before := c.lost.Load()
	err := c.PubSub.Publish(ctx, req)
	if err == nil && c.lost.Load() != before {
		err = contrib.NewRetriableError(errUnconfirmed)
	}
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// lossLogger counts the messages that the component says it has lost.
type lossLogger struct {
	logger.Logger
	lost *atomic.Int64
}

// Errorf logs, and looks for the error that the component keeps to itself.
func (l lossLogger) Errorf(format string, args ...any) {
	for _, arg := range args {
		if err, ok := arg.(error); ok && err.Error() == unconfirmed {
			l.lost.Add(1)
		}
	}
	l.Logger.Errorf(format, args...)
}
