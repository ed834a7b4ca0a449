package infra

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A stack asks several times before anything listens.
func TestPortsAreGivenOnce(t *testing.T) {
	seen := map[int]bool{}
	for range 250 {
		ports, err := Free(4)
		require.NoError(t, err)
		for _, port := range ports {
			require.False(t, seen[port], "%d twice", port)
			seen[port] = true
		}
	}
}
