package contracts

import (
	"errors"
	"time"
)

// Order statuses.
const (
	StatusCreated         = "created"
	StatusAwaitingPayment = "awaiting_payment"
	StatusComplete        = "complete"
	StatusCancelled       = "cancelled"
)

// Payment statuses.
const (
	StatusOpen       = "open"
	StatusAuthorized = "authorized"
	StatusCaptured   = "captured"
	StatusVoided     = "voided"
	StatusFailed     = "failed"
)

// Ticket is a listing as its owner, the tickets service, has it. Price is per
// unit in the currency's minor unit. Availability is not part of it: the
// orders service owns stock.
type Ticket struct {
	ID          string     `json:"id"`
	SellerID    string     `json:"sellerId"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Venue       string     `json:"venue"`
	StartsAt    *time.Time `json:"startsAt"`
	Price       int64      `json:"price"`
	Currency    string     `json:"currency"`
	Quantity    int        `json:"quantity"`
	Withdrawn   bool       `json:"withdrawn"`
	Version     int64      `json:"version"` // 1 when created, one more for every change by the owner
	CreatedAt   time.Time  `json:"createdAt"`
	UpdatedAt   time.Time  `json:"updatedAt"`
}

// Validate reports data that no consumer can use.
func (t Ticket) Validate() error {
	if t.ID == "" || t.Version < 1 || t.Quantity < 1 {
		return errors.New("id, version and quantity are required")
	}
	return nil
}

// OrderTicket is what an order remembers of the listing it was made from.
type OrderTicket struct {
	ID       string     `json:"id"`
	SellerID string     `json:"sellerId"`
	Title    string     `json:"title"`
	Venue    string     `json:"venue"`
	StartsAt *time.Time `json:"startsAt"`
}

// Order is a reservation and what became of it. UnitPrice and Total are in
// the currency's minor unit; the hold lasts until ExpiresAt.
type Order struct {
	ID           string      `json:"id"`
	BuyerID      string      `json:"buyerId"`
	Status       string      `json:"status"`
	CancelReason string      `json:"cancelReason,omitempty"`
	Quantity     int         `json:"quantity"`
	UnitPrice    int64       `json:"unitPrice"`
	Total        int64       `json:"total"`
	Currency     string      `json:"currency"`
	ExpiresAt    time.Time   `json:"expiresAt"`
	Ticket       OrderTicket `json:"ticket"`
	Version      int64       `json:"version"`
	CreatedAt    time.Time   `json:"createdAt"`
	UpdatedAt    time.Time   `json:"updatedAt"`
}

// Validate reports data that no consumer can use.
func (o Order) Validate() error {
	if o.ID == "" || o.Version < 1 || o.Ticket.ID == "" || o.Quantity < 1 {
		return errors.New("id, version, ticket.id and quantity are required")
	}
	switch o.Status {
	case StatusCreated, StatusAwaitingPayment, StatusComplete, StatusCancelled:
		return nil
	}
	return errors.New("unknown status " + o.Status)
}

// Expiration says that the deadline of an order has come. What that means is
// for the orders service to decide.
type Expiration struct {
	OrderID   string    `json:"orderId"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// Validate reports data that no consumer can use.
func (e Expiration) Validate() error {
	if e.OrderID == "" {
		return errors.New("orderId is required")
	}
	return nil
}

// Payment is the payment of one order. Amount is in the currency's minor
// unit.
type Payment struct {
	ID        string    `json:"id"`
	OrderID   string    `json:"orderId"`
	BuyerID   string    `json:"buyerId"`
	Status    string    `json:"status"`
	Reason    string    `json:"reason,omitempty"` // why it was voided or failed
	Amount    int64     `json:"amount"`
	Currency  string    `json:"currency"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// Validate reports data that no consumer can use.
func (p Payment) Validate() error {
	if p.ID == "" || p.OrderID == "" || p.Version < 1 || p.Status == "" {
		return errors.New("id, orderId, status and version are required")
	}
	return nil
}
