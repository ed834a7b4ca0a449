// Package order has the rules of an order: how it comes to be and what may
// become of it.
//
//	created → awaiting_payment → complete
//	    └────────────┴──────────────┴──→ cancelled
//
// An order that is created or awaiting payment is open and holds units. A
// complete order is cancelled only when its money can't be had after all. What
// is given back of a complete order's money leaves it complete.
// Methods leave the order alone and return a changed one, with the next
// version, and what is to be done with its units.
package order

import (
	"errors"
	"time"

	"github.com/saheedt/pass/services/internal/money"

	"github.com/saheedt/pass/services/orders/internal/fee"
	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

// MaxUnits is the most units in one order.
const MaxUnits = 10

// Status says how far an order is.
type Status string

// The statuses of an order.
const (
	Created         Status = "created"
	AwaitingPayment Status = "awaiting_payment"
	Complete        Status = "complete"
	Cancelled       Status = "cancelled"
)

// Reason says why an order was cancelled.
type Reason string

// The reasons of a cancellation.
const (
	Expired       Reason = "expired"
	Buyer         Reason = "buyer"
	PaymentFailed Reason = "payment_failed"
)

// Errors of orders.
var (
	ErrUnits    = errors.New("an order is for 1 to 10 units")
	ErrNotFound = errors.New("no such order")
	ErrComplete = errors.New("the order is complete")
	ErrNotDue   = errors.New("the order's hold has not ended yet")
	ErrTooMuch  = errors.New("the order's total is more than can be paid")
	// ErrStale is returned by transitions that have nothing to do.
	ErrStale = errors.New("the order has this behind it")
)

// State is all that is kept of an order. Money is in the currency's minor
// unit, times are to the millisecond. Parts are where the order's units lie;
// those that were refunded and are on sale again are none of the order's.
type State struct {
	ID        string          `json:"id"`
	BuyerID   string          `json:"buyerId"`
	Status    Status          `json:"status"`
	Reason    Reason          `json:"reason,omitempty"`
	Units     int             `json:"units"`
	UnitPrice int64           `json:"unitPrice"`
	Fee       int64           `json:"fee,omitempty"` // the platform's, on top
	Currency  string          `json:"currency"`
	Listing   listing.Listing `json:"listing"` // as it was when the order was made
	Parts     []stock.Part    `json:"parts"`
	Payment   *Answered       `json:"payment,omitempty"`
	Refunds   []Refund        `json:"refunds,omitempty"` // in the order in which they were decided
	Dispute   *Dispute        `json:"dispute,omitempty"`
	ExpiresAt time.Time       `json:"expiresAt"`
	CreatedAt time.Time       `json:"createdAt"`
	SoldAt    *time.Time      `json:"soldAt,omitempty"` // when it became complete
	UpdatedAt time.Time       `json:"updatedAt"`
	Version   int64           `json:"version"`
}

// Answered names the newest version of the payment that the order has taken
// note of, and the newest whose refunds and dispute it has taken over.
type Answered struct {
	ID       string `json:"id"`
	Version  int64  `json:"version"`
	Followed int64  `json:"followed,omitempty"`
}

// Order is an order that keeps its rules.
type Order struct{ s State }

// Request is a buyer's wish for units of a listing.
type Request struct {
	ID        string // of the order to be
	BuyerID   string
	TicketID  string
	Units     int
	At        time.Time
	ExpiresAt time.Time
	Fees      fee.Schedule // of this moment
	// PaidOut refuses listings of sellers that can't be paid out.
	PaidOut bool
}

// Validate returns ErrUnits for a number of units that no order can have.
func (r Request) Validate() error {
	if r.Units < 1 || r.Units > MaxUnits {
		return ErrUnits
	}
	return nil
}

// New makes the order for a request, for which no units are held yet. The
// errors are ErrUnits, ErrTooMuch and listing.ErrWithdrawn.
func New(r Request, l listing.Listing) (Order, error) {
	if err := r.Validate(); err != nil {
		return Order{}, err
	}
	if l.Withdrawn {
		return Order{}, listing.ErrWithdrawn
	}
	at := r.At.Truncate(time.Millisecond)
	o := Order{State{
		ID: r.ID, BuyerID: r.BuyerID, Status: Created, Units: r.Units, UnitPrice: l.Price, Currency: l.Currency,
		Listing: l, ExpiresAt: r.ExpiresAt.Truncate(time.Millisecond), CreatedAt: at, UpdatedAt: at, Version: 1,
	}}
	o.s.Fee = r.Fees.Of(o.Subtotal(), l.Currency)
	if o.Total() > money.Maximum {
		return Order{}, ErrTooMuch
	}
	return o, nil
}

// In returns the order with its units held in parts.
func (o Order) In(parts []stock.Part) Order {
	o.s.Parts = parts
	return o
}

// Restore returns an order that was kept as s.
func Restore(s State) Order { return Order{s} }

// State is what is to be kept of the order.
func (o Order) State() State { return o.s }

// Open reports whether the order holds units.
func (o Order) Open() bool { return o.s.Status == Created || o.s.Status == AwaitingPayment }

// Subtotal is what the units cost.
func (o Order) Subtotal() int64 { return int64(o.s.Units) * o.s.UnitPrice }

// Total is what the buyer pays.
func (o Order) Total() int64 { return o.Subtotal() + o.s.Fee }

// Sold reports whether the order is complete, or was.
func (o Order) Sold() bool { return o.s.Status == Complete || o.s.SoldAt != nil }
