// Package events stands between the orders service and the event contracts:
// what it says when an order changed, and what it does when others say
// something.
package events

import (
	"time"

	"github.com/saheedt/pass/services/internal/contracts"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/order"
)

// typeOf says what happened to an order by what became of it.
var typeOf = map[order.Status]string{
	order.Created:         contracts.OrderCreated,
	order.AwaitingPayment: contracts.OrderAwaitingPayment,
	order.Complete:        contracts.OrderCompleted,
	order.Cancelled:       contracts.OrderCancelled,
}

// Of is the event that tells the others of the order's newest version.
func Of(o order.Order) contracts.Event {
	s := o.State()
	return contracts.New(typeOf[s.Status], s.ID, s.Version, s.UpdatedAt, contracts.Order{
		ID: s.ID, BuyerID: s.BuyerID, Status: string(s.Status), CancelReason: string(s.Reason),
		Quantity: s.Units, UnitPrice: s.UnitPrice, Total: o.Total(), Currency: s.Currency, ExpiresAt: s.ExpiresAt,
		Ticket: contracts.OrderTicket{
			ID: s.Listing.ID, SellerID: s.Listing.SellerID, Title: s.Listing.Title,
			Venue: s.Listing.Venue, StartsAt: s.Listing.StartsAt,
		},
		Version: s.Version, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
	})
}

func listingOf(t contracts.Ticket) listing.Listing {
	return listing.Listing{
		ID: t.ID, SellerID: t.SellerID, Title: t.Title, Venue: t.Venue, StartsAt: utc(t.StartsAt),
		Price: t.Price, Currency: t.Currency, Quantity: t.Quantity, Withdrawn: t.Withdrawn, Version: t.Version,
	}
}

func paymentOf(p contracts.Payment) order.Payment {
	return order.Payment{ID: p.ID, Version: p.Version, Amount: p.Amount, Currency: p.Currency}
}

func utc(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	inUTC := at.UTC()
	return &inUTC
}
