package store

import (
	"context"
	"fmt"

	"github.com/saheedt/pass/services/internal/state"

	"github.com/saheedt/pass/services/orders/internal/order"
)

// Order returns a buyer's order. The error is order.ErrNotFound when there is
// none or it is somebody else's.
func (s *Store) Order(ctx context.Context, buyerID, orderID string) (order.Order, error) {
	doc, err := state.Read[order.State](ctx, s.reader, orderKey(orderID))
	if err != nil {
		return order.Order{}, err
	}
	if doc == nil || doc.BuyerID != buyerID {
		return order.Order{}, order.ErrNotFound
	}
	return order.Restore(*doc), nil
}

// Orders returns up to limit of a buyer's orders, newest first, beginning with
// the number last, and the number where to go on. Below 0, last means the
// newest and next that there are no more.
func (s *Store) Orders(ctx context.Context, buyerID string, last, limit int) (orders []order.Order, next int, err error) {
	ids, next, err := s.orderIDs(ctx, buyerID, last, limit)
	if err != nil {
		return nil, -1, err
	}
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = orderKey(id)
	}
	docs, err := state.ReadMany[order.State](ctx, s.reader, keys)
	if err != nil {
		return nil, -1, err
	}
	for i, doc := range docs {
		if doc == nil {
			return nil, -1, fmt.Errorf("missing %s", keys[i])
		}
		orders = append(orders, order.Restore(*doc))
	}
	return orders, next, nil
}
