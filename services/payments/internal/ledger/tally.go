package ledger

import "github.com/saheedt/pass/services/internal/money"

// Tally is what a seller's orders come to in one currency, the platform's fee
// left out. Disputed is what buyers' banks have taken back, for good or for
// the time being.
type Tally struct {
	Sales       int64 `json:"sales"`
	Refunded    int64 `json:"refunded"`
	Disputed    int64 `json:"disputed"`
	Transferred int64 `json:"transferred"`
}

// Balance is what is left to be handed to the seller; below 0 the seller owes.
func (t Tally) Balance() int64 { return t.Sales - t.Refunded - t.Disputed - t.Transferred }

// Plus is both together.
func (t Tally) Plus(o Tally) Tally {
	return Tally{t.Sales + o.Sales, t.Refunded + o.Refunded, t.Disputed + o.Disputed, t.Transferred + o.Transferred}
}

// Minus is t without o.
func (t Tally) Minus(o Tally) Tally {
	return Tally{t.Sales - o.Sales, t.Refunded - o.Refunded, t.Disputed - o.Disputed, t.Transferred - o.Transferred}
}

// Tallies recomputes what the order comes to for its seller, by currency.
func (l Ledger) Tallies() map[string]Tally {
	all := map[string]Tally{}
	seller := Seller(l.SellerID)
	contested, captured, fee := map[string]int64{}, map[string]int64{}, map[string]int64{}
	for _, e := range l.Entries {
		moved, t := e.Sum(seller), all[e.Currency]
		contested[e.Currency] += e.Sum(InDispute)
		switch e.Kind {
		case Captured:
			captured[e.Currency] -= moved
			t.Sales -= moved
		case Fee:
			fee[e.Currency] += moved
			t.Sales -= moved
		case Refunded, FeeRefunded, RefundFailed:
			t.Refunded += moved
		case DisputeLost:
			t.Disputed += moved
		case Transferred, TransferReversed:
			t.Transferred += moved
		}
		all[e.Currency] = t
	}
	for currency, amount := range contested {
		t := all[currency]
		t.Disputed += amount - part(amount, fee[currency], captured[currency], currency)
		all[currency] = t
	}
	for currency, t := range all {
		if t == (Tally{}) {
			delete(all, currency)
		}
	}
	return all
}

// part is the platform's fee in an amount of a sale.
func part(amount, fee, captured int64, currency string) int64 {
	if amount <= 0 || fee <= 0 || captured <= 0 {
		return 0
	}
	return money.Share(amount, fee, captured, currency)
}
