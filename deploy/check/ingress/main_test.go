// Package ingress holds the ways in to what they promise: an ingress controller reads them from a real API server and passes
// requests on to upstreams that tell what they got. Everything that an overlay says about the way in is taken from the overlay.
package ingress

import (
	"testing"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

var c *cluster.Cluster

func TestMain(m *testing.M) {
	cluster.Main(m, cluster.Options{}, &c)
}
