// Package acceptance hands everything that is deployed to a real API server.
package acceptance

import (
	"testing"

	"github.com/saheedt/pass/deploy/check/internal/cluster"
)

var c *cluster.Cluster

func TestMain(m *testing.M) {
	cluster.Main(m, cluster.Options{}, &c)
}
