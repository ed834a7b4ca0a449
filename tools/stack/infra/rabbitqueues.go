package infra

import (
	"regexp"
	"slices"
	"strings"
)

// definitions is what RabbitMQ's management API takes in one call.
type definitions struct {
	Users       []rabbitUser       `json:"users"`
	VHosts      []rabbitVHost      `json:"vhosts"`
	Permissions []rabbitPermission `json:"permissions"`
	Exchanges   []rabbitExchange   `json:"exchanges"`
	Queues      []rabbitQueue      `json:"queues"`
	Bindings    []rabbitBinding    `json:"bindings"`
}

type rabbitVHost struct {
	Name string `json:"name"`
}

type rabbitUser struct {
	Name     string `json:"name"`
	Password string `json:"password"`
	Tags     string `json:"tags"`
}

// rabbitPermission has regular expressions of names: what may be declared, what written to, what read from.
type rabbitPermission struct {
	User      string `json:"user"`
	VHost     string `json:"vhost"`
	Configure string `json:"configure"`
	Write     string `json:"write"`
	Read      string `json:"read"`
}

type rabbitExchange struct {
	Name       string         `json:"name"`
	VHost      string         `json:"vhost"`
	Type       string         `json:"type"`
	Durable    bool           `json:"durable"`
	AutoDelete bool           `json:"auto_delete"`
	Internal   bool           `json:"internal"`
	Arguments  map[string]any `json:"arguments"`
}

type rabbitQueue struct {
	Name       string         `json:"name"`
	VHost      string         `json:"vhost"`
	Durable    bool           `json:"durable"`
	AutoDelete bool           `json:"auto_delete"`
	Arguments  map[string]any `json:"arguments"`
}

type rabbitBinding struct {
	Source          string         `json:"source"`
	VHost           string         `json:"vhost"`
	Destination     string         `json:"destination"`
	DestinationType string         `json:"destination_type"`
	RoutingKey      string         `json:"routing_key"`
	Arguments       map[string]any `json:"arguments"`
}

// vhost is the one that a client gets who does not say.
const vhost = "/"

// rabbitDefinitions says what the components declare when they run, and who may do what: exchanges drop messages as long
// as they have no queue, so the queues must be there before the first publisher. Names and arguments are those of
// Dapr's pubsub.rabbitmq, which fails on a queue that is there with others.
func (t target) rabbitDefinitions() (definitions, error) {
	d := definitions{VHosts: []rabbitVHost{{Name: vhost}}}
	read := map[string]bool{}
	for _, c := range t.brokers() {
		for _, app := range c.Scopes {
			for _, topic := range t.profile.reads(app, []Component{c}) {
				read[topic] = true
				d.addQueue(c, rabbitQueueName(c, app, topic), topic)
			}
		}
	}
	for _, topic := range t.profile.topics(t.brokers()) {
		d.addExchange(t.brokers()[0], topic)
		if !read[topic] {
			// Kept for a person to look at, such as dead letters.
			d.addQueue(t.brokers()[0], topic, topic)
		}
	}
	for _, app := range t.apps() {
		password, err := t.secrets.Get(app, "rabbitmq-password")
		if err != nil {
			return d, err
		}
		d.Users = append(d.Users, rabbitUser{Name: accountName(app), Password: password})
		d.Permissions = append(d.Permissions, t.rabbitPermission(app))
	}
	return d, nil
}

func (d *definitions) addExchange(c Component, topic string) {
	d.Exchanges = append(d.Exchanges, rabbitExchange{
		Name: topic, VHost: vhost, Type: orElse(c.Metadata["exchangeKind"], "fanout"),
		Durable: isTrue(c, "durable", true), AutoDelete: isTrue(c, "deletedWhenUnused", true), Arguments: map[string]any{},
	})
}

func (d *definitions) addQueue(c Component, name, topic string) {
	if slices.ContainsFunc(d.Queues, func(q rabbitQueue) bool { return q.Name == name }) {
		return
	}
	d.Queues = append(d.Queues, rabbitQueue{
		Name: name, VHost: vhost, Durable: isTrue(c, "durable", true), AutoDelete: isTrue(c, "deletedWhenUnused", true),
		// The component says so even where nobody chose it.
		Arguments: map[string]any{"x-queue-type": "classic"},
	})
	d.Bindings = append(d.Bindings, rabbitBinding{
		Source: topic, VHost: vhost, Destination: name, DestinationType: "queue", Arguments: map[string]any{},
	})
}

// rabbitPermission lets an app declare what its sidecar declares, write to its topics, and read its own queues. To bind a
// queue is to write to it and to read the exchange.
func (t target) rabbitPermission(app string) rabbitPermission {
	var queues []string
	for _, c := range t.brokers() {
		for _, topic := range t.profile.reads(app, []Component{c}) {
			queues = append(queues, rabbitQueueName(c, app, topic))
		}
	}
	reads, writes := t.profile.reads(app, t.brokers()), t.profile.writes(app, t.brokers())
	return rabbitPermission{
		User: accountName(app), VHost: vhost,
		Configure: anyOf(reads, writes, queues), Write: anyOf(writes, queues), Read: anyOf(reads, queues),
	}
}

// rabbitQueueName is what the component calls the queue of a subscription.
func rabbitQueueName(c Component, app, topic string) string {
	return strings.ReplaceAll(orElse(c.Metadata["consumerID"], app), "{appID}", app) + "-" + topic
}

// anyOf returns a regular expression for the names in all lists; for none, when they are empty.
func anyOf(lists ...[]string) string {
	var names []string
	for _, name := range slices.Concat(lists...) {
		names = append(names, regexp.QuoteMeta(name))
	}
	slices.Sort(names)
	return "^(" + strings.Join(slices.Compact(names), "|") + ")$"
}

func isTrue(c Component, name string, otherwise bool) bool {
	switch strings.ToLower(c.Metadata[name]) {
	case "":
		return otherwise
	case "true", "1", "yes", "y", "on", "t":
		return true
	}
	return false
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
