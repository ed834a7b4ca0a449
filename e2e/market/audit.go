package market

import (
	"context"
	"fmt"
)

// Audit is what all parties together can see of the market from outside.
type Audit struct {
	Site   string
	Stripe string
	// Listings are the ids of the listings concerned, Buyers all who may have
	// ordered from them.
	Listings []string
	Buyers   []*Client
	// Answered are the orders that a buyer was told of with 201.
	Answered []string
}

// Violations lists what does not hold now. Some of it is allowed to be so for
// a moment: callers look again until nothing is left or time is up.
func (a Audit) Violations(ctx context.Context) ([]string, error) {
	orders, err := a.orders(ctx)
	if err != nil {
		return nil, err
	}
	intents, err := Intents(ctx, a.Stripe)
	if err != nil {
		return nil, err
	}
	refunds, err := RefundsAtStripe(ctx, a.Stripe)
	if err != nil {
		return nil, err
	}
	wrong := a.lost(orders)
	wrong = append(wrong, settled(orders, intents)...)
	wrong = append(wrong, refunded(orders, intents, refunds)...)
	listings, err := a.stock(ctx, orders)
	return append(wrong, listings...), err
}

func (a Audit) orders(ctx context.Context) (map[string]Order, error) {
	all := map[string]Order{}
	for _, buyer := range a.Buyers {
		orders, err := buyer.Orders(ctx)
		if err != nil {
			return nil, err
		}
		for _, order := range orders {
			all[order.ID] = order
		}
	}
	return all, nil
}

// lost names orders that were answered with 201 and are not there.
func (a Audit) lost(orders map[string]Order) (wrong []string) {
	for _, id := range a.Answered {
		if _, ok := orders[id]; !ok {
			wrong = append(wrong, "order "+id+" was answered with 201 and is lost")
		}
	}
	return wrong
}

// stock holds what was sold against what there was.
func (a Audit) stock(ctx context.Context, orders map[string]Order) (wrong []string, err error) {
	held, sold := map[string]int{}, map[string]int{}
	for _, order := range orders {
		switch order.Status {
		case "created", "awaiting_payment":
			held[order.Ticket.ID] += order.Quantity
		case "complete":
			sold[order.Ticket.ID] += order.Quantity - order.Restocked()
		}
	}
	visitor := New(a.Site)
	for _, id := range a.Listings {
		listing, err := visitor.Ticket(ctx, id)
		if err != nil {
			return wrong, err
		}
		if held[id]+sold[id] > listing.Quantity {
			wrong = append(wrong, fmt.Sprintf("listing %s: %d held and %d sold of %d units", id, held[id], sold[id], listing.Quantity))
		}
		if listing.Held != held[id] || listing.Sold != sold[id] || listing.Available != listing.Quantity-held[id]-sold[id] {
			wrong = append(wrong, fmt.Sprintf("listing %s says %d held, %d sold, %d of %d available, but %d are held and %d sold",
				id, listing.Held, listing.Sold, listing.Available, listing.Quantity, held[id], sold[id]))
		}
	}
	return wrong, nil
}
