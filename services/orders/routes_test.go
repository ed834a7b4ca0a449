package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/session"
)

func TestRoutes(t *testing.T) {
	w := newWorld(t)
	buyer, other := user(), user()
	ticket := w.listed(4)

	t.Run("POST 201 at once for a new ticket", func(t *testing.T) {
		res := w.Send("POST", "/api/v1/orders", map[string]any{"ticketId": ticket.ID}, servicetest.As(buyer))
		require.Equal(t, 201, res.Status, "%s", res.Body)
		var o orderBody
		res.Into(&o)
		require.Equal(t, "/api/v1/orders/"+o.ID, res.Header.Get("Location"))
		require.Equal(t, 1, o.Quantity)
		require.Equal(t, int64(2500), o.Total)
		require.Equal(t, ticket.Title, o.Ticket.Title)
		require.Equal(t, ticket.StartsAt, o.Ticket.StartsAt)
		require.Equal(t, time.Minute, o.ExpiresAt.Sub(o.CreatedAt))
		require.Equal(t, o, w.show(t, buyer, o.ID))
		w.Await(contracts.OrderCreated, o.ID)
		w.deliver(t, contracts.TicketCreated, ticket.ID, 1, ticket)
		require.Equal(t, 404, w.Send("GET", "/api/v1/orders/"+o.ID, nil, servicetest.As(other)).Status)
	})
	t.Run("POST 400 names every field", func(t *testing.T) {
		for body, fields := range map[string][]string{
			`{}`: {"ticketId"},
			`{"ticketId":"x","quantity":0,"price":1}`:         {"ticketId", "quantity", "price"},
			`{"ticketId":7,"quantity":"1"}`:                   {"ticketId", "quantity"},
			`{"ticketId":"` + ticket.ID + `","quantity":11}`:  {"quantity"},
			`{"ticketId":"` + ticket.ID + `","quantity":1e9}`: {"quantity"},
			`{"ticketId":"` + ticket.ID + `","quantity":1.5}`: {"quantity"},
			`[`: nil,
			``:  nil,
		} {
			res := w.Send("POST", "/api/v1/orders", body, servicetest.As(buyer))
			require.Equal(t, 400, res.Status, "%s: %s", body, res.Body)
			require.Equal(t, fields, res.Problem().Fields(), body)
		}
	})
	t.Run("401, 403, 413, 415", func(t *testing.T) {
		good := map[string]any{"ticketId": ticket.ID}
		require.Equal(t, 401, w.Send("POST", "/api/v1/orders", good).Status)
		require.Equal(t, 401, w.Send("GET", "/api/v1/orders", nil).Status)
		require.Equal(t, 401, w.Send("GET", "/api/v1/orders/"+id.New(), nil).Status)
		require.Equal(t, 401, w.Send("DELETE", "/api/v1/orders/"+id.New(), nil).Status)
		foreign := servicetest.Header("Origin", "https://elsewhere.example")
		require.Equal(t, 403, w.Send("POST", "/api/v1/orders", good, servicetest.As(buyer), foreign).Status)
		require.Equal(t, 403, w.Send("DELETE", "/api/v1/orders/"+id.New(), nil, servicetest.As(buyer), foreign).Status)
		require.Equal(t, 413, w.Send("POST", "/api/v1/orders", strings.Repeat("x", 70_000), servicetest.As(buyer)).Status)
		require.Equal(t, 415, w.Send("POST", "/api/v1/orders", `x`, servicetest.As(buyer), servicetest.Header("Content-Type", "text/plain")).Status)
	})
	t.Run("POST 404 and 503 for tickets that orders does not know", func(t *testing.T) {
		unknown := map[string]any{"ticketId": id.New()}
		require.Equal(t, 404, w.Send("POST", "/api/v1/orders", unknown, servicetest.As(buyer)).Status)
		w.broken.Store(true)
		defer w.broken.Store(false)
		res := w.Send("POST", "/api/v1/orders", unknown, servicetest.As(buyer))
		require.Equal(t, 503, res.Status)
		require.NotEmpty(t, res.Header.Get("Retry-After"))
		w.order(t, other, ticket.ID, 1)
	})
	t.Run("POST 409 says how many are free", func(t *testing.T) {
		res := w.Send("POST", "/api/v1/orders", map[string]any{"ticketId": ticket.ID, "quantity": 3}, servicetest.As(buyer))
		require.Equal(t, 409, res.Status)
		require.Contains(t, res.Problem().Detail, "2 units")
	})
	t.Run("POST 409 for a withdrawn ticket", func(t *testing.T) {
		gone := w.listed(1)
		gone.Version, gone.Withdrawn = 2, true
		w.deliver(t, contracts.TicketWithdrawn, gone.ID, 2, gone)
		w.deliver(t, contracts.TicketCreated, gone.ID, 1, w.tickets[gone.ID])
		res := w.Send("POST", "/api/v1/orders", map[string]any{"ticketId": gone.ID}, servicetest.As(buyer))
		require.Equal(t, 409, res.Status)
	})
	t.Run("DELETE 204 twice, 404, 409", func(t *testing.T) {
		o := w.order(t, buyer, ticket.ID, 2)
		require.Equal(t, 404, w.Send("DELETE", "/api/v1/orders/"+o.ID, nil, servicetest.As(other)).Status)
		require.Equal(t, 404, w.Send("DELETE", "/api/v1/orders/x", nil, servicetest.As(other)).Status)
		require.Equal(t, 404, w.Send("GET", "/api/v1/orders/x", nil, servicetest.As(other)).Status)
		for range 2 {
			require.Equal(t, 204, w.Send("DELETE", "/api/v1/orders/"+o.ID, nil, servicetest.As(buyer)).Status)
		}
		require.Equal(t, "buyer", w.show(t, buyer, o.ID).CancelReason)
		o = w.order(t, buyer, ticket.ID, 2)
		w.pay(t, o, contracts.PaymentAuthorized, contracts.StatusAuthorized, 2)
		require.Equal(t, "complete", w.show(t, buyer, o.ID).Status)
		require.Equal(t, 409, w.Send("DELETE", "/api/v1/orders/"+o.ID, nil, servicetest.As(buyer)).Status)
	})
	t.Run("refunds", w.refunds)
	t.Run("sales", w.sales)
	t.Run("quotes", w.quotes)
	t.Run("GET 304 until the order is another", func(t *testing.T) { w.unchanged(t) })
	t.Run("503 when the store does not answer", func(t *testing.T) { w.storeDown(t, buyer, ticket.ID) })
	w.lists(t)
	require.Empty(t, w.contract.Unseen(), "the document promises answers that no test has seen")
}

