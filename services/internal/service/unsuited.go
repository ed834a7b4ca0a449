package service

import (
	"fmt"
	"slices"

	"github.com/saheedt/pass/services/internal/sidecar"
)

// unsuited are the component types that can be told by their name not to keep
// what they are given. A broker can't be tried out in a second; a store that
// forgets would pass a trial.
var unsuited = map[string]string{
	"state.in-memory": "It keeps documents in the sidecar's memory: all orders would be gone when that ends.",

	"pubsub.in-memory": "It keeps events in one sidecar's memory: no other service would hear of anything.",
	"pubsub.mqtt3": "What is published before a service's first start or while it is away never comes to it, " +
		"and a second instance of a service cuts off the first.",
}

// needs are the capabilities that a store has to declare, and why.
var needs = []struct{ capability, why string }{
	{"TRANSACTIONAL", "without transactions an order could be there whose units are not held."},
	{"ETAG", "without etags two buyers could hold the last ticket."},
	{"TTL", "without a time to live the answers to repeated requests would be kept for ever."},
}

// Unsuited says that a component can't serve pass, and what to do about it.
type Unsuited struct {
	Name, Type string // of the component
	Why        string // sentences
}

func (u *Unsuited) Error() string {
	return fmt.Sprintf("component %s (%s) is not fit for pass. %s "+
		"Choose another in the component files: docs/profiles.md says which are fit, and `make conform PROFILE=...` tries one out", u.Name, u.Type, u.Why)
}

// judge looks at what the sidecar says of the components.
func judge(loaded sidecar.Loaded) error {
	for _, name := range []string{StateStore, PubSub} {
		component := loaded.Components[name]
		if why, known := unsuited[component.Type]; known {
			return &Unsuited{name, component.Type, why}
		}
	}
	store := loaded.Components[StateStore]
	for _, need := range needs {
		if !slices.Contains(store.Capabilities, need.capability) {
			return &Unsuited{StateStore, store.Type, fmt.Sprintf("It does not declare the capability %s: %s", need.capability, need.why)}
		}
	}
	return nil
}
