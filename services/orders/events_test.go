package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
)

func TestEventsInAnyOrder(t *testing.T) {
	w := newWorld(t)
	ticket := w.listed(10)
	type step struct {
		eventType, status string
		version           int64
	}
	opened := step{contracts.PaymentOpened, contracts.StatusOpen, 1}
	authorized := step{contracts.PaymentAuthorized, contracts.StatusAuthorized, 2}
	captured := step{contracts.PaymentCaptured, contracts.StatusCaptured, 3}
	voided := step{contracts.PaymentVoided, contracts.StatusVoided, 3}
	failed := step{contracts.PaymentFailed, contracts.StatusFailed, 3}
	for name, c := range map[string]struct {
		steps []step
		want  string
		at    int64
	}{
		"in order":           {[]step{opened, authorized, captured}, "complete", 3},
		"doubled":            {[]step{opened, opened, authorized, authorized, captured, captured}, "complete", 3},
		"reversed":           {[]step{captured, authorized, opened}, "complete", 2},
		"again from the top": {[]step{opened, authorized, captured, opened, authorized, captured}, "complete", 3},
		"failed":             {[]step{opened, authorized, failed, authorized, opened, failed}, "cancelled", 4},
		"failed, reversed":   {[]step{failed, authorized, opened}, "cancelled", 2},
		"session expired":    {[]step{opened, voided}, "awaiting_payment", 2},
	} {
		t.Run(name, func(t *testing.T) {
			buyer := user()
			o := w.order(t, buyer, ticket.ID, 1)
			for _, s := range c.steps {
				w.pay(t, o, s.eventType, s.status, s.version)
			}
			shown := w.show(t, buyer, o.ID)
			require.Equal(t, c.want, shown.Status)
			require.Equal(t, c.at, shown.Version)
		})
	}
}

func TestExpiration(t *testing.T) {
	w := newWorld(t)
	buyer, ticket := user(), w.listed(1)
	o := w.order(t, buyer, ticket.ID, 1)
	due := contracts.New(contracts.ExpirationDue, o.ID, 1, o.ExpiresAt, contracts.Expiration{OrderID: o.ID, ExpiresAt: o.ExpiresAt})

	w.pass(o.ExpiresAt.Sub(w.Clock()) - time.Second)
	early := w.Deliver(due)
	require.Equal(t, 500, early.Status, "a second early: to be delivered again")
	require.Equal(t, "created", w.show(t, buyer, o.ID).Status)

	w.pass(o.ExpiresAt.Sub(w.Clock()) - 50*time.Millisecond)
	require.Equal(t, 200, w.Deliver(due).Status, "a moment early: waited for")
	require.False(t, w.Clock().Before(o.ExpiresAt))
	require.Equal(t, "expired", w.show(t, buyer, o.ID).CancelReason)
	require.Equal(t, 200, w.Deliver(due).Status, "again: stale")
	require.Equal(t, int64(2), w.show(t, buyer, o.ID).Version)
	event := w.Await(contracts.OrderCancelled, o.ID)
	require.False(t, event.Time.Before(o.ExpiresAt.Truncate(time.Millisecond)), "cancelled no earlier than due")
	w.order(t, user(), ticket.ID, 1)
}

func TestEventsThatNobodyCanUse(t *testing.T) {
	w := newWorld(t)
	for name, event := range map[string]contracts.Event{
		"expiration of no order": contracts.New(contracts.ExpirationDue, "x", 1, time.Now(), contracts.Expiration{OrderID: id.New()}),
		"expiration without id":  contracts.New(contracts.ExpirationDue, "x", 1, time.Now(), contracts.Expiration{}),
		"payment of no order":    contracts.New(contracts.PaymentAuthorized, "p", 1, time.Now(), contracts.Payment{ID: "p", OrderID: id.New(), Version: 1, Status: "authorized"}),
		"ticket without units":   contracts.New(contracts.TicketCreated, "t", 1, time.Now(), contracts.Ticket{ID: "t", Version: 1}),
	} {
		t.Run(name, func(t *testing.T) {
			res := w.Deliver(event)
			require.Equal(t, 200, res.Status)
			require.Contains(t, string(res.Body), "DROP")
		})
	}
}
