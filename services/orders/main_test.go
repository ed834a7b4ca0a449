package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/openapitest"
	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/internal/state/statetest"
)

// world is the service with its surroundings: a tickets service that has the
// listings of the test, and a clock that the test sets.
type world struct {
	*servicetest.Harness
	contract *openapitest.Contract
	memory   *statetest.Memory
	offset   atomic.Int64 // of the clock, in nanoseconds
	asked    atomic.Int64 // how often tickets were asked
	broken   atomic.Bool  // tickets do not answer

	mu      sync.Mutex
	tickets map[string]contracts.Ticket
}

func newWorld(t *testing.T) *world {
	w := &world{
		contract: openapitest.Must(t, "openapi.yaml"), memory: statetest.NewMemory(),
		tickets: map[string]contracts.Ticket{},
	}
	w.Harness = w.instance(t, "orders-0")
	return w
}

// instance starts another instance of the service on the same store.
func (w *world) instance(t *testing.T, name string) *servicetest.Harness {
	s := &settings{}
	return servicetest.New(t, "orders", servicetest.Options{
		Environ:  []string{"ORDER_HOLD_SECONDS=60", "INSTANCE=" + name},
		Settings: s, Memory: w.memory, Others: http.HandlerFunc(w.serveTickets), Transport: w.contract.Transport(t),
		Clock: func() time.Time { return time.Now().UTC().Add(time.Duration(w.offset.Load())) },
	}, func(platform *service.Service) error {
		wire(platform, time.Duration(s.HoldSeconds)*time.Second)
		return nil
	})
}

func (w *world) pass(d time.Duration) { w.offset.Add(int64(d)) }

// serveTickets is what orders uses of the tickets service.
func (w *world) serveTickets(res http.ResponseWriter, req *http.Request) {
	w.asked.Add(1)
	w.mu.Lock()
	ticket, ok := w.tickets[strings.TrimPrefix(req.URL.Path, "/api/v1/tickets/")]
	w.mu.Unlock()
	switch {
	case w.broken.Load():
		res.WriteHeader(http.StatusInternalServerError)
		return
	case !ok || req.Header.Get("dapr-app-id") != "tickets":
		res.WriteHeader(http.StatusNotFound)
		return
	}
	status := "on_sale"
	if ticket.Withdrawn {
		status = "withdrawn"
	}
	_ = json.NewEncoder(res).Encode(map[string]any{
		"id": ticket.ID, "title": ticket.Title, "description": "", "venue": ticket.Venue, "startsAt": ticket.StartsAt,
		"price": ticket.Price, "currency": ticket.Currency, "quantity": ticket.Quantity, "available": ticket.Quantity,
		"status": status, "sellerId": ticket.SellerID, "version": ticket.Version,
		"createdAt": ticket.CreatedAt, "updatedAt": ticket.UpdatedAt,
	})
}

// listed is a ticket that tickets has and orders has not heard of.
func (w *world) listed(quantity int) contracts.Ticket {
	starts := time.Date(2026, 6, 1, 19, 30, 0, 0, time.UTC)
	ticket := contracts.Ticket{
		ID: id.New(), SellerID: id.New(), Title: "$100 voucher 🎟", Venue: "Old Hall", StartsAt: &starts,
		Price: 2500, Currency: "usd", Quantity: quantity, Version: 1,
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tickets[ticket.ID] = ticket
	return ticket
}

func user() session.User { return session.User{ID: id.New(), Email: "someone@example.com"} }

type orderBody struct {
	ID, Status, Currency, CancelReason string
	Quantity                           int
	UnitPrice, Total, Version          int64
	ExpiresAt, CreatedAt               time.Time
	Ticket                             struct {
		ID, Title, Venue string
		StartsAt         *time.Time
	}
}

func (w *world) order(t *testing.T, buyer session.User, ticketID string, quantity int) orderBody {
	t.Helper()
	res := w.Send("POST", "/api/v1/orders", map[string]any{"ticketId": ticketID, "quantity": quantity}, servicetest.As(buyer))
	require.Equal(t, 201, res.Status, "%s", res.Body)
	var o orderBody
	res.Into(&o)
	return o
}

func (w *world) show(t *testing.T, buyer session.User, orderID string) orderBody {
	t.Helper()
	res := w.Send("GET", "/api/v1/orders/"+orderID, nil, servicetest.As(buyer))
	require.Equal(t, 200, res.Status, "%s", res.Body)
	var o orderBody
	res.Into(&o)
	return o
}

func (w *world) deliver(t *testing.T, eventType, thing string, version int64, data any) {
	t.Helper()
	res := w.Deliver(contracts.New(eventType, thing, version, time.Now(), data))
	require.Equal(t, 200, res.Status, "%s", res.Body)
	require.Contains(t, string(res.Body), "SUCCESS")
}

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
	t.Run("503 when the store does not answer", func(t *testing.T) { w.storeDown(t, buyer, ticket.ID) })
	w.lists(t)
	require.Empty(t, w.contract.Unseen(), "the document promises answers that no test has seen")
}

func (w *world) pay(t *testing.T, o orderBody, eventType, status string, version int64) {
	t.Helper()
	w.deliver(t, eventType, "p"+o.ID, version, contracts.Payment{
		ID: "p" + o.ID, OrderID: o.ID, Status: status, Amount: o.Total, Currency: o.Currency, Version: version,
	})
}

func (w *world) storeDown(t *testing.T, buyer session.User, ticketID string) {
	w.memory.Before = func(ctx context.Context, _ string) error { return fmt.Errorf("down: %w", context.DeadlineExceeded) }
	defer func() { w.memory.Before = nil }()
	require.Equal(t, 503, w.Send("GET", "/api/v1/orders", nil, servicetest.As(buyer)).Status)
	require.Equal(t, 503, w.Send("GET", "/api/v1/orders/"+id.New(), nil, servicetest.As(buyer)).Status)
	require.Equal(t, 503, w.Send("DELETE", "/api/v1/orders/"+id.New(), nil, servicetest.As(buyer)).Status)
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

func TestSettings(t *testing.T) {
	var s settings
	require.NoError(t, service.Load("orders", []string{"APP_PORT=3003"}, &s))
	require.Equal(t, 900, s.HoldSeconds)
	for _, bad := range []string{"0", "-1", "1.5", "86401", "soon"} {
		err := service.Load("orders", []string{"APP_PORT=3003", "ORDER_HOLD_SECONDS=" + bad}, &settings{})
		require.ErrorContains(t, err, "ORDER_HOLD_SECONDS", bad)
	}
}
