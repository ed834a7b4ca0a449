package brokers

import (
	"context"
	"errors"
	"sync/atomic"

	contrib "github.com/dapr/components-contrib/pubsub"
	"github.com/dapr/components-contrib/pubsub/rabbitmq"
	"github.com/dapr/kit/logger"
)

// unconfirmed is what the component of components-contrib 1.18.3 logs, and does not return, when the broker has not
// confirmed a message: it reports the publish as done. When a broker dies in mid-publish, that message is lost.
const unconfirmed = "did not receive confirmation of publishing"

var errUnconfirmed = errors.New("rabbitmq pub/sub: " + unconfirmed)

// confirmingRabbitMQ is Dapr's component, whose publishes fail when the broker did not confirm them.
type confirmingRabbitMQ struct {
	contrib.PubSub
	lost *atomic.Int64
}

func newRabbitMQ(log logger.Logger) contrib.PubSub {
	lost := &atomic.Int64{}
	return confirmingRabbitMQ{PubSub: rabbitmq.NewRabbitMQ(lossLogger{Logger: log, lost: lost}), lost: lost}
}

// Publish fails, too, when another publish that ran meanwhile was not confirmed: which of them it was is not known here,
// and a message that is published twice does no harm. A context that ended makes the component give up and report
// success as well.
func (c confirmingRabbitMQ) Publish(ctx context.Context, req *contrib.PublishRequest) error {
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
