// Command expiration tells when the hold of an order ends: it keeps a
// reminder for every open order and publishes expiration.due when it fires.
package main

import (
	"os"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/service"
)

func main() {
	var settings service.Settings
	os.Exit(service.Run("expiration", os.Environ(), &settings, func(s *service.Service) error {
		wire(s, s.Dapr.GrpcClient(), s.Sidecar)
		return nil
	}))
}

func wire(s *service.Service, api reminderAPI, p publisher) {
	o := orders{reminders: reminders{api: api}, now: s.Clock}
	s.Events.On(contracts.OrderCreated, o.opened)
	s.Events.On(contracts.OrderCompleted, o.closed)
	s.Events.On(contracts.OrderCancelled, o.closed)
	actor{publisher: p, now: s.Clock}.routes(s.API)
}
