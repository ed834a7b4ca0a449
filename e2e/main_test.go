// Package e2e drives the real stack through its public API: real binaries,
// real sidecars, the real broker and scheduler.
package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
	"github.com/saheedt/pass/tools/stack/infra"
)

const password = "correct horse battery"

// shared is the stack of the tests that break nothing, started by the first
// of them.
var shared struct {
	stack *stack.Stack
	err   error
}

func TestMain(m *testing.M) {
	code := m.Run()
	stopShared()
	os.Exit(code)
}

func stopShared() {
	if shared.stack != nil {
		shared.stack.Stop()
		shared.stack = nil
	}
}

// mustShared is that stack, or the pass that runs at PASS_URL, with the
// emulator at PASS_STRIPE_URL. TestMainJob and its like need no more of it.
func mustShared(t *testing.T) *stack.Stack {
	t.Helper()
	if site := os.Getenv("PASS_URL"); site != "" {
		return stack.Elsewhere(site, os.Getenv("PASS_STRIPE_URL"))
	}
	requireBuilt(t)
	if shared.stack == nil && shared.err == nil {
		var dir string
		if dir, shared.err = stack.Folder("pass-e2e", "shared"); shared.err == nil {
			shared.stack, shared.err = startStack(dir, stack.Options{})
		}
	}
	require.NoError(t, shared.err)
	return shared.stack
}

// mustStack starts a stack for one test.
func mustStack(t *testing.T, opts stack.Options) *stack.Stack {
	t.Helper()
	requireBuilt(t)
	if shared.stack != nil && shared.stack.Borrows() {
		stopShared() // the two would read each other's events
	}
	dir, err := stack.Folder("pass-e2e", strings.ReplaceAll(t.Name(), "/", "-"))
	require.NoError(t, err)
	s, err := startStack(dir, opts)
	if s != nil {
		t.Cleanup(s.Stop)
	}
	require.NoError(t, err)
	return s
}

func startStack(dir string, opts stack.Options) (*stack.Stack, error) {
	settings := map[string]map[string]string{"auth": stack.GenerousLimits}
	for app, values := range opts.Settings {
		settings[app] = values
	}
	opts.Settings = settings
	s, err := stack.New(dir, opts)
	if err != nil {
		return nil, err
	}
	if err := s.Start(context.Background()); err != nil {
		return s, fmt.Errorf("%w\nlogs: %s", err, s.Logs)
	}
	return s, nil
}

// requireComponent skips a test that is about one product on profiles
// without it.
func requireComponent(t *testing.T, kind string) {
	t.Helper()
	profile, err := infra.LoadProfile(filepath.Join("..", "components"), stack.Profile())
	require.NoError(t, err)
	if !slices.ContainsFunc(profile.Components, func(c infra.Component) bool { return c.Type == kind }) {
		t.Skipf("it is about %s, which profile %s does not have", kind, stack.Profile())
	}
}

// onlyEmbedded skips a test on all profiles but the default one.
func onlyEmbedded(t *testing.T, why string) {
	t.Helper()
	if profile := stack.Profile(); profile != infra.DefaultProfile {
		t.Skipf("profile %s: %s", profile, why)
	}
}

func requireBuilt(t *testing.T) {
	t.Helper()
	for _, name := range []string{"daprd", "placement", "orders"} {
		requireProgram(t, name)
	}
}

func requireProgram(t *testing.T, name string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("..", ".bin", name)); err != nil {
		t.Fatalf("no .bin/%s: run make tools testtools build first", name)
	}
}

var people atomic.Int64

// mustPerson signs up somebody new.
func mustPerson(t *testing.T, s *stack.Stack) *market.Client {
	t.Helper()
	c := market.New(s.SiteURL)
	email := fmt.Sprintf("person%d.%d@example.com", time.Now().UnixNano(), people.Add(1))
	require.NoError(t, c.SignUp(t.Context(), email, password))
	return c
}

// mustPeople signs up many at once.
func mustPeople(t *testing.T, s *stack.Stack, n int) []*market.Client {
	t.Helper()
	all := make([]*market.Client, n)
	errs := parallel(n, 8, func(i int) error {
		all[i] = market.New(s.SiteURL)
		return all[i].SignUp(t.Context(), fmt.Sprintf("crowd%d.%d@example.com", time.Now().UnixNano(), people.Add(1)), password)
	})
	require.NoError(t, firstOf(errs))
	return all
}

// parallel runs do for 0 to n-1, most at once, and collects the errors.
func parallel(n, most int, do func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	places := make(chan struct{}, most)
	for i := range n {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			errs[i] = do(i)
		})
	}
	all.Wait()
	return errs
}

func firstOf(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func mustList(t *testing.T, seller *market.Client, ticket market.NewTicket) market.Ticket {
	t.Helper()
	listing, err := seller.List(t.Context(), ticket)
	require.NoError(t, err)
	return listing
}

func mustReserve(t *testing.T, buyer *market.Client, listing string, quantity int) market.Order {
	t.Helper()
	order, err := buyer.Reserve(t.Context(), listing, quantity)
	require.NoError(t, err)
	return order
}

// eventually polls until check passes, with the last complaint when it does
// not within the limit.
func eventually(t *testing.T, limit time.Duration, check func() error) {
	t.Helper()
	deadline := time.Now().Add(limit)
	for {
		began := time.Now()
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %v", limit, err)
		}
		// One that takes long would else keep busy what it waits for.
		time.Sleep(max(25*time.Millisecond, 4*time.Since(began)))
	}
}

func mustBecome(t *testing.T, buyer *market.Client, orderID, status string) market.Order {
	t.Helper()
	var order market.Order
	eventually(t, 30*time.Second, func() (err error) {
		if order, err = buyer.Order(t.Context(), orderID); err == nil && order.Status != status {
			err = fmt.Errorf("order is %s, not %s", order.Status, status)
		}
		return err
	})
	return order
}

func mustAvailable(t *testing.T, c *market.Client, listing string, available int, status string) {
	t.Helper()
	eventually(t, 30*time.Second, func() error {
		now, err := c.Ticket(t.Context(), listing)
		if err == nil && (now.Available != available || now.Status != status) {
			err = fmt.Errorf("listing has %d available and is %s, not %d and %s", now.Available, now.Status, available, status)
		}
		return err
	})
}

// mustHold waits until nothing is wrong with the market any more.
func mustHold(t *testing.T, limit time.Duration, audit market.Audit) {
	t.Helper()
	eventually(t, limit, func() error {
		wrong, err := audit.Violations(t.Context())
		return errors.Join(err, violations(wrong))
	})
}

func violations(wrong []string) error {
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("%d violations:\n%s", len(wrong), strings.Join(wrong[:min(len(wrong), 10)], "\n"))
}
