// Package dapr runs Dapr's own control plane against a real API server, as Helm installs it: what it makes of pass's pods, whom
// it gives certificates to, and what sidecars that it injected load.
package dapr

import (
	"testing"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

var c *cluster.Cluster

func TestMain(m *testing.M) {
	cluster.Main(m, cluster.Options{}, &c)
}

// namespace is pass's, system Dapr's.
const (
	namespace = "pass"
	system    = "dapr-system"
)

// apps are all that have a sidecar.
var apps = []string{"auth", "tickets", "orders", "payments", "expiration", "web"}
