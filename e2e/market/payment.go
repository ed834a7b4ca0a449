package market

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// Payment is the payment of an order.
type Payment struct {
	ID, OrderID, Status, Currency, CheckoutURL string
	Amount, Fee, Refunded, Version             int64
	Refunds                                    []Refund
	Dispute                                    *Dispute
	CreatedAt                                  time.Time
	Declined                                   *Declined
}

// Final says whether nothing is left to happen to the payment by itself.
func (p Payment) Final() bool {
	return slices.Contains([]string{"captured", "refunded", "voided", "failed"}, p.Status) &&
		!slices.ContainsFunc(p.Refunds, func(r Refund) bool { return r.Status == "pending" })
}

// Declined is why the last card was refused.
type Declined struct{ Code, Message string }

// Checkout opens a payment, or finds the one that is open.
func (c *Client) Checkout(ctx context.Context, orderID string) (Payment, error) {
	var p Payment
	_, err := c.call(ctx, http.MethodPost, "/api/v1/payments", map[string]string{"orderId": orderID}, &p, http.StatusCreated, http.StatusOK)
	return p, err
}

// Payment shows the payment of an order.
func (c *Client) Payment(ctx context.Context, orderID string) (Payment, error) {
	var p Payment
	_, err := c.call(ctx, http.MethodGet, "/api/v1/payments/"+orderID, nil, &p, http.StatusOK)
	return p, err
}
