package engine

import (
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// availableAfter is how long money stays pending on the balance.
const availableAfter = 48 * time.Hour

// book writes a movement on the platform's balance down and gives its id.
func (e *Engine) book(tx *store.Tx, kind, source string, amount int64, currency string) (*object.BalanceTransaction, error) {
	now := e.Now()
	entry := &object.BalanceTransaction{
		ID: object.NewID("txn_3", 24), Created: now.Unix(), AvailableOn: now.Add(availableAfter).Unix(), Amount: amount, Currency: currency,
		Type: kind, Source: source,
	}
	return entry, store.BalanceTransactions.Put(tx, entry)
}
