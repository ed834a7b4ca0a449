package api

import (
	"time"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/order"
)

// orderJSON is an order as its buyer and its seller see it. Money is in the currency's minor
// unit.
type orderJSON struct {
	ID             string       `json:"id"`
	BuyerID        string       `json:"buyerId"`
	Status         string       `json:"status"`
	Quantity       int          `json:"quantity"`
	UnitPrice      int64        `json:"unitPrice"`
	Subtotal       int64        `json:"subtotal"`
	Fee            int64        `json:"fee"`
	Total          int64        `json:"total"`
	Currency       string       `json:"currency"`
	RefundedUnits  int          `json:"refundedUnits"`
	RefundedAmount int64        `json:"refundedAmount"`
	Refunds        []refundJSON `json:"refunds"`
	Dispute        *disputeJSON `json:"dispute,omitempty"`
	ExpiresAt      time.Time    `json:"expiresAt"`
	CreatedAt      time.Time    `json:"createdAt"`
	Version        int64        `json:"version"`
	Ticket         ticketJSON   `json:"ticket"`
	CancelReason   string       `json:"cancelReason,omitempty"`
}

type ticketJSON struct {
	ID         string     `json:"id"`
	SellerID   string     `json:"sellerId"`
	Title      string     `json:"title"`
	Venue      string     `json:"venue"`
	StartsAt   *time.Time `json:"startsAt"`
	Refundable bool       `json:"refundable"`
}

type refundJSON struct {
	ID        string    `json:"id"`
	Units     int       `json:"units"`
	Amount    int64     `json:"amount"`
	Status    string    `json:"status"`
	By        string    `json:"by"`
	Restock   bool      `json:"restock"`
	Reason    string    `json:"reason,omitempty"`
	CreatedAt time.Time `json:"createdAt"`
}

type disputeJSON struct {
	Amount    int64     `json:"amount"`
	Status    string    `json:"status"`
	Reason    string    `json:"reason"`
	CreatedAt time.Time `json:"createdAt"`
}

func orderOf(o order.Order) orderJSON {
	s := o.State()
	return orderJSON{
		ID: s.ID, BuyerID: s.BuyerID, Status: string(s.Status), Quantity: s.Units,
		UnitPrice: s.UnitPrice, Subtotal: o.Subtotal(), Fee: s.Fee, Total: o.Total(), Currency: s.Currency,
		RefundedUnits: o.RefundedUnits(), RefundedAmount: o.RefundedAmount(), Refunds: refundsOf(s.Refunds),
		Dispute: disputeOf(s.Dispute), ExpiresAt: s.ExpiresAt, CreatedAt: s.CreatedAt, Version: s.Version,
		Ticket:       ticketOf(s.Listing),
		CancelReason: string(s.Reason),
	}
}

func ticketOf(l listing.Listing) ticketJSON {
	return ticketJSON{l.ID, l.SellerID, l.Title, l.Venue, l.StartsAt, l.Refundable}
}

func refundsOf(refunds []order.Refund) []refundJSON {
	items := make([]refundJSON, len(refunds))
	for i, r := range refunds {
		items[i] = refundJSON{r.ID, r.Units, r.Amount, string(r.Status), string(r.By), r.Restock, r.Reason, r.CreatedAt}
	}
	return items
}

func disputeOf(d *order.Dispute) *disputeJSON {
	if d == nil {
		return nil
	}
	return &disputeJSON{d.Amount, d.Status, d.Reason, d.CreatedAt}
}

func ordersOf(orders []order.Order) []orderJSON {
	items := make([]orderJSON, len(orders))
	for i, o := range orders {
		items[i] = orderOf(o)
	}
	return items
}
