package main

import (
	"encoding/json"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/service/servicetest"
)

func TestAvailabilityFollowsTheOrders(t *testing.T) {
	h := start(t, servicetest.Options{})
	made := offer(t, h, "x", fields{"quantity": 3})
	orderID := id.New()
	for _, step := range []struct {
		version               int64
		status                string
		held, sold, available int
		shown                 string
	}{
		{1, contracts.StatusCreated, 3, 0, 0, "reserved"},
		{2, contracts.StatusAwaitingPayment, 3, 0, 0, "reserved"},
		{1, contracts.StatusCreated, 3, 0, 0, "reserved"},
		{3, contracts.StatusComplete, 0, 3, 0, "sold_out"},
		{2, contracts.StatusAwaitingPayment, 0, 3, 0, "sold_out"},
		{4, contracts.StatusCancelled, 0, 0, 3, "on_sale"},
		{3, contracts.StatusComplete, 0, 0, 3, "on_sale"},
	} {
		require.Equal(t, 200, h.Deliver(orderEvent(orderID, made.ID, step.version, 3, step.status)).Status)
		shown := get(t, h, made.ID)
		require.Equal(t, step.held, shown.Held)
		require.Equal(t, step.sold, shown.Sold)
		require.Equal(t, step.available, shown.Available)
		require.Equal(t, step.shown, shown.Status)
		require.EqualValues(t, 1, shown.Version, "the seller changed nothing")
		require.Equal(t, []ticket{shown}, list(t, h, "?status="+step.shown, nil).Items)
	}
}

func TestRefundedUnitsAreSoldAgainOrNot(t *testing.T) {
	h := start(t, servicetest.Options{})
	made := offer(t, h, "x", fields{"quantity": 5, "refundable": true})
	orderID := order(t, h, made.ID, 5, contracts.StatusCreated, contracts.StatusAwaitingPayment, contracts.StatusComplete)
	require.Equal(t, "sold_out", get(t, h, made.ID).Status)
	for _, step := range []struct {
		event           contracts.Event
		sold, available int
		status          string
	}{
		{refundEvent(orderID, made.ID, 4, 5, 0, 2), 5, 0, "sold_out"},
		{refundEvent(orderID, made.ID, 5, 5, 2, 2), 3, 2, "on_sale"},
		{refundEvent(orderID, made.ID, 4, 5, 0, 2), 3, 2, "on_sale"},
		{refundEvent(orderID, made.ID, 5, 5, 2, 2), 3, 2, "on_sale"},
		{refundEvent(orderID, made.ID, 6, 5, 3, 2), 2, 3, "on_sale"},
		{orderEvent(orderID, made.ID, 3, 5, contracts.StatusComplete), 2, 3, "on_sale"},
	} {
		require.Equal(t, 200, h.Deliver(step.event).Status)
		shown := get(t, h, made.ID)
		require.Equal(t, []int{0, step.sold, step.available}, []int{shown.Held, shown.Sold, shown.Available})
		require.Equal(t, step.status, shown.Status)
		require.EqualValues(t, 1, shown.Version)
	}
	late := orderEvent(orderID, made.ID, 7, 5, contracts.StatusCancelled)
	require.Equal(t, 200, h.Deliver(late).Status, "the money could not be taken")
	require.Equal(t, 5, get(t, h, made.ID).Available)
}

// TestEventsInAnyOrder delivers the lives of many orders shuffled and doubled:
// what counts in the end is the last version of each.
func TestEventsInAnyOrder(t *testing.T) {
	h := start(t, servicetest.Options{})
	made := offer(t, h, "x", fields{"quantity": 1000})
	lives := [][]string{
		{contracts.StatusCreated},
		{contracts.StatusCreated, contracts.StatusAwaitingPayment, contracts.StatusComplete},
		{contracts.StatusCreated, contracts.StatusCancelled},
		{contracts.StatusCreated, contracts.StatusAwaitingPayment, contracts.StatusComplete, contracts.StatusCancelled},
	}
	r := rand.New(rand.NewSource(1))
	var all []contracts.Event
	held, sold := 0, 0
	for n := range 40 {
		orderID, life, quantity := id.New(), lives[n%len(lives)], 1+n%10
		for i, status := range life {
			event := orderEvent(orderID, made.ID, int64(i+1), quantity, status)
			all = append(all, event, event)
		}
		if n%8 == 1 {
			again := refundEvent(orderID, made.ID, 4, quantity, 1, 0)
			all = append(all, again, again)
			sold--
		}
		switch life[len(life)-1] {
		case contracts.StatusCreated:
			held += quantity
		case contracts.StatusComplete:
			sold += quantity
		}
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, event := range all {
		require.Equal(t, 200, h.Deliver(event).Status)
	}
	shown := get(t, h, made.ID)
	require.Equal(t, []int{held, sold, 1000 - held - sold}, []int{shown.Held, shown.Sold, shown.Available})
}

func TestLoweredQuantityIsRaisedForThoseWhoHoldUnits(t *testing.T) {
	h := start(t, servicetest.Options{})
	made := offer(t, h, "x", fields{"quantity": 5})
	res := h.Send("PUT", path+"/"+made.ID, fields{"title": "x", "price": 2500, "quantity": 2}, servicetest.As(ann))
	require.Equal(t, 200, res.Status)
	order(t, h, made.ID, 4, contracts.StatusCreated)

	shown := get(t, h, made.ID)
	require.Equal(t, 4, shown.Quantity)
	require.Zero(t, shown.Available)
	require.EqualValues(t, 3, shown.Version)
	require.Eventually(t, func() bool {
		for _, event := range h.Published() {
			if event.ID == "ticket/"+made.ID+"/3" {
				data, err := contracts.DataAs[contracts.Ticket](event)
				return err == nil && data.Quantity == 4 && event.Type == contracts.TicketUpdated
			}
		}
		return false
	}, waitFor, tick)
}

func TestEventsThatCannotBeHandled(t *testing.T) {
	h := start(t, servicetest.Options{})
	unknown := h.Deliver(orderEvent(id.New(), id.New(), 1, 1, contracts.StatusCreated))
	require.Equal(t, 500, unknown.Status, "to be delivered again")

	malformed := orderEvent(id.New(), id.New(), 1, 1, contracts.StatusCreated)
	malformed.Data = json.RawMessage(`{"id":"x"}`)
	res := h.Deliver(malformed)
	require.Equal(t, 200, res.Status)
	require.Contains(t, string(res.Body), "DROP")

	later := orderEvent(id.New(), id.New(), 1, 1, contracts.StatusCreated)
	later.Type = "order.gifted"
	require.Equal(t, 200, h.Deliver(later).Status, "a type of the future is none of ours")
}
