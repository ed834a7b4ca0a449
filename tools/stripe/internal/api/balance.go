package api

import (
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

func (a *API) listBalance(c *call) (object.View, error) {
	wanted, source, kind, currency := readPage(c.params), c.params.String("source"), c.params.String("type"), c.params.String("currency")
	return list(c, store.BalanceTransactions, narrowest("source", source, "type", kind), wanted, func(entry *object.BalanceTransaction) bool {
		return (source == "" || entry.Source == source) && (kind == "" || entry.Type == kind) && (currency == "" || entry.Currency == currency)
	})
}
