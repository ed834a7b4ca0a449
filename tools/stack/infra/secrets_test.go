package infra_test

import (
	"sync"
	"testing"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPasswordsAreMadeOnceByAllServersTogether(t *testing.T) {
	secrets := infra.SecretsIn(t.TempDir())
	seen := make([]string, 16)
	var all sync.WaitGroup
	for i := range seen {
		all.Go(func() {
			assert.NoError(t, secrets.Ensure("orders"))
			var err error
			seen[i], err = secrets.Get("orders", "mongodb-password")
			assert.NoError(t, err)
		})
	}
	all.Wait()
	for _, password := range seen {
		require.NotEmpty(t, password)
		require.Equal(t, seen[0], password)
	}
}
