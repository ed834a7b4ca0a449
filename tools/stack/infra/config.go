package infra

import (
	"errors"
	"os"
	"path/filepath"
)

// Config says what to run and where.
type Config struct {
	// Components is the folder of the profiles; Profile the one to serve, DefaultProfile when empty.
	Components, Profile string
	// Bin is the folder of the programs that are built here.
	Bin string
	// Data is the folder for what outlives a restart, Logs the one for log files. Both are created.
	Data, Logs string
	Ports      Ports
	// Given are servers that run already, by name such as "postgresql": an address or an administrator's URL. They win
	// over the environment's.
	Given map[string]string
	// DaprArgs are further arguments of Dapr's programs, by name: "placement", "scheduler".
	DaprArgs map[string][]string
	// StandIns says whether .bin/mongo, which is no MongoDB, may stand in for it: in tests, where there is no other.
	StandIns bool
	// Stripe says whether to run the emulator. Its webhooks go to WebhookURL, http://localhost:3000/api/v1/payments/webhook
	// when that is empty.
	Stripe     bool
	WebhookURL string
}

func (c Config) profile() string {
	if c.Profile == "" {
		return DefaultProfile
	}
	return c.Profile
}

// absolute makes the paths independent of the folder that a program runs in.
func (c Config) absolute() (Config, error) {
	var errs []error
	for _, path := range []*string{&c.Bin, &c.Data, &c.Logs} {
		absolute, err := filepath.Abs(*path)
		*path = absolute
		errs = append(errs, err)
	}
	return c, errors.Join(errs...)
}

func (c Config) program(name string) string { return filepath.Join(c.Bin, name) }

func (c Config) log(name string) string { return filepath.Join(c.Logs, name+".log") }

// folder returns a path below the profile's data and makes sure that its parent is there.
func (c Config) folder(name string) string { return below(c.profileData(), name) }

// below returns a path in dir and makes sure that dir is there.
func below(dir, name string) string {
	// A failure shows when the program cannot write there, with a better message.
	_ = os.MkdirAll(dir, 0o755)
	return filepath.Join(dir, name)
}

// profileData is where the servers and reminders of a profile are kept, apart from those of other profiles.
func (c Config) profileData() string {
	if c.profile() == DefaultProfile {
		return c.Data
	}
	return filepath.Join(c.Data, c.profile())
}
