package api

import (
	"time"

	"github.com/saheedt/pass/services/orders/internal/order"
)

// orderJSON is an order as its buyer sees it. Money is in the currency's minor
// unit.
type orderJSON struct {
	ID           string     `json:"id"`
	Status       string     `json:"status"`
	Quantity     int        `json:"quantity"`
	UnitPrice    int64      `json:"unitPrice"`
	Total        int64      `json:"total"`
	Currency     string     `json:"currency"`
	ExpiresAt    time.Time  `json:"expiresAt"`
	CreatedAt    time.Time  `json:"createdAt"`
	Version      int64      `json:"version"`
	Ticket       ticketJSON `json:"ticket"`
	CancelReason string     `json:"cancelReason,omitempty"`
}

type ticketJSON struct {
	ID       string     `json:"id"`
	Title    string     `json:"title"`
	Venue    string     `json:"venue"`
	StartsAt *time.Time `json:"startsAt"`
}

func orderOf(o order.Order) orderJSON {
	s := o.State()
	return orderJSON{
		ID: s.ID, Status: string(s.Status), Quantity: s.Units, UnitPrice: s.UnitPrice, Total: o.Total(),
		Currency: s.Currency, ExpiresAt: s.ExpiresAt, CreatedAt: s.CreatedAt, Version: s.Version,
		Ticket:       ticketJSON{s.Listing.ID, s.Listing.Title, s.Listing.Venue, s.Listing.StartsAt},
		CancelReason: string(s.Reason),
	}
}

func ordersOf(orders []order.Order) []orderJSON {
	items := make([]orderJSON, len(orders))
	for i, o := range orders {
		items[i] = orderOf(o)
	}
	return items
}
