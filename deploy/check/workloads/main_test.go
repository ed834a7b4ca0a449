// Package workloads lets controllers and a scheduler work on what is deployed, with nodes that run no containers: pods start,
// stop and are ready, and nobody is in them.
package workloads

import (
	"testing"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

// namespace is where all overlays put pass.
const namespace = "pass"

var c *cluster.Cluster

func TestMain(m *testing.M) {
	cluster.Main(m, cluster.Options{Nodes: 6}, &c)
}
