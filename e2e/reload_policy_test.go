package e2e

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

// TestPolicyChangesWhileRunning shortens the time that a call of auth may
// take until no sign-in fits in, and lengthens it again. For that every
// sidecar starts its runtime anew, by itself and inside its process: requests
// fail for a moment. A sidecar whose service can't take an event at that
// moment, because it would need the sidecar for it, does not get that far:
// it gives up after 5 s and ends, and somebody has to start it. In production
// that is Kubernetes, here the test.
func TestPolicyChangesWhileRunning(t *testing.T) {
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "8"}}})
	crowd := newTraffic(t, s, 8)
	person := mustPerson(t, s)
	t.Run("at rest", func(t *testing.T) {
		mustAvailable(t, person, crowd.listings[0], 40, "on_sale")
		before := sidecars(s)
		changePolicy(t, s, person)
		require.Equal(t, before, sidecars(s), "a sidecar was started anew")
	})
	t.Run("in traffic", func(t *testing.T) {
		crowd.during(t, func() {
			changePolicy(t, s, person)
			time.Sleep(2 * time.Second)
		})
		t.Log(crowd)
	})
	crowd.audit(t)
}

// changePolicy gives calls of auth no time, and then as much as before.
func changePolicy(t *testing.T, s *stack.Stack, person *market.Client) {
	t.Helper()
	signIn := func() error { return person.SignIn(t.Context(), person.User.Email, password) }
	var original string
	require.NoError(t, s.Change("shared/resiliency.yaml", func(old string) string {
		original = old
		changed := strings.Replace(old, "    timeouts:\n", "    timeouts:\n      short: 3ms\n", 1)
		changed = strings.Replace(changed, "auth: {timeout: call", "auth: {timeout: short", 1)
		require.Contains(t, changed, "3ms")
		require.Contains(t, changed, "timeout: short")
		return changed
	}))
	eventually(t, 60*time.Second, func() error {
		// Again and again, to tell a call that is given up from one that met a sidecar on its way up.
		for range 10 {
			if err := allUp(t, s); err != nil {
				return err
			}
			if err := signIn(); market.Status(err) < 500 {
				return fmt.Errorf("a sign-in has the time it needs: %v", err)
			}
			time.Sleep(300 * time.Millisecond)
		}
		return nil
	})
	require.NoError(t, s.Change("shared/resiliency.yaml", func(string) string { return original }))
	eventually(t, 60*time.Second, func() error { return errors.Join(allUp(t, s), signIn()) })
}

// allUp tells whether all sidecars answer, and starts those that ended.
func allUp(t *testing.T, s *stack.Stack) error {
	var all []error
	for _, app := range s.Apps() {
		if !app.Sidecar.Running() {
			t.Logf("the sidecar of %s ended, and is started", app.Instance)
			require.NoError(t, app.Sidecar.Start())
		}
		_, err := app.Loaded(t.Context())
		all = append(all, err)
	}
	return errors.Join(all...)
}

// sidecars are the process ids of all sidecars.
func sidecars(s *stack.Stack) map[string]int {
	pids := map[string]int{}
	for _, app := range s.Apps() {
		pids[app.Instance] = app.Sidecar.PID()
		if !app.Sidecar.Running() {
			pids[app.Instance] = 0
		}
	}
	return pids
}
