// Package events translates between listings and the events that services
// exchange.
package events

import (
	"context"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/tickets/internal/listing"
)

// Changed makes the event that tells of a listing's new version.
func Changed(eventType string, l listing.Listing) contracts.Event {
	s := l.State()
	return contracts.New(eventType, s.ID, s.Version, s.UpdatedAt, contracts.Ticket{
		ID: s.ID, SellerID: s.SellerID, Title: s.Title, Description: s.Description, Venue: s.Venue,
		StartsAt: s.StartsAt, Price: s.Price, Currency: s.Currency, Quantity: s.Quantity,
		Withdrawn: s.Withdrawn, Refundable: s.Refundable, RestockRefunds: s.RestockRefunds,
		Version: s.Version, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
	})
}

// Ledger counts what orders take of listings.
type Ledger interface {
	// Settle counts what an order now takes of a listing. What is not newer
	// than what it knows of the order changes nothing. A listing that it does
	// not know is an error.
	Settle(ctx context.Context, orderID, ticketID string, claim listing.Claim, now time.Time) error
}

// OrderTypes are the events that Order handles.
var OrderTypes = []string{
	contracts.OrderCreated, contracts.OrderAwaitingPayment, contracts.OrderCompleted, contracts.OrderCancelled,
	contracts.OrderRefunded,
}

// Order returns the handler of everything that happens to orders. Late,
// doubled and reordered events change nothing.
func Order(ledger Ledger, now func() time.Time) func(context.Context, contracts.Event) error {
	return func(ctx context.Context, event contracts.Event) error {
		order, err := contracts.DataAs[contracts.Order](event)
		if err != nil {
			return err
		}
		claim := listing.Claim{Version: order.Version, Quantity: unitsOf(order), Hold: holdOf(order.Status)}
		if err := ledger.Settle(ctx, order.ID, order.Ticket.ID, claim, now()); err != nil {
			return fmt.Errorf("%s: %w", event.ID, err)
		}
		return nil
	}
}

// unitsOf tells how many units an order takes: all but those that were refunded
// and are on sale again, whatever became of the money.
func unitsOf(order contracts.Order) int {
	units := order.Quantity
	for _, refund := range order.Refunds {
		if refund.Restock {
			units -= refund.Units
		}
	}
	return max(units, 0)
}

// holdOf tells what an order of the status does with its units.
func holdOf(status string) listing.Hold {
	switch status {
	case contracts.StatusComplete:
		return listing.HoldSold
	case contracts.StatusCancelled:
		return listing.HoldNone
	}
	return listing.HoldOpen
}
