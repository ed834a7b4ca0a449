package store

import (
	"time"

	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/stock"
)

// dueAtOnce bounds how many orders expire in one transaction.
const dueAtOnce = 64

// expireInto cancels an order whose hold has ended, and leaves its units in
// st.
func expireInto(tx *writer.Tx, st *stock.Stock, orderID string, at time.Time) error {
	o, err := getOrder(tx, orderID)
	if err != nil {
		return err
	}
	gone, effect, err := o.Expire(at)
	if err != nil {
		return err
	}
	saveOrder(tx, o, gone)
	moved(tx, gone, effect)
	return noted(st.Release(orderID, gone.State().Parts))
}

// expireDue cancels the orders whose holds in the blocks of parts have ended.
// Events come one at a time: when many holds end at once, the first event does
// the work of all, and the others find it done.
func expireDue(tx *writer.Tx, st *stock.Stock, parts []stock.Part, at time.Time) error {
	due, err := st.Due(parts, at, dueAtOnce)
	if err != nil {
		return err
	}
	for _, orderID := range due {
		_, err = getOrder(tx, orderID) // so that all are read at once
	}
	if err != nil {
		return err
	}
	for _, orderID := range due {
		if err := expireInto(tx, st, orderID, at); err != nil {
			return err
		}
	}
	return nil
}
