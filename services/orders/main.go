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
	"github.com/saheedt/pass/services/orders/internal/fee"
	"github.com/saheedt/pass/services/orders/internal/store"
)

type settings struct {
	service.Settings
	HoldSeconds int    `env:"ORDER_HOLD_SECONDS" envDefault:"900"`
	FeeBPS      int    `env:"PLATFORM_FEE_BPS" envDefault:"0"`
	FeeFixed    string `env:"PLATFORM_FEE_FIXED"` // such as usd:30,eur:25
	// SellWithoutPayouts lets sell who can't be paid out.
	SellWithoutPayouts bool `env:"SELL_WITHOUT_PAYOUTS" envDefault:"false"`

	fees fee.Schedule
}

// Check implements service.Configured.
func (s *settings) Check(c *service.Checks) {
	c.Between("ORDER_HOLD_SECONDS", s.HoldSeconds, 1, 86_400)
	c.Between("PLATFORM_FEE_BPS", s.FeeBPS, 0, fee.MaxBPS)
	fixed, err := fee.ParseFixed(s.FeeFixed)
	c.That(err == nil, "PLATFORM_FEE_FIXED", "amounts such as usd:30,eur:25, each of which can be charged in its currency")
	s.fees = fee.Schedule{BPS: s.FeeBPS, Fixed: fixed}
}

func main() {
	var s settings
	os.Exit(service.Run("orders", os.Environ(), &s, func(platform *service.Service) error {
		wire(platform, &s)
		return nil
	}))
}

func wire(s *service.Service, own *settings) {
	orders := store.New(s.Writer, s.Reader, s.Settings.Instance)
	s.Problems.Add(api.Problems)
	routes := api.API{
		Store: orders, Catalogue: catalogue.New(s.Sidecar), Keeper: s.Idempotency, Cursors: s.Cursors,
		Hold: time.Duration(own.HoldSeconds) * time.Second, Now: s.Clock, Fees: own.fees, PaidOut: !own.SellWithoutPayouts,
	}
	routes.Register(s.API, s.Sessions.Required)
	for eventType, handle := range events.NewConsumer(orders, s.Clock, s.Log).Handlers() {
		s.Events.On(eventType, subscription.Handler(handle))
	}
}
