package api

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/saheedt/pass/services/internal/metrics"

	"github.com/saheedt/pass/services/auth/internal/account"
	"github.com/saheedt/pass/services/auth/internal/password"
)

const (
	ok     = "ok"
	wrong  = "wrong"
	busy   = "busy"
	failed = "failed"
)

var (
	signIns = metrics.Counters("signins_total", "Tries to sign in that were not limited, by outcome.", "outcome", ok, wrong, failed)
	limited = metrics.CountersBy("tries_limited_total", "Tries to sign in or up beyond what is allowed, by what is limited.", "action", "by")
	hashing = metrics.HistogramsBy("password_hash_duration_seconds",
		"Time to hash or check a password, waiting for a place included; busy ones were given up.", metrics.Durations, "outcome")
	hashes = metrics.Gauge("password_hashes_in_flight", "Passwords that are hashed or wait for it.")
)

// So that the first one that is given up is seen as an increase.
func init() { hashing.WithLabelValues(busy) }

// measured is a Hasher whose work is measured.
type measured struct{ Hasher }

// Measured measures the work of h.
func Measured(h Hasher) Hasher { return measured{h} }

func (m measured) Hash(ctx context.Context, p password.Password) (string, error) {
	defer begin()()
	began := time.Now()
	hash, err := m.Hasher.Hash(ctx, p)
	observe(began, err)
	return hash, err
}

func (m measured) Check(ctx context.Context, p password.Password, hash string) (bool, error) {
	defer begin()()
	began := time.Now()
	match, err := m.Hasher.Check(ctx, p, hash)
	observe(began, err)
	return match, err
}

func begin() (end func()) {
	hashes.Inc()
	return hashes.Dec
}

func observe(began time.Time, err error) {
	outcome := ok
	switch {
	case errors.Is(err, password.ErrBusy):
		outcome = busy
	case err != nil:
		outcome = failed
	}
	hashing.WithLabelValues(outcome).Observe(time.Since(began).Seconds())
}

// signedIn counts what came of a password.
func signedIn(err error) {
	outcome := ok
	switch {
	case errors.Is(err, account.ErrCredentials):
		outcome = wrong
	case err != nil:
		outcome = failed
	}
	signIns.WithLabelValues(outcome).Inc()
}

func limitedBy(action, by string) prometheus.Counter { return limited.WithLabelValues(action, by) }
