package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/service/servicetest"
)

var expiresAt = time.Date(2026, 3, 14, 15, 9, 26, 535897932, time.UTC)

// at is a clock that stands still.
func at(now time.Time) servicetest.Options {
	return servicetest.Options{Clock: func() time.Time { return now }}
}

func event(eventType, status, orderID string, version int64) contracts.Event {
	return contracts.New(eventType, orderID, version, expiresAt.Add(-time.Minute), order(orderID, status, version, expiresAt))
}

func TestOrderCreatedRegistersAReminder(t *testing.T) {
	h, sidecar := mustService(t, at(expiresAt.Add(-time.Minute)))
	orderID := id.New()
	require.Equal(t, http.StatusOK, h.Deliver(event(contracts.OrderCreated, contracts.StatusCreated, orderID, 1)).Status)

	require.Len(t, sidecar.registered, 1)
	got := sidecar.registered[0]
	require.Equal(t, "OrderExpiration", got.GetActorType())
	require.Equal(t, orderID, got.GetActorId())
	require.Equal(t, "expire", got.GetName())
	require.Empty(t, got.GetPeriod(), "it fires once")
	due, err := time.Parse(time.RFC3339, got.GetDueTime())
	require.NoError(t, err)
	require.Equal(t, expiresAt.Add(time.Millisecond), due, "to the nanosecond, and never early")
	policy := got.GetFailurePolicy().GetConstant()
	require.Equal(t, time.Second, policy.GetInterval().AsDuration())
	require.Nil(t, policy.MaxRetries, "it never gives up")
	require.Regexp(t, `^{"expiresAt":"2026-03-14T15:09:26.535897932Z","traceparent":"00-[0-9a-f]{32}-[0-9a-f]{16}-01"}$`, string(got.GetData()))
}

// TestReminderContinuesTheTraceOfItsOrder follows a trace through the time in
// which only the scheduler knows of it.
func TestReminderContinuesTheTraceOfItsOrder(t *testing.T) {
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	h, sidecar := mustService(t, at(expiresAt))
	opened := event(contracts.OrderCreated, contracts.StatusCreated, id.New(), 1)
	opened.TraceParent = parent
	require.Equal(t, http.StatusOK, h.Deliver(opened).Status)
	data := base64.StdEncoding.EncodeToString(sidecar.registered[0].GetData())
	require.Equal(t, http.StatusOK, h.Send(http.MethodPut, remind(opened.Subject), fmt.Sprintf(`{"data":%q}`, data)).Status)
	due, err := contracts.Parse(sidecar.published[0].GetData())
	require.NoError(t, err)
	require.Equal(t, parent, due.TraceParent)
}

func TestClosedOrdersLoseTheirReminder(t *testing.T) {
	h, sidecar := mustService(t, at(expiresAt.Add(-time.Minute)))
	for i, e := range []contracts.Event{
		event(contracts.OrderCompleted, contracts.StatusComplete, id.New(), 3),
		event(contracts.OrderCancelled, contracts.StatusCancelled, id.New(), 2),
	} {
		require.Equal(t, http.StatusOK, h.Deliver(e).Status)
		require.Len(t, sidecar.unregistered, i+1)
		got := sidecar.unregistered[i]
		require.Equal(t, []string{"OrderExpiration", e.Subject, "expire"}, []string{got.GetActorType(), got.GetActorId(), got.GetName()})
	}
}

func TestOrdersClosedAfterTheirDeadlineNeedNothing(t *testing.T) {
	h, sidecar := mustService(t, at(expiresAt))
	require.Equal(t, http.StatusOK, h.Deliver(event(contracts.OrderCancelled, contracts.StatusCancelled, id.New(), 2)).Status)
	require.Empty(t, sidecar.unregistered)
}

func TestOtherEventsAreAcked(t *testing.T) {
	h, sidecar := mustService(t, at(expiresAt))
	e := event(contracts.OrderAwaitingPayment, contracts.StatusAwaitingPayment, id.New(), 2)
	require.Equal(t, http.StatusOK, h.Deliver(e).Status)
	require.Empty(t, sidecar.registered)
	require.Empty(t, sidecar.unregistered)
}

func TestEventsComeAgainWhileTheSchedulerIsAway(t *testing.T) {
	h, sidecar := mustService(t, at(expiresAt.Add(-time.Minute)))
	sidecar.set(true)
	for _, e := range []contracts.Event{
		event(contracts.OrderCreated, contracts.StatusCreated, id.New(), 1),
		event(contracts.OrderCancelled, contracts.StatusCancelled, id.New(), 2),
	} {
		require.Equal(t, http.StatusInternalServerError, h.Deliver(e).Status)
		sidecar.set(false)
		require.Equal(t, http.StatusOK, h.Deliver(e).Status)
		sidecar.set(true)
	}
}

func TestMalformedEventsAreDropped(t *testing.T) {
	h, _ := mustService(t, at(expiresAt))
	for _, eventType := range []string{contracts.OrderCreated, contracts.OrderCompleted, contracts.OrderCancelled} {
		answer := h.Deliver(contracts.New(eventType, id.New(), 1, expiresAt, map[string]any{"id": 7}))
		require.Equal(t, http.StatusOK, answer.Status)
		require.JSONEq(t, `{"status":"DROP"}`, string(answer.Body))
	}
}

