package market

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Order is a reservation.
type Order struct {
	ID, Status, Currency, CancelReason string
	Quantity                           int
	UnitPrice, Subtotal, Fee, Total    int64
	RefundedUnits                      int
	RefundedAmount                     int64
	Refunds                            []Refund
	Dispute                            *Dispute
	Version                            int64
	ExpiresAt, CreatedAt               time.Time
	Ticket                             struct {
		ID, Title, Venue string
		StartsAt         *time.Time
		Refundable       bool
	}
}

// Final says whether nothing is left to happen to the order by itself.
func (o Order) Final() bool {
	if o.Status != "complete" && o.Status != "cancelled" {
		return false
	}
	return !slices.ContainsFunc(o.Refunds, func(r Refund) bool { return r.Status == "pending" })
}

// Restocked counts the units that are on sale again.
func (o Order) Restocked() (units int) {
	for _, refund := range o.Refunds {
		if refund.Restock {
			units += refund.Units
		}
	}
	return units
}

// Refund is a decision to give money of an order back; Units is 0 for one of
// money only.
type Refund struct {
	ID, Status, By, Reason string
	Units                  int
	Amount                 int64
	Restock                bool
	CreatedAt              time.Time
}

// Dispute is a buyer's bank that wants the money back, in Stripe's words.
type Dispute struct {
	Amount         int64
	Status, Reason string
	CreatedAt      time.Time
}

// Reserve holds units of a listing.
func (c *Client) Reserve(ctx context.Context, ticketID string, quantity int) (Order, error) {
	var o Order
	_, err := c.call(ctx, http.MethodPost, "/api/v1/orders", map[string]any{"ticketId": ticketID, "quantity": quantity}, &o, http.StatusCreated)
	return o, err
}

// Order shows an order of one's own.
func (c *Client) Order(ctx context.Context, id string) (Order, error) {
	var o Order
	_, err := c.call(ctx, http.MethodGet, "/api/v1/orders/"+id, nil, &o, http.StatusOK)
	return o, err
}

// Orders lists all orders of one's own, newest first.
func (c *Client) Orders(ctx context.Context) ([]Order, error) {
	return all[Order](ctx, c, "/api/v1/orders", url.Values{})
}

// Sales lists the complete orders of one's own listing, newest first.
func (c *Client) Sales(ctx context.Context, ticketID string) ([]Order, error) {
	return all[Order](ctx, c, "/api/v1/orders", url.Values{"ticketId": {ticketID}})
}

// all walks through a list page by page.
func all[T any](ctx context.Context, c *Client, path string, query url.Values) ([]T, error) {
	var items []T
	query.Set("limit", "100")
	for {
		var page Page[T]
		_, err := c.call(ctx, http.MethodGet, path+"?"+query.Encode(), nil, &page, http.StatusOK)
		items = append(items, page.Items...)
		if err != nil || page.NextCursor == nil {
			return items, err
		}
		query.Set("cursor", *page.NextCursor)
	}
}

// Cancel gives up an order.
func (c *Client) Cancel(ctx context.Context, id string) error {
	_, err := c.call(ctx, http.MethodDelete, "/api/v1/orders/"+id, nil, nil, http.StatusNoContent)
	return err
}

// NewRefund asks for a refund: of all units that are left unless Units says
// otherwise. Restock is for sellers only.
type NewRefund struct {
	Units   int    `json:"units,omitempty"`
	Restock *bool  `json:"restock,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// Refund gives money of an order back, as its seller or as its buyer.
func (c *Client) Refund(ctx context.Context, orderID string, refund NewRefund) (Order, error) {
	var o Order
	_, err := c.call(ctx, http.MethodPost, "/api/v1/orders/"+orderID+"/refunds", refund, &o, http.StatusCreated)
	return o, err
}

// Quote is what units of a listing would cost, before anybody orders.
type Quote struct {
	TicketID, Currency              string
	Quantity                        int
	UnitPrice, Subtotal, Fee, Total int64
}

// Quote asks for it; nobody has to be signed in.
func (c *Client) Quote(ctx context.Context, ticketID string, quantity int) (Quote, error) {
	var q Quote
	query := url.Values{"ticketId": {ticketID}, "quantity": {strconv.Itoa(quantity)}}
	_, err := c.call(ctx, http.MethodGet, "/api/v1/orders/quote?"+query.Encode(), nil, &q, http.StatusOK)
	return q, err
}
