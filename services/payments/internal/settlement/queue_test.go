package settlement

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQueue(t *testing.T) {
	q, ended := newQueue(), func() context.Context {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		return ctx
	}()
	must := func() string {
		t.Helper()
		j, ok := q.pop(context.Background())
		require.True(t, ok)
		require.NoError(t, j.trace.Err(), "the work outlives the request")
		return j.orderID
	}
	empty := func() {
		t.Helper()
		_, ok := q.pop(ended)
		require.False(t, ok)
	}
	q.push(ended, "a")
	q.push(ended, "a")
	q.push(ended, "b")
	require.Equal(t, "a", must())
	require.Equal(t, "b", must())
	empty()

	q.push(ended, "a") // while it is worked on
	empty()
	q.done("b")
	empty()
	q.done("a")
	require.Equal(t, "a", must())
	q.done("a")
	empty()
}
