package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/openapitest"
	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/state/statetest"

	"github.com/saheedt/pass/services/auth/internal/password"
	"github.com/saheedt/pass/services/auth/internal/signing"
)

const users = "/api/v1/users"

// contract is shared by all tests, so that the last can tell what the document
// promises and no test has seen.
var contract *openapitest.Contract

// TestMain also wants the tests, when all of them ran, to have seen every
// answer that the document promises.
func TestMain(m *testing.M) {
	code := m.Run()
	if filter := flag.Lookup("test.run").Value.String(); code == 0 && filter == "" && contract != nil {
		if unseen := contract.Unseen(); len(unseen) > 0 {
			fmt.Fprintln(os.Stderr, "answers in openapi.yaml that no test has seen:", unseen)
			code = 1
		}
	}
	os.Exit(code)
}

// counted is the real hasher, and counts what it does.
type counted struct {
	*password.Hasher
	hashes, checks atomic.Int64
	outdated       atomic.Bool // takes every hash for one of other parameters
	busy           atomic.Bool // as if too many waited
}

func (c *counted) Hash(ctx context.Context, p password.Password) (string, error) {
	if c.busy.Load() {
		return "", password.ErrBusy
	}
	c.hashes.Add(1)
	return c.Hasher.Hash(ctx, p)
}

func (c *counted) Check(ctx context.Context, p password.Password, hash string) (bool, error) {
	if c.busy.Load() {
		return false, password.ErrBusy
	}
	c.checks.Add(1)
	return c.Hasher.Check(ctx, p, hash)
}

func (c *counted) Outdated(hash string) bool { return c.outdated.Load() || c.Hasher.Outdated(hash) }

// world is the service, with a clock that the test sets.
type world struct {
	*servicetest.Harness
	signer *signing.Signer
	hasher *counted
	offset atomic.Int64 // of the clock, in nanoseconds
}

// unlimited is what tests start from that are not about limits.
var unlimited = []string{
	"SIGNIN_PER_MINUTE_ADDRESS=0", "SIGNIN_PER_MINUTE_ACCOUNT=0", "SIGNUP_PER_MINUTE_ADDRESS=0", "SIGNUP_PER_MINUTE_ACCOUNT=0",
}

func mustWorld(tb testing.TB, environ ...string) *world {
	tb.Helper()
	return mustWorldOn(tb, statetest.NewMemory(), environ...)
}

func mustWorldOn(tb testing.TB, memory *statetest.Memory, environ ...string) *world {
	tb.Helper()
	if contract == nil {
		contract = openapitest.Must(tb, "openapi.yaml")
	}
	hasher, err := password.NewHasher(2, time.Minute)
	require.NoError(tb, err)
	w := &world{hasher: &counted{Hasher: hasher}}
	var set settings
	w.Harness = servicetest.New(tb, "auth", servicetest.Options{
		Environ: append(unlimited, environ...), Settings: &set, Memory: memory, Transport: contract.Transport(tb),
		Clock: func() time.Time { return time.Now().UTC().Add(time.Duration(w.offset.Load())) },
	}, func(s *service.Service) error {
		w.signer = wire(s, &set, w.hasher)
		return nil
	})
	return w
}

func (w *world) forward(d time.Duration) { w.offset.Add(int64(d)) }

type body map[string]any

func credentials(email, secret string) body { return body{"email": email, "password": secret} }

type user struct{ ID, Email string }

func (w *world) post(path string, in any, with ...servicetest.With) *servicetest.Response {
	return w.Send(http.MethodPost, users+path, in, with...)
}

// mustSignUp gives the account and the token of its session.
func (w *world) mustSignUp(tb testing.TB, email, secret string) (user, string) {
	tb.Helper()
	answer := w.post("/signup", credentials(email, secret))
	require.Equal(tb, http.StatusCreated, answer.Status, "%s", answer.Body)
	var u user
	answer.Into(&u)
	return u, cookie(tb, answer).Value
}

// cookie is the session cookie that an answer sets.
func cookie(tb testing.TB, answer *servicetest.Response) *http.Cookie {
	tb.Helper()
	parsed := (&http.Response{Header: answer.Header}).Cookies()
	require.Len(tb, parsed, 1)
	require.Equal(tb, session.CookieName, parsed[0].Name)
	return parsed[0]
}

// currentUser asks who a token's session belongs to; nil for nobody.
func (w *world) currentUser(tb testing.TB, with ...servicetest.With) *user {
	tb.Helper()
	answer := w.Send(http.MethodGet, users+"/currentuser", nil, with...)
	require.Equal(tb, http.StatusOK, answer.Status)
	var got struct{ CurrentUser *user }
	answer.Into(&got)
	return got.CurrentUser
}

func bearer(token string) servicetest.With {
	return servicetest.Header("Authorization", "Bearer "+token)
}

func (w *world) keySet(tb testing.TB) []string {
	tb.Helper()
	answer := w.Send(http.MethodGet, users+"/.well-known/jwks.json", nil)
	require.Equal(tb, http.StatusOK, answer.Status)
	var set struct{ Keys []struct{ Kid string } }
	answer.Into(&set)
	var ids []string
	for _, key := range set.Keys {
		ids = append(ids, key.Kid)
	}
	return ids
}
