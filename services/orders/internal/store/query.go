package store

import (
	"context"

	"github.com/saheedt/pass/services/internal/state"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/order"
)

// Order returns an order to its buyer, and once it was complete to its seller.
// The error is order.ErrNotFound when there is none or it is somebody else's.
func (s *Store) Order(ctx context.Context, userID, orderID string) (order.Order, error) {
	doc, err := state.Read[order.State](ctx, s.reader, orderKey(orderID))
	if err != nil {
		return order.Order{}, err
	}
	if doc == nil {
		return order.Order{}, order.ErrNotFound
	}
	o := order.Restore(*doc)
	if doc.BuyerID != userID && (doc.Listing.SellerID != userID || !o.Sold()) {
		return order.Order{}, order.ErrNotFound
	}
	return o, nil
}

// Listing returns the copy of a listing. The error is listing.ErrUnknown when
// there is none.
func (s *Store) Listing(ctx context.Context, ticketID string) (listing.Listing, error) {
	doc, err := state.Read[listingDoc](ctx, s.reader, listingKey(ticketID))
	if err == nil && doc == nil {
		err = listing.ErrUnknown
	}
	if err != nil {
		return listing.Listing{}, err
	}
	return doc.Listing, nil
}

// Orders returns up to limit of a buyer's orders, newest first, beginning with
// the number last, and the number where to go on. Below 0, last means the
// newest and next that there are no more.
func (s *Store) Orders(ctx context.Context, buyerID string, last, limit int) (orders []order.Order, next int, err error) {
	ids, next, err := s.orderIDs(ctx, buyerID, last, limit)
	if err != nil {
		return nil, -1, err
	}
	orders, err = s.read(ctx, ids)
	return orders, next, err
}

// read reads the orders with the given ids, all of which there must be.
func (s *Store) read(ctx context.Context, ids []string) ([]order.Order, error) {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = orderKey(id)
	}
	docs, err := state.ReadMany[order.State](ctx, s.reader, keys)
	if err != nil {
		return nil, err
	}
	var orders []order.Order
	for i, doc := range docs {
		if doc == nil {
			return nil, missing(keys[i])
		}
		orders = append(orders, order.Restore(*doc))
	}
	return orders, nil
}
