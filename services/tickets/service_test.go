package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/openapitest"
	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/session"
	"github.com/saheedt/pass/services/tickets/internal/store"
)

const path = "/api/v1/tickets"

var (
	ann = session.User{ID: "0195a1b2-0000-7000-8000-00000000000a", Email: "ann@example.com"}
	bob = session.User{ID: "0195a1b2-0000-7000-8000-00000000000b", Email: "bob@example.com"}
)

// contract is shared by all tests, so that the last can tell what the document
// promises and no test has seen.
var contract *openapitest.Contract

// elsewhere are the answers of a service that starts, and to changes that the
// store did not confirm for ten seconds; the platform's tests see to them.
var elsewhere = []string{
	"DELETE " + path + "/{id} 503", "GET " + path + " 503", "POST " + path + " 503", "PUT " + path + "/{id} 503",
}

// TestMain also wants the tests, when all of them ran, to have seen every
// answer that the document promises.
func TestMain(m *testing.M) {
	code := m.Run()
	if filter := flag.Lookup("test.run").Value.String(); code == 0 && filter == "" && contract != nil {
		if unseen := contract.Unseen(); !slices.Equal(unseen, elsewhere) {
			fmt.Fprintln(os.Stderr, "answers in openapi.yaml that no test has seen:", unseen)
			code = 1
		}
	}
	os.Exit(code)
}

// held is a transport that holds every exchange against the document.
type held struct{ t *testing.T }

func (h held) RoundTrip(req *http.Request) (*http.Response, error) {
	var sent []byte
	if req.Body != nil {
		sent, _ = io.ReadAll(req.Body)
		req.Body = io.NopCloser(bytes.NewReader(sent))
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err == nil && req.URL.Path != "/events/orders" {
		req.Body = io.NopCloser(bytes.NewReader(sent))
		contract.Check(h.t, req, res)
	}
	return res, err
}

func start(t *testing.T, opts servicetest.Options) *servicetest.Harness {
	t.Helper()
	if contract == nil {
		contract = openapitest.Must(t, "openapi.yaml")
	}
	opts.Transport = held{t}
	var follower *store.Follower
	h := servicetest.New(t, "tickets", opts, func(s *service.Service) error {
		follower = assemble(s)
		return nil
	})
	// The harness leaves background work to the test.
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { follower.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	return h
}

// ticket is what clients see.
type ticket struct {
	ID             string     `json:"id"`
	Title          string     `json:"title"`
	Description    string     `json:"description"`
	Venue          string     `json:"venue"`
	StartsAt       *time.Time `json:"startsAt"`
	Price          int64      `json:"price"`
	Currency       string     `json:"currency"`
	Quantity       int        `json:"quantity"`
	Held           int        `json:"held"`
	Sold           int        `json:"sold"`
	Available      int        `json:"available"`
	Status         string     `json:"status"`
	Refundable     bool       `json:"refundable"`
	RestockRefunds bool       `json:"restockRefunds"`
	SellerID       string     `json:"sellerId"`
	Version        int64      `json:"version"`
	CreatedAt      time.Time  `json:"createdAt"`
	UpdatedAt      time.Time  `json:"updatedAt"`
}

type fields map[string]any

// offer makes a ticket of ann's with the given title, and more fields.
func offer(t *testing.T, h *servicetest.Harness, title string, more fields) ticket {
	t.Helper()
	return offerAs(t, h, ann, title, more)
}

func offerAs(t *testing.T, h *servicetest.Harness, seller session.User, title string, more fields) ticket {
	t.Helper()
	body := fields{"title": title, "price": 2500}
	for name, value := range more {
		body[name] = value
	}
	res := h.Send("POST", path, body, servicetest.As(seller))
	require.Equal(t, 201, res.Status, "%s", res.Body)
	var made ticket
	res.Into(&made)
	return made
}

func get(t *testing.T, h *servicetest.Harness, ticketID string) ticket {
	t.Helper()
	res := h.Send("GET", path+"/"+ticketID, nil)
	require.Equal(t, 200, res.Status, "%s", res.Body)
	var shown ticket
	res.Into(&shown)
	return shown
}

// order delivers what happened to a new order of the ticket, in versions from
// 1 on, and returns the order's id.
func order(t *testing.T, h *servicetest.Harness, ticketID string, quantity int, statuses ...string) string {
	t.Helper()
	orderID := id.New()
	for i, status := range statuses {
		require.Equal(t, 200, h.Deliver(orderEvent(orderID, ticketID, int64(i+1), quantity, status)).Status)
	}
	return orderID
}

// refundEvent is an order of the given units, of which restocked were refunded
// to be sold again, and kept to stay sold.
func refundEvent(orderID, ticketID string, version int64, quantity, restocked, kept int) contracts.Event {
	event := orderEvent(orderID, ticketID, version, quantity, contracts.StatusComplete)
	order, err := contracts.DataAs[contracts.Order](event)
	if err != nil {
		panic(err)
	}
	order.Refunds = []contracts.Refund{
		{ID: id.New(), Units: restocked, Restock: true, Status: contracts.RefundPending},
		{ID: id.New(), Units: kept, Status: contracts.RefundSucceeded},
	}
	return contracts.New(contracts.OrderRefunded, orderID, version, time.Now(), order)
}

func orderEvent(orderID, ticketID string, version int64, quantity int, status string) contracts.Event {
	eventType := map[string]string{
		contracts.StatusCreated:         contracts.OrderCreated,
		contracts.StatusAwaitingPayment: contracts.OrderAwaitingPayment,
		contracts.StatusComplete:        contracts.OrderCompleted,
		contracts.StatusCancelled:       contracts.OrderCancelled,
	}[status]
	return contracts.New(eventType, orderID, version, time.Now(), contracts.Order{
		ID: orderID, BuyerID: bob.ID, Status: status, Quantity: quantity, Version: version,
		Ticket: contracts.OrderTicket{ID: ticketID},
	})
}
