// Command tickets serves listings and the catalogue that finds them.
package main

import (
	"os"

	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/tickets/internal/api"
	"github.com/saheedt/pass/services/tickets/internal/catalogue"
	"github.com/saheedt/pass/services/tickets/internal/events"
	"github.com/saheedt/pass/services/tickets/internal/store"
)

func main() {
	var settings service.Settings
	os.Exit(service.Run("tickets", os.Environ(), &settings, wire))
}

func wire(s *service.Service) error {
	s.Background("catalogue", assemble(s).Run)
	return nil
}

// assemble connects the parts, and returns the one that works beside the
// requests.
func assemble(s *service.Service) *store.Follower {
	index := catalogue.New()
	listings := store.New(s.Writer, s.Reader, index, s.Settings.Instance, s.Log)

	s.Problems.Add(api.Problems)
	routes := &api.API{
		Store: listings, Catalogue: index, Sessions: s.Sessions,
		Idempotency: s.Idempotency, Cursors: s.Cursors, Clock: s.Clock,
	}
	routes.Register(s.API)

	settle := events.Order(listings, s.Clock)
	for _, eventType := range events.OrderTypes {
		s.Events.On(eventType, settle)
	}

	follower := store.NewFollower(listings)
	s.OnStart("catalogue", follower.Start)
	return follower
}
