// Package broker has what pass needs of a message broker.
package broker

import (
	"github.com/saheedt/pass/e2e/conform/internal/bed"
	"github.com/saheedt/pass/e2e/conform/internal/property"
)

// Topics, as in pass.
const (
	tickets     = "tickets"     // orders reads it
	orders      = "orders"      // tickets, payments and expiration read it
	payments    = "payments"    // orders reads it
	expirations = "expirations" // orders reads it
)

const lost = "an event would be lost: an order never paid out or never cancelled, a listing that shows what is not there"

// Properties lists them.
func Properties() []property.Property {
	all := []property.Property{
		{Name: "events published before anybody ever subscribed arrive", Check: beforeSubscribing,
			Breaks: "a service that is installed later would miss what happened before"},
		{Name: "every event arrives", Check: everyEvent, Breaks: lost},
		{Name: "order and doubles, of which pass assumes nothing", Check: ordered, Breaks: lost},
		{Name: "events come through as they were", Check: unchanged,
			Breaks: "consumers could not tell a repeated event from a new one, and traces would end at the broker"},
		{Name: "each of three services gets every event", Check: groups,
			Breaks: "of order.created only one would hear: no reminder, or no payment, or a wrong number of tickets left"},
		{Name: "instances of one service share the events", Check: competing,
			Breaks: "a second instance would do the first one's work again, or nothing at all"},
		{Name: "an event whose handler failed comes again", Check: failing, Breaks: lost},
		{Name: "a slow handler loses nothing", Check: slow, Breaks: lost},
		{Name: "what a handler drops goes to the dead letters", Check: dropped,
			Breaks: "an event that can't be handled would be gone, and nobody could look at it"},
		{Name: "publishing to another service's topic is refused", Check: foreignTopic,
			Breaks: "a service that was taken over could publish payments that nobody made"},
		{Name: "an event that a killed sidecar had comes again", Check: killedSidecar, Stage: property.Kills, Breaks: lost},
		{Name: "an event that a killed app had comes again", Check: killedApp, Stage: property.Kills, Breaks: lost},
		{Name: "when one of two instances is killed the other gets all", Check: killedReplica, Stage: property.Kills, Breaks: lost},
		{Name: "events published while a service was down arrive", Check: whileDown, Stage: property.Kills, Breaks: lost},
		{Name: "confirmed events survive a kill of the server", Check: killedServer, Stage: property.Servers, Missing: noServer, Breaks: lost},
		{Name: "nothing else is among the dead letters", Check: onlyDropped, Stage: property.Last,
			Breaks: "events that could be handled would be given up"},
	}
	for i := range all {
		all[i].Area = "broker"
	}
	return all
}

func noServer(b *bed.Bed) string { return b.Servers.NoBroker() }
