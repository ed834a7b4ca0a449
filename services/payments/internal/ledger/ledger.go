// Package ledger keeps the books of payments in double entry: every movement
// of money is an entry whose lines sum to 0, and what an account holds is the
// sum of its lines. Entries are added and never changed.
//
// Accounts:
//
//	stripe           our balance at Stripe, before Stripe's own charges
//	seller/<user>    what we owe a seller (a credit); seller/unknown for those
//	                 of payments from before orders said who sells
//	fees             the platform's earnings (a credit)
//	disputed         money that buyers' banks took back for the time being
//	authorized       money held on cards, not ours yet, against
//	cards            whose it is: a memorandum pair, 0 together
//
// What Stripe takes for processing payments, payouts and disputes is not in
// these books: it depends on the platform's contract, and Stripe's own reports
// have it.
package ledger

import (
	"errors"
	"slices"
)

// The accounts that are not a seller's.
const (
	Stripe     = "stripe"
	Cards      = "cards"
	Held       = "authorized"
	Fees       = "fees"
	InDispute  = "disputed"
	nobody     = "unknown"
	sellerPart = "seller/"
)

var (
	// ErrUnbalanced refuses an entry whose lines don't sum to 0.
	ErrUnbalanced = errors.New("the lines of the entry don't sum to 0")
	// ErrMalformed refuses an entry without id, kind, currency or two lines.
	ErrMalformed = errors.New("the entry is not complete")
)

// Seller is the account of a seller; an empty id stands for one that nobody
// knows.
func Seller(id string) string { return sellerPart + Owner(id) }

// Owner is the name under which a seller's balances are kept.
func Owner(sellerID string) string {
	if sellerID == "" {
		return nobody
	}
	return sellerID
}

// Ledger are the entries of one order, in the order in which they were made.
type Ledger struct {
	OrderID  string  `json:"orderId"`
	SellerID string  `json:"sellerId,omitempty"`
	Entries  []Entry `json:"entries"`
}

// Sold says whether money was taken, which is owed to the seller from then on.
func (l Ledger) Sold() bool { return l.Has(string(Captured)) }

// Owned gives the ledger to a seller, unless it is another's since the capture.
func (l Ledger) Owned(sellerID string) Ledger {
	if !l.Sold() {
		l.SellerID = sellerID
	}
	return l
}

// Has says whether the entry with that id was made.
func (l Ledger) Has(id string) bool {
	return slices.ContainsFunc(l.Entries, func(e Entry) bool { return e.ID == id })
}

// Add gives the ledger with the entries that it does not have yet; l itself
// stays as it is. It returns ErrUnbalanced or ErrMalformed, and then nothing
// is added.
func (l Ledger) Add(entries ...Entry) (Ledger, error) {
	next := l
	next.Entries = slices.Clone(l.Entries)
	for _, e := range entries {
		if err := e.Check(); err != nil {
			return l, err
		}
		if !next.Has(e.ID) {
			next.Entries = append(next.Entries, e)
		}
	}
	return next, nil
}

// Balances recomputes what each account holds, by account and currency.
// Accounts that hold nothing are left out.
func (l Ledger) Balances() map[string]map[string]int64 {
	sums := map[string]map[string]int64{}
	for _, e := range l.Entries {
		for _, line := range e.Lines {
			if sums[line.Account] == nil {
				sums[line.Account] = map[string]int64{}
			}
			sums[line.Account][e.Currency] += line.Amount
		}
	}
	for account, by := range sums {
		for currency, amount := range by {
			if amount == 0 {
				delete(by, currency)
			}
		}
		if len(by) == 0 {
			delete(sums, account)
		}
	}
	return sums
}
