package store

import (
	"time"

	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/ledger"
)

// postCharge posts what a change of the charge has moved. Most changes move
// nothing, and then no document is read.
func postCharge(tx *writer.Tx, old, s charge.State, now time.Time) error {
	entries := moved(s, now)
	if len(entries) == len(moved(old, now)) {
		return nil
	}
	return Post(tx, s.SellerID, s.OrderID, entries...)
}

// moved are the entries that follow from what the charge is. What happened
// once stays in the books: what comes back has an entry of its own.
func moved(s charge.State, now time.Time) (entries []ledger.Entry) {
	for _, r := range s.Refunds {
		if r.StripeID == "" {
			continue
		}
		m := ledger.Move{SellerID: s.SellerID, Currency: s.Currency, Ref: r.StripeID, At: now}
		entries = append(entries, m.Refunded(r.StripeID, r.Amount, r.Fee)...)
		if r.Status == charge.Failed {
			entries = append(entries, m.RefundFailed(r.StripeID, r.Amount, r.Fee))
		}
	}
	for _, d := range s.Disputes {
		entries = append(entries, disputed(s, d, now)...)
	}
	for _, move := range s.Transfer.Moves {
		m := ledger.Move{SellerID: s.SellerID, Currency: s.Currency, Ref: move.StripeID, At: move.At}
		switch {
		case move.Made() && move.Back:
			entries = append(entries, m.TransferReversed(move.StripeID, move.Amount))
		case move.Made():
			entries = append(entries, m.Transferred(move.StripeID, move.Amount))
		}
	}
	return entries
}

// disputed are the entries of a dispute. An inquiry moves nothing.
func disputed(s charge.State, d charge.Dispute, now time.Time) []ledger.Entry {
	if !d.Withdrawn() && d.Status != charge.DisputeWon {
		return nil
	}
	m := ledger.Move{SellerID: s.SellerID, Currency: s.Currency, Ref: d.ID, At: now}
	entries := []ledger.Entry{m.Disputed(d.ID, d.Amount)}
	switch d.Status {
	case charge.DisputeWon:
		entries = append(entries, m.DisputeWon(d.ID, d.Amount))
	case charge.DisputeLost:
		entries = append(entries, m.DisputeLost(d.ID, d.Amount, s.FeeIn(d)))
	}
	return entries
}
