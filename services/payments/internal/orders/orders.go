// Package orders asks the orders service for an order that payments has not
// heard of yet: in a hot sale a buyer can be faster than the event.
package orders

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/saheedt/pass/services/payments/internal/events"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

const (
	appID     = "orders"
	timeout   = 5 * time.Second
	maxAnswer = 64 << 10 // bytes
)

var (
	// ErrNotFound is returned when the caller has no such order.
	ErrNotFound = errors.New("no such order")
	// ErrUnavailable is returned when orders can't say just now.
	ErrUnavailable = errors.New("orders does not answer")
)

// Invoker sends a request to another service through the sidecar.
type Invoker interface {
	Do(req *http.Request, appID string) (*http.Response, error)
}

// Client asks the orders service.
type Client struct{ sidecar Invoker }

// New gives a client that goes through the sidecar.
func New(sidecar Invoker) Client { return Client{sidecar} }

// order is what orders answers, as far as payments reads it.
type order struct {
	ID        string    `json:"id"`
	BuyerID   string    `json:"buyerId"`
	Status    string    `json:"status"`
	Quantity  int       `json:"quantity"`
	UnitPrice int64     `json:"unitPrice"`
	Fee       int64     `json:"fee"`
	Total     int64     `json:"total"`
	Currency  string    `json:"currency"`
	ExpiresAt time.Time `json:"expiresAt"`
	Version   int64     `json:"version"`
	Ticket    struct {
		SellerID string `json:"sellerId"`
		Title    string `json:"title"`
	} `json:"ticket"`
}

// Get asks for an order in the name of its buyer, with their session token.
// Orders shows a complete order to its seller, too, to whom it is ErrNotFound
// here. The other error is ErrUnavailable.
func (c Client) Get(ctx context.Context, orderID, buyerID, token string) (payment.Order, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var got order
	if err := c.get(ctx, "/api/v1/orders/"+orderID, token, &got); err != nil {
		return payment.Order{}, err
	}
	if got.ID != orderID || got.Version < 1 {
		return payment.Order{}, fmt.Errorf("%w: the answer is not the order", ErrUnavailable)
	}
	if got.BuyerID != "" && got.BuyerID != buyerID {
		return payment.Order{}, ErrNotFound
	}
	return payment.Order{
		ID: got.ID, BuyerID: buyerID, SellerID: got.Ticket.SellerID, Title: got.Ticket.Title,
		Quantity: got.Quantity, UnitPrice: got.UnitPrice, Fee: got.Fee, Total: got.Total, Currency: got.Currency,
		Standing: events.Standing(got.Status), ExpiresAt: got.ExpiresAt, Version: got.Version,
	}, nil
}

func (c Client) get(ctx context.Context, path, token string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		return fmt.Errorf("ask for order: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := c.sidecar.Do(req, appID)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound:
		return ErrNotFound
	default:
		return fmt.Errorf("%w: status %d", ErrUnavailable, res.StatusCode)
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, maxAnswer)).Decode(out); err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return nil
}
