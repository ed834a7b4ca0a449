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
	eventType := typeOf[s.Status]
	if s.Status == order.Complete && len(s.Refunds) > 0 {
		eventType = contracts.OrderRefunded
	}
	return contracts.New(eventType, s.ID, s.Version, s.UpdatedAt, contracts.Order{
		ID: s.ID, BuyerID: s.BuyerID, Status: string(s.Status), CancelReason: string(s.Reason),
		Quantity: s.Units, UnitPrice: s.UnitPrice, Fee: s.Fee, Total: o.Total(), Currency: s.Currency,
		Refunds: told(s.Refunds), ExpiresAt: s.ExpiresAt,
		Ticket: contracts.OrderTicket{
			ID: s.Listing.ID, SellerID: s.Listing.SellerID, Title: s.Listing.Title,
			Venue: s.Listing.Venue, StartsAt: s.Listing.StartsAt, Refundable: s.Listing.Refundable,
		},
		Version: s.Version, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
	})
}

func told(refunds []order.Refund) []contracts.Refund {
	var all []contracts.Refund
	for _, r := range refunds {
		all = append(all, contracts.Refund{
			ID: r.ID, Units: r.Units, Amount: r.Amount, Fee: r.Fee, Status: string(r.Status), By: string(r.By),
			Restock: r.Restock, Reason: r.Reason, CreatedAt: r.CreatedAt,
		})
	}
	return all
}

func listingOf(t contracts.Ticket) listing.Listing {
	return listing.Listing{
		ID: t.ID, SellerID: t.SellerID, Title: t.Title, Venue: t.Venue, StartsAt: utc(t.StartsAt),
		Price: t.Price, Currency: t.Currency, Quantity: t.Quantity, Withdrawn: t.Withdrawn,
		Refundable: t.Refundable, RestockRefunds: t.RestockRefunds, Version: t.Version,
	}
}

func paymentOf(p contracts.Payment) order.Payment {
	payment := order.Payment{ID: p.ID, Version: p.Version, Amount: p.Amount, Currency: p.Currency}
	for _, r := range p.Refunds {
		payment.Refunds = append(payment.Refunds, order.Refund{
			ID: r.ID, Amount: r.Amount, Fee: r.Fee, Status: order.RefundStatus(r.Status), By: order.Party(r.By),
			Reason: r.Reason, CreatedAt: r.CreatedAt.UTC(),
		})
	}
	if d := p.Dispute; d != nil {
		payment.Dispute = &order.Dispute{ID: d.ID, Amount: d.Amount, Status: d.Status, Reason: d.Reason, CreatedAt: d.CreatedAt.UTC()}
	}
	return payment
}

func utc(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	inUTC := at.UTC()
	return &inUTC
}
