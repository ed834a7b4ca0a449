package house

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dapr/components-contrib/pubsub"
	comppubsub "github.com/dapr/dapr/pkg/components/pubsub"
	"github.com/dapr/dapr/pkg/scopes"
)

// brokerName is the component that the services publish through.
const brokerName = "pubsub"

// Broker is what carries the events of a house.
type Broker struct {
	house    *House
	sidecars map[string]*sidecar
	open     map[string]connection // by service and component
}

// connection is one component as one service's sidecar would have it.
type connection struct {
	pubsub.PubSub
	kind       string
	properties map[string]string
}

// Broker connects as every service that has events.
func (h *House) Broker(ctx context.Context) (*Broker, error) {
	b := &Broker{house: h, sidecars: map[string]*sidecar{}, open: map[string]connection{}}
	for _, service := range h.Services {
		side, err := h.sidecar(ctx, service)
		if err != nil {
			return nil, errors.Join(err, b.Close())
		}
		if _, err := side.named(brokerName); err != nil {
			continue // such as auth
		}
		b.sidecars[service] = side
		if _, err := b.connect(ctx, service, brokerName); err != nil {
			return nil, errors.Join(err, b.Close())
		}
	}
	if len(b.open) == 0 {
		return nil, fmt.Errorf("profile %s: no service has a component %q", h.Profile, brokerName)
	}
	return b, nil
}

// connect gives a component under the id of a service.
func (b *Broker) connect(ctx context.Context, service, name string) (connection, error) {
	id := service + " " + name
	if c, ok := b.open[id]; ok {
		return c, nil
	}
	c, err := b.sidecars[service].connect(ctx, name)
	if err != nil {
		return c, err
	}
	b.open[id] = c
	return c, nil
}

func (s *sidecar) connect(ctx context.Context, name string) (connection, error) {
	component, err := s.named(name)
	if err != nil {
		return connection{}, err
	}
	what := fmt.Sprintf("%s of %s (%s)", name, s.appID, component.Spec.Type)
	made, err := comppubsub.DefaultRegistry.Create(component.Spec.Type, component.Spec.Version, component.LogName())
	if err != nil {
		return connection{}, fmt.Errorf("open %s: %w", what, err)
	}
	base, err := s.meta.ToBaseMetadata(component)
	if err != nil {
		return connection{}, fmt.Errorf("open %s: %w", what, err)
	}
	// As a sidecar does.
	if strings.TrimSpace(base.Properties["consumerID"]) == "" {
		base.Properties["consumerID"] = s.appID
	}
	if err := made.Init(ctx, pubsub.Metadata{Base: base}); err != nil {
		return connection{}, fmt.Errorf("open %s: %w", what, err)
	}
	return connection{PubSub: made, kind: component.Spec.Type, properties: base.Properties}, nil
}

// Check asks whether the broker can still be reached, with a connection of its own: those that are open say little, as
// they try again by themselves.
func (b *Broker) Check(ctx context.Context) error {
	for _, side := range b.sidecars {
		c, err := side.connect(ctx, brokerName)
		if err != nil {
			return err
		}
		if err := c.Close(); err != nil {
			return fmt.Errorf("close %s of %s: %w", brokerName, side.appID, err)
		}
	}
	return nil
}

// Remembers tells whether the broker drops an event that it took a short while ago.
func (b *Broker) Remembers() bool {
	for _, c := range b.open {
		if c.kind == "pubsub.jetstream" {
			return true
		}
	}
	return false
}

// Publish hands an event to the broker, byte for byte, as the service that the topic belongs to.
func (b *Broker) Publish(ctx context.Context, topic string, raw []byte) error {
	service, err := b.owner(topic)
	if err != nil {
		return err
	}
	c, err := b.connect(ctx, service, brokerName)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	contentType := "application/cloudevents+json"
	err = c.PubSub.Publish(ctx, &pubsub.PublishRequest{
		PubsubName: brokerName, Topic: topic, Data: raw, ContentType: &contentType, Metadata: map[string]string{},
	})
	if err != nil {
		return fmt.Errorf("publish to %s: %w", topic, err)
	}
	return nil
}

// owner is the service that may publish to a topic; any, where the profile does not say.
func (b *Broker) owner(topic string) (string, error) {
	for _, service := range b.house.Services {
		c, ok := b.open[service+" "+brokerName]
		if !ok {
			continue
		}
		allowed := scopes.GetScopedTopics(scopes.PublishingScopes, service, c.properties)
		if slices.Contains(allowed, topic) || c.properties["publishingScopes"] == "" {
			return service, nil
		}
	}
	return "", fmt.Errorf("profile %s lets no service publish to the topic %s", b.house.Profile, topic)
}

// Close ends all connections.
func (b *Broker) Close() error {
	var errs []error
	for _, c := range b.open {
		errs = append(errs, c.PubSub.Close())
	}
	clear(b.open)
	return errors.Join(errs...)
}