func (w *world) unchanged(t *testing.T) {
	buyer := user()
	o := w.order(t, buyer, w.listed(1).ID, 1)
	for i, news := range []struct{ path, event, status string }{
		{"/api/v1/orders/" + o.ID, contracts.PaymentOpened, contracts.StatusOpen},
		{"/api/v1/orders", contracts.PaymentAuthorized, contracts.StatusAuthorized},
		{"/api/v1/orders?limit=1", contracts.PaymentFailed, contracts.StatusFailed},
	} {
		get := func(known string) *servicetest.Response {
			return w.Send("GET", news.path, nil, servicetest.As(buyer), servicetest.Header("If-None-Match", known))
		}
		first := get("")
		require.Equal(t, 200, first.Status)
		tag := first.Header.Get("ETag")
		same := get(tag)
		require.Equal(t, 304, same.Status, news.path)
		require.Empty(t, same.Body)
		require.Equal(t, tag, same.Header.Get("ETag"))
		require.Equal(t, "private, no-cache", same.Header.Get("Cache-Control"))

		w.pay(t, o, news.event, news.status, int64(i+1))
		now := get(tag)
		require.Equal(t, 200, now.Status, "%s after %s", news.path, news.event)
		require.NotEqual(t, tag, now.Header.Get("ETag"))
	}
	stranger := w.Send("GET", "/api/v1/orders/"+o.ID, nil, servicetest.As(user()), servicetest.Header("If-None-Match", "*"))
	require.Equal(t, 404, stranger.Status)
	require.Equal(t, "no-store", stranger.Header.Get("Cache-Control"))
}

