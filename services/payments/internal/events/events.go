// Package events translates between the event contracts and payments' own
// terms.
package events

import (
	"time"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/seller"
)

// typeOf names the event that tells of a payment's status.
var typeOf = map[payment.Status]string{
	payment.Open:       contracts.PaymentOpened,
	payment.Authorized: contracts.PaymentAuthorized,
	payment.Captured:   contracts.PaymentCaptured,
	payment.Voided:     contracts.PaymentVoided,
	payment.Failed:     contracts.PaymentFailed,
}

// Of is the event that tells the others what a payment is now; c is nil until
// it is captured.
func Of(s payment.State, c *charge.Charge) contracts.Event {
	return event(typeOf[s.Status], s, c)
}

// Refunded is the event that tells the others of the payment's refunds.
func Refunded(s payment.State, c charge.Charge) contracts.Event {
	return event(contracts.PaymentRefunded, s, &c)
}

// Disputed is the event that tells the others of the payment's dispute.
func Disputed(s payment.State, c charge.Charge) contracts.Event {
	return event(contracts.PaymentDisputed, s, &c)
}

func event(eventType string, s payment.State, c *charge.Charge) contracts.Event {
	data := contracts.Payment{
		ID: s.ID, OrderID: s.OrderID, BuyerID: s.BuyerID,
		Status: string(s.Shown()), Reason: s.Reason,
		Amount: s.Amount, Currency: s.Currency,
		Version: s.Version, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
	}
	if c != nil {
		data.Refunds, data.Dispute = refunds(c.State()), dispute(c.State())
	}
	return contracts.New(eventType, s.ID, s.Version, s.UpdatedAt, data)
}

func refunds(s charge.State) (list []contracts.Refund) {
	for _, r := range s.Refunds {
		list = append(list, contracts.Refund{
			ID: r.ID, Units: r.Units, Amount: r.Amount, Fee: r.Fee, Status: string(r.Status),
			By: r.By, Restock: r.Restock, Reason: r.Reason, CreatedAt: r.CreatedAt,
		})
	}
	return list
}

func dispute(s charge.State) *contracts.Dispute {
	d, disputed := s.Dispute()
	if !disputed {
		return nil
	}
	return &contracts.Dispute{ID: d.ID, Amount: d.Amount, Status: d.Status, Reason: d.Reason, CreatedAt: d.CreatedAt}
}

// Order is what payments keeps of an order.
func Order(o contracts.Order) payment.Order {
	return payment.Order{
		ID: o.ID, BuyerID: o.BuyerID, SellerID: o.Ticket.SellerID, Title: o.Ticket.Title,
		Quantity: o.Quantity, UnitPrice: o.UnitPrice, Fee: o.Fee, Total: o.Total, Currency: o.Currency,
		Standing: Standing(o.Status), ExpiresAt: o.ExpiresAt, Version: o.Version, Refunds: decisions(o.Refunds),
	}
}

// decisions are the refunds that payments has to carry out: those by the
// platform it told orders of itself.
func decisions(refunds []contracts.Refund) (list []charge.Decision) {
	for _, r := range refunds {
		if r.By == contracts.ByPlatform || r.Status != contracts.RefundPending {
			continue
		}
		list = append(list, charge.Decision{
			ID: r.ID, Units: r.Units, Amount: r.Amount, Fee: r.Fee,
			By: r.By, Restock: r.Restock, Reason: r.Reason, CreatedAt: r.CreatedAt.UTC().Truncate(time.Microsecond),
		})
	}
	return list
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

// OfSeller is the event that tells whether a seller can be paid out.
func OfSeller(a seller.Account) contracts.Event {
	s := a.State()
	return contracts.New(contracts.SellerUpdated, s.UserID, s.Version, s.UpdatedAt, contracts.Seller{
		ID: s.UserID, Payouts: a.Payouts(), Version: s.Version, UpdatedAt: s.UpdatedAt,
	})
}
