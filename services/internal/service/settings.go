package service

import (
	"log/slog"
	"net"
	"net/url"
	"strings"
	"time"
)

// Settings are those that all services share. A service embeds them in its
// own.
type Settings struct {
	AppID        string     `env:"APP_ID"`                             // default: the service's name
	AppAddress   string     `env:"APP_ADDRESS" envDefault:"127.0.0.1"` // 0.0.0.0 in containers
	AppPort      int        `env:"APP_PORT"`                           // required
	MetricsPort  int        `env:"METRICS_PORT"`                       // unset: no metrics are served
	DaprHost     string     `env:"DAPR_HOST" envDefault:"127.0.0.1"`
	DaprHTTPPort int        `env:"DAPR_HTTP_PORT" envDefault:"3500"`
	DaprGRPCPort int        `env:"DAPR_GRPC_PORT" envDefault:"50001"`
	DaprAPIToken string     `env:"DAPR_API_TOKEN"` // for calls to the sidecar
	AppAPIToken  string     `env:"APP_API_TOKEN"`  // of calls from the sidecar; unset: loopback only
	LogLevel     slog.Level `env:"LOG_LEVEL" envDefault:"info"`
	SiteOrigins  []string   `env:"SITE_ORIGINS" envDefault:"http://localhost:3000,http://127.0.0.1:3000"`
	Instance     string     `env:"INSTANCE"` // names the outbox; default: APP_ID-0
	// BrokerAddresses are asked for by TCP; unset: nobody watches the broker.
	BrokerAddresses []string `env:"BROKER_ADDRESSES"`
	MaxPending      int      `env:"MAX_PENDING_EVENTS" envDefault:"5000"`
	WaitSeconds     int      `env:"SIDECAR_WAIT_SECONDS" envDefault:"120"`
	DrainSeconds    int      `env:"DRAIN_SECONDS" envDefault:"0"` // served on after a signal, while nobody new is sent here
	StopSeconds     int      `env:"SHUTDOWN_SECONDS" envDefault:"20"`
}

// Configured is a service's settings: a struct that embeds Settings, with env
// tags of github.com/caarlos0/env. It may have a Check of its own.
type Configured interface {
	Common() *Settings
	Check(*Checks)
}

// Common gives the shared settings.
func (s *Settings) Common() *Settings { return s }

// Check is for services without settings of their own to check.
func (s *Settings) Check(*Checks) {}

// check looks at the shared settings.
func (s *Settings) check(c *Checks) {
	c.Between("APP_PORT", s.AppPort, 1, 65535)
	c.Between("METRICS_PORT", s.MetricsPort, 0, 65535)
	c.That(s.MetricsPort == 0 || s.MetricsPort != s.AppPort, "METRICS_PORT", "another port than APP_PORT")
	c.Between("DAPR_HTTP_PORT", s.DaprHTTPPort, 1, 65535)
	c.Between("DAPR_GRPC_PORT", s.DaprGRPCPort, 1, 65535)
	c.Between("MAX_PENDING_EVENTS", s.MaxPending, 1, 1_000_000)
	c.Between("SIDECAR_WAIT_SECONDS", s.WaitSeconds, 1, 3600)
	c.Between("DRAIN_SECONDS", s.DrainSeconds, 0, 600)
	c.Between("SHUTDOWN_SECONDS", s.StopSeconds, 1, 600)
	for _, address := range s.BrokerAddresses {
		_, _, err := net.SplitHostPort(address)
		c.That(err == nil, "BROKER_ADDRESSES", "addresses such as nats:4222, separated by commas")
	}
	c.That(s.AppAddress != "", "APP_ADDRESS", "an address to listen on, such as 127.0.0.1")
	c.That(!strings.Contains(s.Instance, "||"), "INSTANCE", "a name without ||")
	for _, origin := range s.SiteOrigins {
		c.That(isOrigin(origin), "SITE_ORIGINS", "origins such as https://example.com, separated by commas")
	}
}

func isOrigin(origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && origin == u.Scheme+"://"+u.Host && u.Host != ""
}

func (s *Settings) wait() time.Duration  { return time.Duration(s.WaitSeconds) * time.Second }
func (s *Settings) drain() time.Duration { return time.Duration(s.DrainSeconds) * time.Second }
func (s *Settings) stop() time.Duration  { return time.Duration(s.StopSeconds) * time.Second }
