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
	StatusRefunded   = "refunded" // all of the money went back
)

// Refund statuses: decided, given back, refused for good.
const (
	RefundPending   = "pending"
	RefundSucceeded = "succeeded"
	RefundFailed    = "failed"
)

// Who decided a refund: who bought, who sold, or who runs the site, in
// Stripe's dashboard.
const (
	ByBuyer    = "buyer"
	BySeller   = "seller"
	ByPlatform = "platform"
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
	// Refundable lets buyers have their money back until the event starts; then
	// RestockRefunds says whether the units go on sale again.
	Refundable     bool      `json:"refundable,omitempty"`
	RestockRefunds bool      `json:"restockRefunds,omitempty"`
	Version        int64     `json:"version"` // 1 when created, one more for every change by the owner
	CreatedAt      time.Time `json:"createdAt"`
	UpdatedAt      time.Time `json:"updatedAt"`
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
	// Refundable is what the seller allowed when the order was made.
	Refundable bool `json:"refundable,omitempty"`
}

// Refund is a decision to give money of an order back, and what became of it.
// Amount, in the currency's minor unit, is what the buyer gets; Fee is the
// part of it that the platform gives up, the rest is the seller's.
type Refund struct {
	ID        string    `json:"id"`
	Units     int       `json:"units"` // 0: money only
	Amount    int64     `json:"amount"`
	Fee       int64     `json:"fee,omitempty"`
	Status    string    `json:"status"`
	By        string    `json:"by"`
	Restock   bool      `json:"restock"` // the units are on sale again
	Reason    string    `json:"reason,omitempty"`
	CreatedAt time.Time `json:"createdAt"`
}

// Order is a reservation and what became of it. UnitPrice, Fee and Total are
// in the currency's minor unit; Total is what the buyer pays, the platform's
// fee included. The hold lasts until ExpiresAt.
type Order struct {
	ID           string      `json:"id"`
	BuyerID      string      `json:"buyerId"`
	Status       string      `json:"status"`
	CancelReason string      `json:"cancelReason,omitempty"`
	Quantity     int         `json:"quantity"`
	UnitPrice    int64       `json:"unitPrice"`
	Fee          int64       `json:"fee,omitempty"`
	Total        int64       `json:"total"`
	Currency     string      `json:"currency"`
	Refunds      []Refund    `json:"refunds,omitempty"` // in the order in which they were decided
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

// Payment is the payment of one order. Amounts are in the currency's minor
// unit.
type Payment struct {
	ID       string `json:"id"`
	OrderID  string `json:"orderId"`
	BuyerID  string `json:"buyerId"`
	Status   string `json:"status"`
	Reason   string `json:"reason,omitempty"` // why it was voided or failed
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
	// Refunds are those that payments knows of: with the ids of the order's, or
	// with one of its own when it was made in Stripe's dashboard.
	Refunds   []Refund  `json:"refunds,omitempty"`
	Dispute   *Dispute  `json:"dispute,omitempty"` // the newest
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

// Dispute is a buyer's bank that asks for the money back. Status and Reason
// are Stripe's words.
type Dispute struct {
	ID        string    `json:"id"`
	Amount    int64     `json:"amount"`
	Status    string    `json:"status"`
	Reason    string    `json:"reason"`
	CreatedAt time.Time `json:"createdAt"`
}

// Seller says whether a seller can be paid out.
type Seller struct {
	ID        string    `json:"id"` // the user's
	Payouts   bool      `json:"payouts"`
	Version   int64     `json:"version"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// Validate reports data that no consumer can use.
func (s Seller) Validate() error {
	if s.ID == "" || s.Version < 1 {
		return errors.New("id and version are required")
	}
	return nil
}
