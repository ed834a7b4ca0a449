package audit

import (
	"time"

	"github.com/saheedt/pass/services/payments/internal/ledger"
)

// Kind is what a fact is about.
type Kind string

// Kinds of things that move money at Stripe.
const (
	Payment  Kind = "payment"
	Refund   Kind = "refund"
	Dispute  Kind = "dispute"
	Transfer Kind = "transfer"
	Reversal Kind = "reversal"
)

// States of those things. No money moved, or stays moved, in released and
// failed, and in an inquiry.
const (
	held      = "held"
	captured  = "captured"
	released  = "released"
	given     = "given back"
	failed    = "failed"
	open      = "open"
	won       = "won"
	lost      = "lost"
	inquiry   = "inquiry"
	made      = "made"
	nobodyYet = ""
)

// Fact is one thing as Stripe or the ledger has it. Amount is in the
// currency's minor unit.
type Fact struct {
	Kind     Kind      `json:"kind"`
	ID       string    `json:"id"` // Stripe's
	OrderID  string    `json:"orderId"`
	State    string    `json:"state"`
	Amount   int64     `json:"amount"`
	Currency string    `json:"currency"`
	At       time.Time `json:"at"`
}

// idle says whether the books may say nothing of it.
func (f Fact) idle() bool { return f.State == released || f.State == failed || f.State == inquiry }

// same says whether two facts are one; when it was does not count.
func (f Fact) same(o Fact) bool {
	f.At = o.At
	return f == o
}

// factsOf reads from a ledger what Stripe should have. Several entries about
// one thing are one fact.
func factsOf(l ledger.Ledger) []Fact {
	var facts []Fact
	at := map[string]int{}
	for _, e := range l.Entries {
		kind := kindOf(e.Kind)
		if kind == nobodyYet {
			continue
		}
		ref := e.Ref
		if ref == "" {
			ref = "(no id) " + e.ID
		}
		i, known := at[ref]
		if !known {
			i, at[ref] = len(facts), len(facts)
			facts = append(facts, Fact{Kind: kind, ID: ref, OrderID: l.OrderID, Currency: e.Currency, At: e.At})
		}
		facts[i].take(e)
	}
	return facts
}

func kindOf(kind ledger.Kind) Kind {
	switch kind {
	case ledger.Authorized, ledger.Captured, ledger.Voided:
		return Payment
	case ledger.Refunded, ledger.RefundFailed:
		return Refund
	case ledger.Disputed, ledger.DisputeWon, ledger.DisputeLost:
		return Dispute
	case ledger.Transferred:
		return Transfer
	case ledger.TransferReversed:
		return Reversal
	}
	return nobodyYet // a fee is ours alone
}

// take adds what an entry says of the thing.
func (f *Fact) take(e ledger.Entry) {
	f.At = e.At
	switch e.Kind {
	case ledger.Authorized:
		f.State, f.Amount = held, e.Sum(ledger.Held)
	case ledger.Captured:
		f.State, f.Amount = captured, e.Sum(ledger.Stripe)
	case ledger.Voided:
		f.State = released
	case ledger.Refunded:
		f.State, f.Amount = given, f.Amount-e.Sum(ledger.Stripe)
	case ledger.RefundFailed:
		f.State = failed
	case ledger.Disputed:
		f.State, f.Amount = open, f.Amount+e.Sum(ledger.InDispute)
	case ledger.DisputeWon:
		f.State = won
	case ledger.DisputeLost:
		f.State = lost
	case ledger.Transferred:
		f.State, f.Amount = made, f.Amount-e.Sum(ledger.Stripe)
	case ledger.TransferReversed:
		f.State, f.Amount = made, f.Amount+e.Sum(ledger.Stripe)
	}
}
