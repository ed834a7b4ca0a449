package infra

import (
	"slices"
	"strings"
)

// The settings of a broker's component that say who may do what with which topic.
const (
	publishing  = "publishingScopes"
	subscribing = "subscriptionScopes"
)

// topics lists the topics of the subscriptions with those of their dead letters, and what else the broker's components
// let someone publish to.
func (p Profile) topics(brokers []Component) []string {
	var topics []string
	for _, s := range p.through(brokers) {
		topics = append(topics, s.Topic)
		if s.DeadLetter != "" {
			topics = append(topics, s.DeadLetter)
		}
	}
	for _, c := range brokers {
		for _, scopes := range []string{c.Metadata[publishing], c.Metadata[subscribing]} {
			for _, listed := range scopesOf(scopes) {
				topics = append(topics, listed...)
			}
		}
	}
	slices.Sort(topics)
	return slices.Compact(topics)
}

// through lists the subscriptions to the brokers' components.
func (p Profile) through(brokers []Component) []Subscription {
	return slices.DeleteFunc(slices.Clone(p.Subscriptions), func(s Subscription) bool {
		return !slices.ContainsFunc(brokers, func(c Component) bool { return c.Name == s.PubSub })
	})
}

// reads lists the topics that app subscribes to, and those that the components let it subscribe to by itself.
func (p Profile) reads(app string, brokers []Component) []string {
	var topics []string
	for _, s := range p.through(brokers) {
		if slices.Contains(s.Scopes, app) {
			topics = append(topics, s.Topic)
		}
	}
	for _, c := range brokers {
		topics = append(topics, scopesOf(c.Metadata[subscribing])[app]...)
	}
	slices.Sort(topics)
	return slices.Compact(topics)
}

// writes lists the topics that the components let app publish to: all, when none of them says which.
func (p Profile) writes(app string, brokers []Component) []string {
	var topics []string
	for _, c := range brokers {
		if !slices.Contains(c.Scopes, app) {
			continue
		}
		value, limited := c.Metadata[publishing]
		if !limited {
			return p.topics(brokers)
		}
		listed, named := scopesOf(value)[app]
		if !named {
			return p.topics(brokers)
		}
		topics = append(topics, listed...)
	}
	slices.Sort(topics)
	return slices.Compact(topics)
}

// scopesOf reads the topics by app as Dapr writes them, "tickets=tickets,deadletter;web=".
func scopesOf(value string) map[string][]string {
	scopes := map[string][]string{}
	for part := range strings.SplitSeq(value, ";") {
		app, topics, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok {
			continue
		}
		app = strings.TrimSpace(app)
		scopes[app] = []string{}
		for topic := range strings.SplitSeq(topics, ",") {
			if topic = strings.TrimSpace(topic); topic != "" {
				scopes[app] = append(scopes[app], topic)
			}
		}
	}
	return scopes
}
