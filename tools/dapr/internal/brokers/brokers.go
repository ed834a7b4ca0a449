// Package brokers has the pub/sub components that pass's profiles name and Dapr's stable set lacks, or has with a fault.
package brokers

import (
	"github.com/dapr/components-contrib/pubsub/jetstream"
	"github.com/dapr/dapr/pkg/components/pubsub"
)

// Register makes them known, in place of Dapr's own where it has one.
func Register() {
	pubsub.DefaultRegistry.RegisterComponent(jetstream.NewJetStream, "jetstream")
	pubsub.DefaultRegistry.RegisterComponent(newRabbitMQ, "rabbitmq")
}
