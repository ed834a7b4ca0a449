package audit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/saheedt/pass/services/internal/money"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// What to do about differences.
const (
	doRestore  = "a document was lost or changed from outside: restore it from a backup, then run the audit again"
	doTampered = "a document was changed from outside: compare it with a backup, and correct what is wrong there"
	doDiffers  = "look it up in Stripe's dashboard: somebody changed it there, or Stripe's word never came; payments asks again when a webhook about it is resent"
	doMissing  = "check that the audit uses the account and mode of Stripe that took the payment; else compare the ledger with a backup"
	doBalance  = "the entries are what counts: compare the seller's balance document with a backup"
)

func doUnknown(kind Kind) string {
	switch kind {
	case Payment:
		return "money was held or taken that no order has: look at the payment in Stripe's dashboard, and refund or cancel it there"
	case Transfer, Reversal:
		return "it was made outside of pass: look at it in Stripe's dashboard, and reverse it there unless it is meant"
	}
	return "Stripe's word of it never came: resend its webhook from Stripe's dashboard, and run the audit again"
}

// Difference is something that does not agree: the values that each side has.
// Books is the ledger's, or the running balance; Document is what follows from
// the documents, or the sum of the ledgers.
type Difference struct {
	OrderID  string `json:"orderId,omitempty"`
	Thing    string `json:"thing"`
	What     string `json:"what"`
	Stripe   string `json:"stripe,omitempty"`
	Books    string `json:"books,omitempty"`
	Document string `json:"document,omitempty"`
	Do       string `json:"do"`
}

// Count is how many things of a kind, state and currency there are, and what
// they come to.
type Count struct {
	Kind         Kind   `json:"kind"`
	State        string `json:"state"`
	Currency     string `json:"currency"`
	AtStripe     int    `json:"atStripe"`
	StripeAmount int64  `json:"stripeAmount"`
	InLedger     int    `json:"inLedger"`
	LedgerAmount int64  `json:"ledgerAmount"`
}

// Report is what an audit found. Incomplete says that there were more
// differences than were looked at.
type Report struct {
	Began       time.Time    `json:"began"`
	Seconds     float64      `json:"seconds"`
	Counts      []Count      `json:"counts"`
	Ledgers     int          `json:"ledgers"`
	Entries     int          `json:"entries"`
	Balances    int          `json:"balances"`
	Differences []Difference `json:"differences"`
	UnderWay    []Difference `json:"underWay"`
	Incomplete  bool         `json:"incomplete"`
}

// Clean says whether everything agrees.
func (r Report) Clean() bool { return len(r.Differences) == 0 && !r.Incomplete }

// count adds a fact to the table.
func (r *Report) count(f Fact, atStripe bool) {
	i := slices.IndexFunc(r.Counts, func(c Count) bool { return c.Kind == f.Kind && c.State == f.State && c.Currency == f.Currency })
	if i < 0 {
		i, r.Counts = len(r.Counts), append(r.Counts, Count{Kind: f.Kind, State: f.State, Currency: f.Currency})
	}
	c := &r.Counts[i]
	if atStripe {
		c.AtStripe, c.StripeAmount = c.AtStripe+1, c.StripeAmount+f.Amount
	} else {
		c.InLedger, c.LedgerAmount = c.InLedger+1, c.LedgerAmount+f.Amount
	}
}

func (r *Report) sort() {
	order := []Kind{Payment, Refund, Dispute, Transfer, Reversal}
	slices.SortFunc(r.Counts, func(a, b Count) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), cmp.Compare(a.State, b.State), cmp.Compare(a.Currency, b.Currency))
	})
	slices.SortStableFunc(r.Differences, func(a, b Difference) int { // balances last: they follow from the rest
		return cmp.Compare(fmt.Sprint(a.OrderID == ""), fmt.Sprint(b.OrderID == ""))
	})
	// Lists are lists in JSON, also when there is nothing in them.
	r.Counts, r.Differences, r.UnderWay = append([]Count{}, r.Counts...), append([]Difference{}, r.Differences...), append([]Difference{}, r.UnderWay...)
}

func (f Fact) name() string { return fmt.Sprintf("%s %s of order %s", f.Kind, f.ID, f.OrderID) }

func (f Fact) value() string { return amount(f.Amount, f.Currency) + " " + f.State }

// amount shows money as people write it.
func amount(minor int64, currency string) string {
	decimals := money.Decimals(currency)
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	digits := fmt.Sprintf("%0*d", decimals+1, minor)
	if decimals == 0 {
		return sign + digits + " " + currency
	}
	cut := len(digits) - decimals
	return sign + digits[:cut] + "." + digits[cut:] + " " + currency
}

func describe(e ledger.Entry) string {
	lines := make([]string, len(e.Lines))
	for i, line := range e.Lines {
		lines[i] = line.Account + " " + amount(line.Amount, e.Currency)
	}
	return fmt.Sprintf("%s (%s) %s", e.Kind, e.Ref, strings.Join(lines, ", "))
}

func entries(all []ledger.Entry) string {
	texts := make([]string, len(all))
	for i, e := range all {
		texts[i] = e.ID
	}
	return strings.Join(texts, ", ")
}

func account(a store.Account) string {
	texts := []string{fmt.Sprintf("%d sales", a.Orders)}
	for _, currency := range slices.Sorted(maps.Keys(a.Tallies)) {
		t := a.Tallies[currency]
		texts = append(texts, fmt.Sprintf("sales %s, refunded %s, disputed %s, transferred %s",
			amount(t.Sales, currency), amount(t.Refunded, currency), amount(t.Disputed, currency), amount(t.Transferred, currency)))
	}
	return strings.Join(texts, "; ")
}
