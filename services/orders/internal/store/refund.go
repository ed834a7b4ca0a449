package store

import (
	"context"
	"errors"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

// Refunding is a refund that is ready to be decided in a transaction.
type Refunding struct {
	request order.RefundRequest
	orderID string
	keys    []string
}

// Refunding prepares a refund of an order. The error is order.ErrNotFound when
// there is no such order.
func (s *Store) Refunding(ctx context.Context, orderID string, r order.RefundRequest) (Refunding, error) {
	doc, err := state.Read[order.State](ctx, s.reader, orderKey(orderID))
	if err != nil {
		return Refunding{}, err
	}
	if doc == nil {
		return Refunding{}, order.ErrNotFound
	}
	return Refunding{request: r, orderID: orderID, keys: around(doc)}, nil
}

// Keys are the documents that the refund needs.
func (r Refunding) Keys() []string { return r.keys }

// Run decides the refund and puts the units on sale again, if they are to be.
// The errors are those of order.Order.Refund, but for a refund that was
// decided already.
func (r Refunding) Run(tx *writer.Tx) (order.Order, error) {
	before, err := getOrder(tx, r.orderID)
	if err != nil {
		return before, err
	}
	doc, err := getListing(tx, before.State().Listing.ID)
	if err != nil {
		return before, err
	}
	request := r.request
	request.Restocks = doc.RestockRefunds
	after, free, err := before.Refund(request)
	if errors.Is(err, order.ErrStale) {
		return before, nil
	}
	if err != nil {
		return before, err
	}
	saveOrder(tx, before, after)
	settled(tx, before.State(), after.State())
	return after, restock(tx, doc, free)
}

func restock(tx *writer.Tx, doc *listingDoc, free []stock.Part) error {
	if len(free) == 0 {
		return nil
	}
	st := openStock(tx, doc.ID, doc.Stock)
	if err := noted(st.TakeBack(free)); err != nil {
		return err
	}
	closeStock(tx, doc, st)
	restocked(tx, free)
	return nil
}
