package workloads

import (
	"context"
	"fmt"
	"testing"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

// apps are the Deployments of pass itself.
var apps = []string{"auth", "tickets", "orders", "payments", "expiration", "web"}

// TestProduction looks at what the controllers make of the overlay that sells. One installation serves all, since making and
// removing one takes longer than looking.
func TestProduction(t *testing.T) {
	deploy(t, "production")
	hasEverything(t)
	atLeastTwo(t)
	t.Run("pods are spread", spread)
	t.Run("pod security", podSecurity)
	t.Run("evictions", evictions)
	t.Run("rollouts", rollouts)
	t.Run("a broken version takes nobody away", brokenVersion)
	t.Run("scaling", scaling)
}

// atLeastTwo waits until the autoscalers have made two of each.
func atLeastTwo(t *testing.T) {
	t.Helper()
	cluster.Eventually(t, func(ctx context.Context) error {
		for _, app := range apps {
			pods, err := podsOf(ctx, app)
			if err != nil {
				return err
			}
			if len(pods) < 2 {
				return fmt.Errorf("there are %d pods of %s", len(pods), app)
			}
		}
		return allRun(ctx)
	})
}
