package api

import (
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/saheedt/pass/services/internal/problem"

	"github.com/saheedt/pass/services/auth/internal/account"
	"github.com/saheedt/pass/services/auth/internal/throttle"
)

// PerMinute is how many tries are allowed in a minute; 0 means any number.
type PerMinute struct {
	SignInAddress, SignInAccount int
	SignUpAddress, SignUpAccount int
}

// Limits bounds tries by the client's address and by the account that they
// are about, whether or not it exists.
type Limits struct {
	signInAddress, signInAccount limit
	signUpAddress, signUpAccount limit
	proxies                      Proxies
}

// limit is a throttle that counts whom it holds back.
type limit struct {
	*throttle.Throttle
	beyond prometheus.Counter
}

func newLimit(perMinute int, action, by string) limit {
	return limit{throttle.New(perMinute), limitedBy(action, by)}
}

// Try is the throttle's.
func (l limit) Try(key string, now time.Time) (wait time.Duration, ok bool) {
	if wait, ok = l.Throttle.Try(key, now); !ok {
		l.beyond.Inc()
	}
	return wait, ok
}

// Proxies says how many of the last entries of X-Forwarded-For our own proxies
// have written. Requests come two ways at the same time, and one number for
// both would let clients of one of them choose their address.
type Proxies struct {
	Sidecar     int // on the way through the web client and the sidecars
	Ingress     int // on the way straight to the service's port
	FromSidecar func(*fiber.Ctx) bool
}

func (p Proxies) before(c *fiber.Ctx) int {
	if p.FromSidecar(c) {
		return p.Sidecar
	}
	return p.Ingress
}

// NewLimits bounds tries.
func NewLimits(n PerMinute, proxies Proxies) *Limits {
	return &Limits{
		signInAddress: newLimit(n.SignInAddress, "signin", "address"), signInAccount: newLimit(n.SignInAccount, "signin", "account"),
		signUpAddress: newLimit(n.SignUpAddress, "signup", "address"), signUpAccount: newLimit(n.SignUpAccount, "signup", "account"),
		proxies: proxies,
	}
}

// signInFrom takes a try of the client's address. It comes before everything
// else, so that who is bounded by it can't use up the tries of an account, nor
// guess by repeating a request under its idempotency key.
func (l *Limits) signInFrom(now func() time.Time) fiber.Handler {
	return func(c *fiber.Ctx) error { return l.fromAddress(c, l.signInAddress, now()) }
}

// signUpFrom does the same for sign-up.
func (l *Limits) signUpFrom(now func() time.Time) fiber.Handler {
	return func(c *fiber.Ctx) error { return l.fromAddress(c, l.signUpAddress, now()) }
}

func (l *Limits) fromAddress(c *fiber.Ctx, limit limit, now time.Time) error {
	if wait, ok := limit.Try(l.client(c), now); !ok {
		return problem.TooMany("Too many tries from this address.", wait)
	}
	return nil
}

// signInTo takes a try of the account with the address, signUpTo of the one
// that might be made. No address can have the empty one.
func (l *Limits) signInTo(email account.Email, now time.Time) error {
	return toAccount(l.signInAccount, email, now)
}

func (l *Limits) signUpTo(email account.Email, now time.Time) error {
	return toAccount(l.signUpAccount, email, now)
}

func toAccount(limit limit, email account.Email, now time.Time) error {
	if email.Key() == "" {
		return nil
	}
	if wait, ok := limit.Try(email.Key(), now); !ok {
		return problem.TooMany("Too many tries for this account.", wait)
	}
	return nil
}

func (l *Limits) client(c *fiber.Ctx) string {
	var forwarded []string
	for _, value := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		forwarded = append(forwarded, string(value))
	}
	return throttle.Client(c.Context().RemoteIP().String(), forwarded, l.proxies.before(c))
}
