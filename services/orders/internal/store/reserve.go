package store

import (
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/events"
	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/seller"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

// Reservation is a request that is ready to be run in a transaction.
type Reservation struct {
	store   *Store
	request order.Request
	place   place
	known   bool
}

// Reservation prepares a request. Each is run in one transaction only.
func (s *Store) Reservation(r order.Request) Reservation {
	place, known := s.places.of(r.TicketID)
	return Reservation{store: s, request: r, place: place, known: known}
}

// Keys are the documents that the reservation most likely needs.
func (r Reservation) Keys() []string {
	keys := []string{
		listingKey(r.request.TicketID), blockKey(r.request.TicketID, r.place.block), buyerKey(r.request.BuyerID),
	}
	if r.request.PaidOut && r.known {
		keys = append(keys, sellerKey(r.place.seller))
	}
	return keys
}

// Run holds the units and makes the order, and cancels overdue orders whose
// units it needs. The errors are stock.Short, order.ErrUnits,
// order.ErrTooMuch, listing.ErrUnknown, listing.ErrWithdrawn and
// listing.ErrNoPayouts; the writer's may be writer.ErrExists when the buyer's list was just changed elsewhere, and then
// the same reservation may be tried again.
func (r Reservation) Run(tx *writer.Tx) (order.Order, error) {
	doc, err := getListing(tx, r.request.TicketID)
	if err != nil {
		return order.Order{}, err
	}
	o, err := order.New(r.request, doc.Listing)
	if err != nil {
		return order.Order{}, err
	}
	if err := r.mayBeSold(tx, doc); err != nil {
		return order.Order{}, err
	}
	parts, err := r.hold(tx, doc)
	if err != nil {
		return order.Order{}, err
	}
	o = o.In(parts)
	if err := listOrder(tx, r.request.BuyerID, r.request.ID); err != nil {
		return order.Order{}, err
	}
	s := o.State()
	writer.InsertFresh(tx, orderKey(s.ID), &s)
	tx.Publish(events.Of(o))
	opened(tx, s)
	r.store.places.remember(r.request.TicketID, place{parts[len(parts)-1].Block, s.Listing.SellerID})
	return o, nil
}

// mayBeSold looks whether the seller can be paid out, where that is asked for.
func (r Reservation) mayBeSold(tx *writer.Tx, doc *listingDoc) error {
	if !r.request.PaidOut {
		return nil
	}
	copied, err := writer.Get[seller.Seller](tx, sellerKey(doc.SellerID))
	if err != nil {
		return err
	}
	return paidOut(copied)
}

func (r Reservation) hold(tx *writer.Tx, doc *listingDoc) ([]stock.Part, error) {
	start := r.place.block
	if !r.known {
		start = r.store.places.first(doc.Stock.Blocks)
	}
	st := stock.Open(doc.Stock, func(n int) (*stock.Block, error) {
		block, err := getBlock(tx, doc.ID, n)
		if err != nil && n != start {
			ask(tx, doc)
		}
		return block, err
	})
	want := stock.Want{OrderID: r.request.ID, Units: r.request.Units, Deadline: r.request.ExpiresAt, Start: start}
	parts, err := st.Hold(want, r.request.At, func(orderID string) error {
		return expireInto(tx, st, orderID, r.request.At)
	})
	if err != nil {
		return nil, err
	}
	closeStock(tx, doc, st)
	return parts, nil
}

// ask makes the writer read all blocks at once, as whoever needs the next
// one probably needs more.
func ask(tx *writer.Tx, doc *listingDoc) {
	for n := range doc.Stock.Blocks {
		_, _ = getBlock(tx, doc.ID, n)
	}
}
