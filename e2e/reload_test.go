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

// TestPolicyChangesWhileRunning shortens the time that a call may take until
// no sign-in fits in, and lengthens it again. Dapr starts a sidecar's runtime
// anew for that, inside its process and by itself: requests fail for a
// moment, and nobody has to restart anything.
func TestPolicyChangesWhileRunning(t *testing.T) {
	s := mustStack(t, stack.Options{Settings: map[string]map[string]string{"orders": {"ORDER_HOLD_SECONDS": "8"}}})
	before := sidecars(s)
	crowd := newTraffic(t, s, 8)
	person := mustPerson(t, s)
	set := func(from, to string) {
		require.NoError(t, s.Change("shared/resiliency.yaml", func(old string) string {
			require.Contains(t, old, from)
			return strings.Replace(old, from, to, 1)
		}))
	}
	signIn := func() error { return person.SignIn(t.Context(), person.User.Email, password) }
	crowd.during(t, func() {
		set("call: 30s", "call: 3ms")
		eventually(t, 60*time.Second, func() error {
			// Again and again, to tell a call that is given up from one that met a sidecar on its way up.
			for range 10 {
				_, web := s.App("web").Loaded(t.Context())
				_, auth := s.App("auth").Loaded(t.Context())
				if err := errors.Join(web, auth); err != nil {
					return err
				}
				if err := signIn(); market.Status(err) < 500 {
					return fmt.Errorf("a sign-in has the time it needs: %v", err)
				}
				time.Sleep(300 * time.Millisecond)
			}
			return nil
		})
		set("call: 3ms", "call: 30s")
		eventually(t, 60*time.Second, signIn)
		time.Sleep(2 * time.Second)
	})
	t.Logf("a policy changed and changed back: %s", crowd)
	require.Equal(t, before, sidecars(s), "a sidecar was started anew")
	crowd.audit(t)
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
