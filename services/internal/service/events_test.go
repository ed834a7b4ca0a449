package service_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/trace"
)

func TestDeliveries(t *testing.T) {
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	seen := ""
	h := servicetest.New(t, "x", servicetest.Options{}, func(s *service.Service) error {
		s.Events.On(contracts.OrderCreated, func(ctx context.Context, _ contracts.Event) error { seen = trace.Parent(ctx); return nil })
		s.Events.On(contracts.OrderCancelled, func(context.Context, contracts.Event) error { return errors.New("not now") })
		s.Events.On(contracts.OrderCompleted, func(context.Context, contracts.Event) error {
			return fmt.Errorf("apply: %w", contracts.ErrMalformed)
		})
		s.Events.On(contracts.TicketCreated, func(context.Context, contracts.Event) error { panic("oh") })
		return nil
	})
	require.Equal(t, []string{"orders", "tickets"}, h.Events.Topics())
	event := func(eventType string) contracts.Event {
		e := contracts.New(eventType, id.New(), 1, time.Now(), struct{}{})
		e.TraceParent = parent
		return e
	}
	for _, tc := range []struct {
		eventType string
		status    int
		body      string
	}{
		{contracts.OrderCreated, 200, "SUCCESS"},
		{contracts.OrderAwaitingPayment, 200, "SUCCESS"}, // nobody handles it
		{contracts.OrderCancelled, 500, "RETRY"},
		{contracts.OrderCompleted, 200, "DROP"},
		{contracts.TicketCreated, 500, "RETRY"}, // panics
	} {
		res := h.Deliver(event(tc.eventType))
		require.Equal(t, tc.status, res.Status, tc.eventType)
		require.JSONEq(t, `{"status":"`+tc.body+`"}`, string(res.Body), tc.eventType)
	}
	require.Equal(t, parent, seen)
	require.EqualValues(t, 1, h.Events.Dropped())
	for _, body := range []string{"", "x", "[]", "{}", `{"specversion":"1.0","id":"x","type":"order.created"}`, strings.Repeat("[", 1000)} {
		res := h.Send("POST", "/events/orders", body)
		require.Equal(t, 200, res.Status, body)
		require.JSONEq(t, `{"status":"DROP"}`, string(res.Body), body)
	}
	large := contracts.New(contracts.OrderCreated, id.New(), 1, time.Now(), strings.Repeat("x", 200<<10))
	require.Equal(t, 200, h.Deliver(large).Status)
	require.Equal(t, 200, h.Send("POST", "/events/unheard", event(contracts.PaymentVoided)).Status)
}
