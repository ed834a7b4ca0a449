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
// take until no sign-in fits in, and lengthens it again. Dapr starts the
// runtime of every sidecar anew for that, inside its process and by itself:
// requests fail for a moment. A sidecar that is trying again to deliver an
// event at that moment may not get that far: it gives up after 5 s and ends,
// and is started as whoever watches over it in production would.
func TestPolicyChangesWhileRunning(t *testing.T) {
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "8"}}})
	before := sidecars(s)
	crowd := newTraffic(t, s, 8)
	person := mustPerson(t, s)
	var original string
	shorten := func(old string) string {
		original = old
		changed := strings.Replace(old, "    timeouts:\n", "    timeouts:\n      short: 3ms\n", 1)
		changed = strings.Replace(changed, "auth: {timeout: call", "auth: {timeout: short", 1)
		require.Contains(t, changed, "3ms")
		require.Contains(t, changed, "timeout: short")
		return changed
	}
	signIn := func() error { return person.SignIn(t.Context(), person.User.Email, password) }
	crowd.during(t, func() {
		require.NoError(t, s.Change("shared/resiliency.yaml", shorten))
		eventually(t, 60*time.Second, func() error { return allUp(t, s) })
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
		time.Sleep(2 * time.Second)
	})
	t.Logf("a policy changed and changed back: %s", crowd)
	if after := sidecars(s); hasComponent(t, "pubsub.jetstream") {
		require.Equal(t, before, after, "a sidecar was started anew")
	} else {
		t.Logf("sidecars before %v, after %v", before, after)
	}
	crowd.audit(t)
}

// allUp tells whether all sidecars answer, and starts those that ended.
func allUp(t *testing.T, s *stack.Stack) error {
	var all []error
	for _, app := range s.Apps() {
		if !app.Sidecar.Running() {
			t.Logf("the sidecar of %s ended", app.Instance)
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
