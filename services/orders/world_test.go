package main

import (
	"encoding/json"
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
	environ  []string     // settings besides
	offset   atomic.Int64 // of the clock, in nanoseconds
	asked    atomic.Int64 // how often tickets were asked
	broken   atomic.Bool  // tickets do not answer

	mu      sync.Mutex
	tickets map[string]contracts.Ticket
}

func newWorld(t *testing.T, environ ...string) *world {
	w := &world{
		contract: openapitest.Must(t, "openapi.yaml"), memory: statetest.NewMemory(), environ: environ,
		tickets: map[string]contracts.Ticket{},
	}
	w.Harness = w.instance(t, "orders-0")
	return w
}

// instance starts another instance of the service on the same store.
func (w *world) instance(t *testing.T, name string) *servicetest.Harness {
	s := &settings{}
	return servicetest.New(t, "orders", servicetest.Options{
		Environ:  append([]string{"ORDER_HOLD_SECONDS=60", "SELL_WITHOUT_PAYOUTS=true", "INSTANCE=" + name}, w.environ...),
		Settings: s, Memory: w.memory, Others: http.HandlerFunc(w.serveTickets), Transport: w.contract.Transport(t),
		Clock: func() time.Time { return time.Now().UTC().Add(time.Duration(w.offset.Load())) },
	}, func(platform *service.Service) error {
		wire(platform, s)
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
		"status": status, "refundable": ticket.Refundable, "restockRefunds": ticket.RestockRefunds, "sellerId": ticket.SellerID, "version": ticket.Version,
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

// offer changes what tickets has before orders hears of it.
func (w *world) offer(ticket contracts.Ticket, change func(*contracts.Ticket)) contracts.Ticket {
	change(&ticket)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tickets[ticket.ID] = ticket
	return ticket
}

func user() session.User { return session.User{ID: id.New(), Email: "someone@example.com"} }

type orderBody struct {
	ID, BuyerID, Status, Currency, CancelReason string
	Quantity, RefundedUnits                     int
	UnitPrice, Subtotal, Fee, Total, Version    int64
	RefundedAmount                              int64
	Refunds                                     []refundBody
	Dispute                                     *struct {
		Amount         int64
		Status, Reason string
	}
	ExpiresAt, CreatedAt time.Time
	Ticket               struct {
		ID, SellerID, Title, Venue string
		StartsAt                   *time.Time
		Refundable                 bool
	}
}

type refundBody struct {
	ID, Status, By, Reason string
	Units                  int
	Amount                 int64
	Restock                bool
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

func (w *world) pay(t *testing.T, o orderBody, eventType, status string, version int64) {
	t.Helper()
	w.tell(t, o, eventType, status, version, func(*contracts.Payment) {})
}

// tell is pay with more to say.
func (w *world) tell(t *testing.T, o orderBody, eventType, status string, version int64, change func(*contracts.Payment)) {
	t.Helper()
	p := contracts.Payment{
		ID: "p" + o.ID, OrderID: o.ID, Status: status, Amount: o.Total, Currency: o.Currency, Version: version,
	}
	change(&p)
	w.deliver(t, eventType, p.ID, version, p)
}