func (w *world) storeDown(t *testing.T, buyer session.User, ticketID string) {
	w.memory.Before = func(ctx context.Context, _ string) error { return fmt.Errorf("down: %w", context.DeadlineExceeded) }
	defer func() { w.memory.Before = nil }()
	require.Equal(t, 503, w.Send("GET", "/api/v1/orders", nil, servicetest.As(buyer)).Status)
	require.Equal(t, 503, w.Send("GET", "/api/v1/orders/"+id.New(), nil, servicetest.As(buyer)).Status)
	require.Equal(t, 503, w.Send("DELETE", "/api/v1/orders/"+id.New(), nil, servicetest.As(buyer)).Status)
	require.Equal(t, 503, w.Send("POST", "/api/v1/orders/"+id.New()+"/refunds", map[string]any{}, servicetest.As(buyer)).Status)
	require.Equal(t, 503, w.Send("GET", "/api/v1/orders/quote?ticketId="+id.New(), nil).Status)
}

func (w *world) lists(t *testing.T) {
	t.Run("GET lists, newest first, page by page", func(t *testing.T) {
		buyer, ticket := user(), w.listed(40)
		var want []string
		for range 25 {
			want = append([]string{w.order(t, buyer, ticket.ID, 1).ID}, want...)
		}
		var got []string
		var page struct {
			Items      []orderBody
			NextCursor *string
		}
		for query := "?limit=10"; ; query = "?limit=10&cursor=" + *page.NextCursor {
			res := w.Send("GET", "/api/v1/orders"+query, nil, servicetest.As(buyer))
			require.Equal(t, 200, res.Status, "%s", res.Body)
			page.NextCursor = nil
			res.Into(&page)
			for _, o := range page.Items {
				got = append(got, o.ID)
			}
			if page.NextCursor == nil {
				break
			}
			require.Equal(t, 400, w.Send("GET", "/api/v1/orders?cursor="+*page.NextCursor, nil, servicetest.As(user())).Status, "somebody else's cursor")
		}
		require.Equal(t, want, got)
		for _, query := range []string{"limit=0", "limit=101", "limit=x", "cursor=", "cursor=made-up", "limit=1&limit=2"} {
			require.Equal(t, 400, w.Send("GET", "/api/v1/orders?"+query, nil, servicetest.As(buyer)).Status, query)
		}
		none := w.Send("GET", "/api/v1/orders", nil, servicetest.As(user()))
		require.JSONEq(t, `{"items":[],"nextCursor":null}`, string(none.Body))
	})
}

func TestIdempotencyKey(t *testing.T) {
	w := newWorld(t)
	buyer, ticket := user(), w.listed(1)
	send := func(who session.User, body any) *servicetest.Response {
		return w.Send("POST", "/api/v1/orders", body, servicetest.As(who), servicetest.Header("Idempotency-Key", "once"))
	}
	first := send(buyer, map[string]any{"ticketId": ticket.ID})
	again := send(buyer, map[string]any{"ticketId": ticket.ID})
	require.Equal(t, 201, first.Status)
	require.Equal(t, first.Body, again.Body)
	require.Equal(t, "true", again.Header.Get("Idempotency-Replayed"))
	require.Equal(t, first.Header.Get("Location"), again.Header.Get("Location"))
	require.Equal(t, 409, send(buyer, map[string]any{"ticketId": ticket.ID, "quantity": 2}).Status, "another body")
	refused := send(user(), map[string]any{"ticketId": ticket.ID})
	require.Equal(t, 409, refused.Status, "another caller, sold out")
	require.Contains(t, refused.Problem().Detail, "No unit is free")
}

func TestManyFirstBuyersOfANewTicket(t *testing.T) {
	w := newWorld(t)
	both := []*servicetest.Harness{w.Harness, w.instance(t, "orders-1")}
	ticket := w.listed(1)
	// A token holds at the instance that made it; the harnesses have keys of their own.
	var all sync.WaitGroup
	var got, refused atomic.Int64
	for i := range 120 {
		all.Go(func() {
			switch both[i%2].Send("POST", "/api/v1/orders", map[string]any{"ticketId": ticket.ID}, servicetest.As(user())).Status {
			case 201:
				got.Add(1)
			case 409:
				refused.Add(1)
			}
		})
	}
	all.Wait()
	require.Equal(t, int64(1), got.Load())
	require.Equal(t, int64(119), refused.Load())
	require.Less(t, w.asked.Load(), int64(60), "those who ask at once share the answer")
}
