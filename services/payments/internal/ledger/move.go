package ledger

import "time"

// Move makes the entries of movements of money for one seller's order. Amounts
// are above 0, in the currency's minor unit. Ref is Stripe's id of the thing
// that moved it; ids of refunds, disputes, transfers and reversals make the
// same movement the same entry.
type Move struct {
	SellerID string
	Currency string
	Ref      string
	At       time.Time
}

// Authorized holds the amount on the buyer's card.
func (m Move) Authorized(amount int64) Entry {
	return m.entry("", Authorized, Line{Held, amount}, Line{Cards, -amount})
}

// Voided gives the amount on the card back.
func (m Move) Voided(amount int64) Entry {
	return m.entry("", Voided, Line{Cards, amount}, Line{Held, -amount})
}

// Captured takes what was held. All of it is owed to the seller at first.
func (m Move) Captured(amount int64) Entry {
	return m.entry("", Captured, Line{Cards, amount}, Line{Held, -amount}, Line{Stripe, amount}, Line{Seller(m.SellerID), -amount})
}

// Fee gives the platform its part of what was captured; no entry when that is 0.
func (m Move) Fee(amount int64) []Entry {
	return m.fee("", Fee, amount)
}

// Refunded gives the amount back to the buyer; fee is the part of it that the
// platform gives up, the rest is the seller's.
func (m Move) Refunded(refundID string, amount, fee int64) []Entry {
	return append([]Entry{m.entry(refundID, Refunded, Line{Seller(m.SellerID), amount}, Line{Stripe, -amount})},
		m.fee(refundID, FeeRefunded, -fee)...)
}

// RefundFailed takes back a refund that the buyer's bank did not take.
func (m Move) RefundFailed(refundID string, amount, fee int64) Entry {
	return m.entry(refundID, RefundFailed, Line{Stripe, amount}, Line{Seller(m.SellerID), fee - amount}, Line{Fees, -fee})
}

// Disputed is the buyer's bank taking the amount for the time being.
func (m Move) Disputed(disputeID string, amount int64) Entry {
	return m.entry(disputeID, Disputed, Line{InDispute, amount}, Line{Stripe, -amount})
}

// DisputeWon gives the amount in dispute back to us.
func (m Move) DisputeWon(disputeID string, amount int64) Entry {
	return m.entry(disputeID, DisputeWon, Line{Stripe, amount}, Line{InDispute, -amount})
}

// DisputeLost leaves the amount in dispute with the buyer, at the expense of
// the seller and, with the fee's part of it, the platform.
func (m Move) DisputeLost(disputeID string, amount, fee int64) Entry {
	return m.entry(disputeID, DisputeLost, Line{Seller(m.SellerID), amount - fee}, Line{Fees, fee}, Line{InDispute, -amount})
}

// Transferred hands the amount to the seller's own account at Stripe.
func (m Move) Transferred(transferID string, amount int64) Entry {
	return m.entry(transferID, Transferred, Line{Seller(m.SellerID), amount}, Line{Stripe, -amount})
}

// TransferReversed takes the amount of a transfer back from there.
func (m Move) TransferReversed(reversalID string, amount int64) Entry {
	return m.entry(reversalID, TransferReversed, Line{Stripe, amount}, Line{Seller(m.SellerID), -amount})
}

// fee moves the amount from the seller to the platform, or back below 0.
func (m Move) fee(id string, kind Kind, amount int64) []Entry {
	if amount == 0 {
		return nil
	}
	return []Entry{m.entry(id, kind, Line{Seller(m.SellerID), amount}, Line{Fees, -amount})}
}

// entry leaves out lines of 0.
func (m Move) entry(id string, kind Kind, lines ...Line) Entry {
	e := Entry{ID: string(kind), Kind: kind, At: m.At, Currency: m.Currency, Ref: m.Ref}
	if id != "" {
		e.ID += "/" + id
	}
	for _, line := range lines {
		if line.Amount != 0 {
			e.Lines = append(e.Lines, line)
		}
	}
	return e
}