// fired is what a sidecar sends when the reminder of a deadline fires.
func fired(expiresAt time.Time) string {
	data := fmt.Sprintf(`{"expiresAt":%q}`, expiresAt.Format(time.RFC3339Nano))
	return fmt.Sprintf(`{"data":%q,"dueTime":"","period":""}`, base64.StdEncoding.EncodeToString([]byte(data)))
}

func remind(orderID string) string {
	return "/actors/OrderExpiration/" + orderID + "/method/remind/expire"
}

func TestReminderPublishesThatTheOrderIsDue(t *testing.T) {
	h, sidecar := mustService(t, at(expiresAt.Add(3*time.Millisecond)))
	orderID := id.New()
	for range 2 {
		require.Equal(t, http.StatusOK, h.Send(http.MethodPut, remind(orderID), fired(expiresAt)).Status)
	}
	require.Len(t, sidecar.published, 2)
	got := sidecar.published[0]
	require.Equal(t, []string{"pubsub", "expirations", "application/cloudevents+json"},
		[]string{got.GetPubsubName(), got.GetTopic(), got.GetDataContentType()})
	event, err := contracts.Parse(got.GetData())
	require.NoError(t, err)
	require.Equal(t, contracts.ExpirationDue, event.Type)
	require.Equal(t, "expiration/"+orderID+"/1", event.ID)
	data, err := contracts.DataAs[contracts.Expiration](event)
	require.NoError(t, err)
	require.Equal(t, contracts.Expiration{OrderID: orderID, ExpiresAt: expiresAt}, data)

	var again contracts.Event
	require.NoError(t, json.Unmarshal(sidecar.published[1].GetData(), &again))
	require.Equal(t, event.ID, again.ID, "the broker drops what came twice")
}

func TestReminderFailsUntilItsEventIsPublished(t *testing.T) {
	h, sidecar := mustService(t, at(expiresAt))
	sidecar.set(true)
	require.Equal(t, http.StatusInternalServerError, h.Send(http.MethodPut, remind(id.New()), fired(expiresAt)).Status)
	sidecar.set(false)
	require.Equal(t, http.StatusOK, h.Send(http.MethodPut, remind(id.New()), fired(expiresAt)).Status)
}

func TestReminderIsNeverEarly(t *testing.T) {
	// The clock goes on from 50 ms before the deadline.
	start := time.Now()
	var early atomic.Int64
	early.Store(int64(50 * time.Millisecond))
	h, sidecar := mustService(t, servicetest.Options{Clock: func() time.Time {
		return expiresAt.Add(-time.Duration(early.Load())).Add(time.Since(start))
	}})
	require.Equal(t, http.StatusOK, h.Send(http.MethodPut, remind(id.New()), fired(expiresAt)).Status)
	require.GreaterOrEqual(t, time.Since(start), 50*time.Millisecond)
	require.Len(t, sidecar.published, 1)

	early.Store(int64(time.Hour))
	require.Equal(t, http.StatusInternalServerError, h.Send(http.MethodPut, remind(id.New()), fired(expiresAt)).Status)
	require.Len(t, sidecar.published, 1, "one that is far too early comes again")
}

func TestReminderWithoutADeadlineIsAnError(t *testing.T) {
	h, sidecar := mustService(t, at(expiresAt))
	for _, body := range []string{"", "{", `{}`, `{"data":"bm8="}`, `{"data":7}`} {
		require.Equal(t, http.StatusInternalServerError, h.Send(http.MethodPut, remind(id.New()), body).Status, body)
	}
	require.Empty(t, sidecar.published)
}

func TestActorHost(t *testing.T) {
	h, _ := mustService(t, at(expiresAt))
	var config struct {
		Entities   []string
		Reentrancy struct{ Enabled bool }
	}
	h.Send(http.MethodGet, "/dapr/config", nil).Into(&config)
	require.Equal(t, []string{"OrderExpiration"}, config.Entities)
	require.False(t, config.Reentrancy.Enabled)

	require.Equal(t, http.StatusOK, h.Send(http.MethodDelete, "/actors/OrderExpiration/x", nil).Status)
	for _, path := range []string{
		"/actors/OrderExpiration/x/method/open", "/actors/OrderExpiration/x/method/timer/expire",
		"/actors/OrderExpiration/x/method/remind/other", "/actors/Other/x/method/remind/expire",
	} {
		require.Equal(t, http.StatusNotFound, h.Send(http.MethodPut, path, fired(expiresAt)).Status, path)
	}
}

func TestOnlyTheSidecarMayCall(t *testing.T) {
	opts := at(expiresAt)
	opts.Environ = []string{"APP_API_TOKEN=secret"}
	h, sidecar := mustService(t, opts)
	for method, path := range map[string]string{
		http.MethodGet: "/dapr/config", http.MethodPut: remind("x"), http.MethodDelete: "/actors/OrderExpiration/x", http.MethodPost: "/events/orders",
	} {
		require.Equal(t, http.StatusUnauthorized, h.Send(method, path, fired(expiresAt)).Status, path)
	}
	require.Empty(t, sidecar.published)
	token := servicetest.Header("dapr-api-token", "secret")
	require.Equal(t, http.StatusOK, h.Send(http.MethodPut, remind("x"), fired(expiresAt), token).Status)
}
