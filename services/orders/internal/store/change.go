package store

import (
	"context"
	"time"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

type (
	transition func(order.Order) (order.Order, order.Effect, error)
	alsoDo     func(tx *writer.Tx, st *stock.Stock, parts []stock.Part) error
)

// Cancel cancels a buyer's open order. The errors are order.ErrNotFound, also
// for somebody else's order, order.ErrComplete, and order.ErrStale when it is
// cancelled already.
func (s *Store) Cancel(ctx context.Context, buyerID, orderID string, at time.Time) (order.Order, error) {
	return s.change(ctx, orderID, func(o order.Order) (order.Order, order.Effect, error) {
		if o.State().BuyerID != buyerID {
			return o, order.Keep, order.ErrNotFound
		}
		return o.CancelByBuyer(at)
	})
}

// Expire cancels an open order whose hold has ended, and with it those next to
// it whose holds have ended too. The errors are those of order.Order.Expire,
// and order.ErrNotFound.
func (s *Store) Expire(ctx context.Context, orderID string, at time.Time) (order.Order, error) {
	expire := func(o order.Order) (order.Order, order.Effect, error) { return o.Expire(at) }
	return s.changeAnd(ctx, orderID, expire, func(tx *writer.Tx, st *stock.Stock, parts []stock.Part) error {
		return expireDue(tx, st, parts, at)
	})
}

// Await notes that the buyer is on the way to pay. The errors are those of
// order.Order.Await, and order.ErrNotFound.
func (s *Store) Await(ctx context.Context, orderID string, p order.Payment, at time.Time) (order.Order, error) {
	return s.change(ctx, orderID, func(o order.Order) (order.Order, order.Effect, error) { return o.Await(p, at) })
}

// Authorized answers a payment whose money may be taken. The errors are those
// of order.Order.Authorized, and order.ErrNotFound.
func (s *Store) Authorized(ctx context.Context, orderID string, p order.Payment, at time.Time) (order.Order, error) {
	return s.change(ctx, orderID, func(o order.Order) (order.Order, order.Effect, error) { return o.Authorized(p, at) })
}

// Failed cancels an order whose money can't be had. The errors are those of
// order.Order.Failed, and order.ErrNotFound.
func (s *Store) Failed(ctx context.Context, orderID string, p order.Payment, at time.Time) (order.Order, error) {
	return s.change(ctx, orderID, func(o order.Order) (order.Order, order.Effect, error) { return o.Failed(p, at) })
}

// Follow takes over what payments knows of refunds and of a dispute. The errors
// are those of order.Order.Follow, and order.ErrNotFound.
func (s *Store) Follow(ctx context.Context, orderID string, p order.Payment, at time.Time) (order.Order, error) {
	return s.change(ctx, orderID, func(o order.Order) (order.Order, order.Effect, error) { return o.Follow(p, at) })
}

// change does a transition of an order with all that follows from it.
func (s *Store) change(ctx context.Context, orderID string, do transition) (order.Order, error) {
	return s.changeAnd(ctx, orderID, do, func(*writer.Tx, *stock.Stock, []stock.Part) error { return nil })
}

// changeAnd is change with more to do in the stock where the order's units
// lie.
func (s *Store) changeAnd(ctx context.Context, orderID string, do transition, more alsoDo) (order.Order, error) {
	doc, err := state.Read[order.State](ctx, s.reader, orderKey(orderID))
	if err != nil {
		return order.Order{}, err
	}
	if doc == nil {
		return order.Order{}, order.ErrNotFound
	}
	// A refusal changes nothing and needs no transaction, and most events that
	// come a second time end here.
	if o, _, err := do(order.Restore(*doc)); err != nil {
		return o, err
	}
	return writer.Do(ctx, s.writer, around(doc), func(tx *writer.Tx) (order.Order, error) {
		before, err := getOrder(tx, orderID)
		if err != nil {
			return before, err
		}
		after, effect, err := do(before)
		if err != nil {
			return before, err
		}
		saveOrder(tx, before, after)
		moved(tx, after, effect)
		settled(tx, before.State(), after.State())
		return after, moveUnits(tx, after.State(), effect, more)
	})
}

// around are the documents that belong to an order, so that the writer can
// read them at once.
func around(doc *order.State) []string {
	keys := []string{orderKey(doc.ID), listingKey(doc.Listing.ID)}
	if doc.Status == order.AwaitingPayment && len(doc.Parts) > 0 {
		keys = append(keys, salesKey(doc.Listing.ID, doc.Parts[0].Block)) // most are completed next
	}
	for _, part := range doc.Parts {
		keys = append(keys, blockKey(doc.Listing.ID, part.Block))
	}
	return keys
}

// moveUnits does in the stock what a transition means for the order's units.
func moveUnits(tx *writer.Tx, s order.State, effect order.Effect, more alsoDo) error {
	if effect == order.Keep {
		return nil
	}
	doc, err := getListing(tx, s.Listing.ID)
	if err != nil {
		return err
	}
	st := openStock(tx, s.Listing.ID, doc.Stock)
	if err := noted(move(st, s, effect)); err != nil {
		return err
	}
	if err := more(tx, st, s.Parts); err != nil {
		return err
	}
	closeStock(tx, doc, st)
	if effect == order.Sell {
		return listSale(tx, s)
	}
	return nil
}

func move(st *stock.Stock, s order.State, effect order.Effect) error {
	switch effect {
	case order.Release:
		return st.Release(s.ID, s.Parts)
	case order.Sell:
		return st.Sell(s.ID, s.Parts)
	case order.TakeBack:
		return st.TakeBack(s.Parts)
	default:
		return nil
	}
}
