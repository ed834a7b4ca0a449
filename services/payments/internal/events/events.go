// Package events translates between the event contracts and payments' own
// terms.
package events

import (
	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

// typeOf names the event that tells of a payment's status.
var typeOf = map[payment.Status]string{
	payment.Open:       contracts.PaymentOpened,
	payment.Authorized: contracts.PaymentAuthorized,
	payment.Captured:   contracts.PaymentCaptured,
	payment.Voided:     contracts.PaymentVoided,
	payment.Failed:     contracts.PaymentFailed,
}

// Of is the event that tells the others what a payment is now.
func Of(s payment.State) contracts.Event {
	return contracts.New(typeOf[s.Status], s.ID, s.Version, s.UpdatedAt, contracts.Payment{
		ID: s.ID, OrderID: s.OrderID, BuyerID: s.BuyerID,
		Status: string(s.Status), Reason: s.Reason,
		Amount: s.Amount, Currency: s.Currency,
		Version: s.Version, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
	})
}

// Order is what payments keeps of an order.
func Order(o contracts.Order) payment.Order {
	return payment.Order{
		ID: o.ID, BuyerID: o.BuyerID, SellerID: o.Ticket.SellerID, Title: o.Ticket.Title,
		Quantity: o.Quantity, UnitPrice: o.UnitPrice, Fee: o.Fee, Total: o.Total, Currency: o.Currency,
		Standing: Standing(o.Status), ExpiresAt: o.ExpiresAt, Version: o.Version,
	}
}

// Standing is what an order's status means for its payment.
func Standing(status string) payment.Standing {
	switch status {
	case contracts.StatusComplete:
		return payment.Complete
	case contracts.StatusCancelled:
		return payment.Cancelled
	}
	return payment.Waiting
}
