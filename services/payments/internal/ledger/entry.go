package ledger

import (
	"fmt"
	"time"
)

// Kind says what moved.
type Kind string

// Kinds of entries: what became of an authorisation, the platform's fee of a
// sale, refunds and those that came back, disputes and how they ended, and
// the seller's money on its way.
const (
	Authorized       Kind = "authorized"
	Captured         Kind = "captured"
	Fee              Kind = "fee"
	Voided           Kind = "voided"
	Refunded         Kind = "refunded"
	FeeRefunded      Kind = "fee_refunded"
	RefundFailed     Kind = "refund_failed"
	Disputed         Kind = "disputed"
	DisputeWon       Kind = "dispute_won"
	DisputeLost      Kind = "dispute_lost"
	Transferred      Kind = "transferred"
	TransferReversed Kind = "transfer_reversed"
)

// Kinds lists all of them.
func Kinds() []Kind {
	return []Kind{
		Authorized, Captured, Fee, Voided, Refunded, FeeRefunded, RefundFailed, Disputed, DisputeWon, DisputeLost, Transferred, TransferReversed,
	}
}

// Line is one side of an entry: Amount, in the currency's minor unit, is a
// debit of the account above 0 and a credit below.
type Line struct {
	Account string `json:"account"`
	Amount  int64  `json:"amount"`
}

// Entry is one movement of money. Its lines sum to 0. ID is the same whenever
// the same movement is told of again, and differs between those of an order.
type Entry struct {
	ID       string    `json:"id"`
	Kind     Kind      `json:"kind"`
	At       time.Time `json:"at"`
	Currency string    `json:"currency"`
	Lines    []Line    `json:"lines"`
	Ref      string    `json:"ref,omitempty"` // Stripe's id of what moved
}

// Sum is what the entry's lines on an account come to.
func (e Entry) Sum(account string) int64 {
	var sum int64
	for _, line := range e.Lines {
		if line.Account == account {
			sum += line.Amount
		}
	}
	return sum
}

// Check returns ErrUnbalanced for an entry that does not sum to 0, and
// ErrMalformed for one that says too little.
func (e Entry) Check() error {
	if e.ID == "" || e.Kind == "" || e.Currency == "" || len(e.Lines) < 2 {
		return fmt.Errorf("entry %q: %w", e.ID, ErrMalformed)
	}
	var sum int64
	for _, line := range e.Lines {
		if line.Account == "" || line.Amount == 0 {
			return fmt.Errorf("entry %q: %w", e.ID, ErrMalformed)
		}
		sum += line.Amount
	}
	if sum != 0 {
		return fmt.Errorf("entry %q: %w by %d", e.ID, ErrUnbalanced, sum)
	}
	return nil
}
