package main

import (
	"runtime"
	"time"

	"github.com/saheedt/pass/services/internal/service"

	"github.com/saheedt/pass/services/auth/internal/api"
	"github.com/saheedt/pass/services/auth/internal/password"
)

// publishedAhead is how long a key is in the JWKS before it signs. Caches of
// the JWKS are asked to look again after five minutes.
const publishedAhead = time.Hour

// restMemory is what auth needs beside the hashes under way, in bytes.
const restMemory = 24 << 20

type settings struct {
	service.Settings
	SessionHours     int    `env:"SESSION_HOURS" envDefault:"168"`
	RotationHours    int    `env:"KEY_ROTATION_HOURS" envDefault:"720"`
	SecretStore      string `env:"SECRET_STORE"` // component; empty: keys are made and kept in the state store
	SecretKey        string `env:"SECRET_KEY" envDefault:"session-keys"`
	HashConcurrency  int    `env:"HASH_CONCURRENCY"` // default: the number of CPUs
	HashWaitSeconds  int    `env:"HASH_WAIT_SECONDS" envDefault:"5"`
	TrustedProxies   int    `env:"TRUSTED_PROXIES" envDefault:"2"` // of requests through the sidecar: the web client and its sidecar
	IngressProxies   int    `env:"INGRESS_PROXIES" envDefault:"0"` // of all others
	SignInPerAddress int    `env:"SIGNIN_PER_MINUTE_ADDRESS" envDefault:"60"`
	SignInPerAccount int    `env:"SIGNIN_PER_MINUTE_ACCOUNT" envDefault:"10"`
	SignUpPerAddress int    `env:"SIGNUP_PER_MINUTE_ADDRESS" envDefault:"30"`
	SignUpPerAccount int    `env:"SIGNUP_PER_MINUTE_ACCOUNT" envDefault:"10"`
}

// Check implements service.Configured.
func (s *settings) Check(c *service.Checks) {
	if s.HashConcurrency == 0 {
		s.HashConcurrency = runtime.NumCPU()
	}
	c.Between("SESSION_HOURS", s.SessionHours, 1, 24*366)
	c.Between("KEY_ROTATION_HOURS", s.RotationHours, 2, 24*3660)
	c.That(s.SecretStore == "" || s.SecretKey != "", "SECRET_KEY", "the name of a secret")
	c.Between("HASH_CONCURRENCY", s.HashConcurrency, 1, 1024)
	c.Between("HASH_WAIT_SECONDS", s.HashWaitSeconds, 1, 15)
	c.Between("TRUSTED_PROXIES", s.TrustedProxies, 0, 10)
	c.Between("INGRESS_PROXIES", s.IngressProxies, 0, 10)
	for name, value := range map[string]int{
		"SIGNIN_PER_MINUTE_ADDRESS": s.SignInPerAddress, "SIGNIN_PER_MINUTE_ACCOUNT": s.SignInPerAccount,
		"SIGNUP_PER_MINUTE_ADDRESS": s.SignUpPerAddress, "SIGNUP_PER_MINUTE_ACCOUNT": s.SignUpPerAccount,
	} {
		c.Between(name, value, 0, 1_000_000)
	}
}

func (s *settings) session() time.Duration  { return time.Duration(s.SessionHours) * time.Hour }
func (s *settings) rotation() time.Duration { return time.Duration(s.RotationHours) * time.Hour }
func (s *settings) hashWait() time.Duration { return time.Duration(s.HashWaitSeconds) * time.Second }

// memory is where the garbage collector begins to work harder: the hashes
// leave 19 MiB each behind, which would otherwise pile up.
func (s *settings) memory() int64 {
	return restMemory + int64(s.HashConcurrency)*password.HashMemory
}

func (s *settings) limits() api.PerMinute {
	return api.PerMinute{
		SignInAddress: s.SignInPerAddress, SignInAccount: s.SignInPerAccount,
		SignUpAddress: s.SignUpPerAddress, SignUpAccount: s.SignUpPerAccount,
	}
}
