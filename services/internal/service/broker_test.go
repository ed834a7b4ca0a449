package service

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestBrokerWatch takes a broker away for a short and for a long time.
func TestBrokerWatch(t *testing.T) {
	broker, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := broker.Addr().String()
	restarts := make(chan time.Duration, 8)
	const giveUp = 600 * time.Millisecond
	w := brokerWatch{
		addresses: []string{"127.0.0.1:1", address}, giveUp: giveUp, every: time.Millisecond, spread: time.Millisecond,
		restart: func(_ context.Context, away time.Duration) { restarts <- away },
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { w.run(ctx); close(ended) }()
	defer func() { cancel(); <-ended }()
	outage := func(length time.Duration) {
		require.NoError(t, broker.Close())
		time.Sleep(length)
		broker, err = net.Listen("tcp", address)
		require.NoError(t, err)
	}
	outage(50 * time.Millisecond)
	require.Never(t, func() bool { return len(restarts) > 0 }, 300*time.Millisecond, 10*time.Millisecond)
	outage(2 * giveUp)
	require.Eventually(t, func() bool { return len(restarts) == 1 }, 5*time.Second, time.Millisecond)
	require.GreaterOrEqual(t, <-restarts, giveUp)
	require.Never(t, func() bool { return len(restarts) > 0 }, 300*time.Millisecond, 10*time.Millisecond)
	require.NoError(t, broker.Close())
}
