package main

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/service/servicetest"
)

const (
	waitFor = 5 * time.Second
	tick    = 5 * time.Millisecond
)

// TestTwoInstances runs the service twice on one store: what is done at one is
// shown by the other at once, and found within moments.
func TestTwoInstances(t *testing.T) {
	a := start(t, servicetest.Options{Environ: []string{"INSTANCE=tickets-0"}})
	b := start(t, servicetest.Options{Environ: []string{"INSTANCE=tickets-1"}, Memory: a.Memory, Keys: a.Keys()})
	asAnn := func(_ *servicetest.Harness, req *http.Request) { servicetest.As(ann)(a, req) }
	found := func(h *servicetest.Harness, query string) func() bool {
		return func() bool { return len(list(t, h, query, nil).Items) == 1 }
	}
	made := offer(t, a, "before", fields{"quantity": 2})
	require.Equal(t, made, get(t, b, made.ID))
	require.Eventually(t, found(b, "?q=before"), waitFor, tick)

	res := b.Send("PUT", path+"/"+made.ID, fields{"title": "after", "price": 50, "quantity": 2},
		asAnn)
	require.Equal(t, 200, res.Status, "%s", res.Body)
	require.Eventually(t, found(a, "?q=after"), waitFor, tick)
	require.Empty(t, list(t, a, "?q=before", nil).Items)

	order(t, b, made.ID, 2, contracts.StatusCreated)
	require.Equal(t, "reserved", get(t, a, made.ID).Status)
	require.Eventually(t, found(a, "?status=reserved"), waitFor, tick)

	// A page begun at one instance goes on at the other.
	offer(t, a, "second", nil)
	require.Eventually(t, found(b, "?q=second"), waitFor, tick)
	cursor := *list(t, a, "?limit=1", nil).NextCursor
	require.Equal(t, []string{"after"}, list(t, b, "?limit=1&cursor="+cursor, nil).titles())
}

// TestTwinsAtTwoInstances sends one request under one key to both instances at
// the same moment: neither shows a ticket that was not made.
func TestTwinsAtTwoInstances(t *testing.T) {
	a := start(t, servicetest.Options{Environ: []string{"INSTANCE=tickets-0"}})
	b := start(t, servicetest.Options{Environ: []string{"INSTANCE=tickets-1"}, Memory: a.Memory, Keys: a.Keys()})
	var waiting atomic.Int64
	a.Memory.Before = func(ctx context.Context, op string) error {
		if op == "transact" { // until both have looked and found no first answer
			waiting.Add(1)
			for end := time.Now().Add(time.Second); waiting.Load() < 2 && time.Now().Before(end); {
				time.Sleep(time.Millisecond)
			}
		}
		return nil
	}
	token := servicetest.Header("Authorization", "Bearer "+a.Token(ann))
	var twins sync.WaitGroup
	bodies := make([]string, 2)
	for i, h := range []*servicetest.Harness{a, b} {
		twins.Go(func() {
			res := h.Send("POST", path, fields{"title": "twin", "price": 50}, token, servicetest.Header("Idempotency-Key", "once"))
			bodies[i] = string(res.Body)
		})
	}
	twins.Wait()
	require.Equal(t, bodies[0], bodies[1])
	for _, h := range []*servicetest.Harness{a, b} {
		require.Eventually(t, func() bool { return len(list(t, h, "?q=twin", nil).Items) == 1 }, waitFor, tick)
		require.Contains(t, bodies[0], list(t, h, "?q=twin", nil).Items[0].ID)
	}
}
