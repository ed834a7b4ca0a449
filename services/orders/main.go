// Command orders is the service that sells units: it holds them for buyers,
// and knows what became of each order.
package main

import (
	"os"
	"time"

	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/subscription"

	"github.com/saheedt/pass/services/orders/internal/api"
	"github.com/saheedt/pass/services/orders/internal/catalogue"
	"github.com/saheedt/pass/services/orders/internal/events"
	"github.com/saheedt/pass/services/orders/internal/store"
)

type settings struct {
	service.Settings
	HoldSeconds int `env:"ORDER_HOLD_SECONDS" envDefault:"900"`
}

// Check implements service.Configured.
func (s *settings) Check(c *service.Checks) {
	c.Between("ORDER_HOLD_SECONDS", s.HoldSeconds, 1, 86_400)
}

func main() {
	var s settings
	os.Exit(service.Run("orders", os.Environ(), &s, func(platform *service.Service) error {
		wire(platform, time.Duration(s.HoldSeconds)*time.Second)
		return nil
	}))
}

func wire(s *service.Service, hold time.Duration) {
	orders := store.New(s.Writer, s.Reader, s.Settings.Instance)
	s.Problems.Add(api.Problems)
	routes := api.API{
		Store: orders, Catalogue: catalogue.New(s.Sidecar), Keeper: s.Idempotency, Cursors: s.Cursors,
		Hold: hold, Now: s.Clock,
	}
	routes.Register(s.API, s.Sessions.Required)
	for eventType, handle := range events.NewConsumer(orders, s.Clock, s.Log).Handlers() {
		s.Events.On(eventType, subscription.Handler(handle))
	}
}
