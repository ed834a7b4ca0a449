package store

import (
	"context"

	"github.com/saheedt/pass/services/internal/writer"
)

// listOrder adds an order to the buyer's list.
func listOrder(tx *writer.Tx, buyerID, orderID string) error {
	return enlist(tx, buyerKey(buyerID), orderID)
}

// orderIDs returns up to limit ids of a buyer's orders, as entries does.
func (s *Store) orderIDs(ctx context.Context, buyerID string, last, limit int) (ids []string, next int, err error) {
	return entries[string](ctx, s.reader, buyerKey(buyerID), last, limit)
}
