package service

import (
	"context"
	"math/rand/v2"
	"net"
	"time"
)

// brokerWatch asks the sidecar to end when the broker was away for so long
// that the sidecar has given its connection up, and is there again. The
// sidecar neither connects again by itself nor says so, and its health stays
// good; whoever started it, Kubernetes for one, starts it anew.
//
// While the broker is away nothing is done: a sidecar could not start, and
// without one the service could not even read.
type brokerWatch struct {
	// addresses are the broker's. One that takes connections will do.
	addresses []string
	// giveUp is after how long a sidecar gives its connection up: 120 s with
	// JetStream.
	giveUp time.Duration
	every  time.Duration
	// spread keeps the instances of a service from losing their sidecars at once.
	spread  time.Duration
	restart func(ctx context.Context, away time.Duration)
}

const (
	brokerGiveUp = 110 * time.Second
	brokerEvery  = 5 * time.Second
	brokerSpread = 20 * time.Second
)

// watchBroker is background work of services that have a broker's address.
func (s *Service) watchBroker(ctx context.Context) {
	w := brokerWatch{
		addresses: s.Settings.BrokerAddresses, giveUp: brokerGiveUp, every: brokerEvery, spread: brokerSpread,
		restart: func(ctx context.Context, away time.Duration) {
			s.Log.WarnContext(ctx, "the broker is there again: asking the sidecar to end, so that a new one connects to it", "away_seconds", int(away.Seconds()))
			if err := s.Sidecar.Shutdown(ctx); err != nil {
				s.Log.ErrorContext(ctx, "sidecar not asked to end", "error", err)
			}
		},
	}
	w.run(ctx)
}

func (w brokerWatch) run(ctx context.Context) {
	var lost time.Time
	for w.pause(ctx, w.every) {
		switch there := w.there(ctx); {
		case !there && lost.IsZero():
			lost = time.Now()
		case there && !lost.IsZero():
			away := time.Since(lost)
			lost = time.Time{}
			if away >= w.giveUp && w.pause(ctx, rand.N(w.spread)) {
				w.restart(ctx, away)
			}
		}
	}
}

func (w brokerWatch) there(ctx context.Context) bool {
	dialer := net.Dialer{Timeout: 2 * time.Second}
	for _, address := range w.addresses {
		if conn, err := dialer.DialContext(ctx, "tcp", address); err == nil {
			_ = conn.Close()
			return true
		}
	}
	return false
}

func (w brokerWatch) pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
