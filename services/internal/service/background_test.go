package service

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBackgroundGoesOnAfterAPanicAndEnds(t *testing.T) {
	var log bytes.Buffer
	s := &Service{Log: NewLog(&log, "x", 0)}
	runs := make(chan int, 2)
	n := 0
	s.Background("job", func(ctx context.Context) {
		n++
		runs <- n
		if n == 1 {
			panic("oh")
		}
		<-ctx.Done()
	})
	stop := s.startBackground()
	require.Equal(t, 1, <-runs)
	select {
	case run := <-runs:
		require.Equal(t, 2, run)
	case <-time.After(5 * time.Second):
		t.Fatal("not begun again")
	}
	stop(t.Context())
	require.Contains(t, log.String(), "background work panicked")
}
