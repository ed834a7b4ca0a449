// Package store keeps listings, stock, orders and the buyers' lists of them as
// documents. Each change is one transaction in which the rules of order and
// stock meet, with the event that tells of it.
//
//	listing/<ticket>    the copy of a listing and the head of its stock
//	stock/<ticket>/<n>  a block of its units
//	order/<order>       an order
//	buyer/<user>        the buyer's orders, a list
//	sales/<ticket>/<n>  the orders that were completed in a block, a list
//	seller/<user>       whether the seller can be paid out
//
// Of a list, the document has the count and the newest, and those with a number
// after its key (buyer/<user>/<n>) have 64 older ones each.
package store

import (
	"strconv"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/events"
	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

// Store keeps the documents of the orders service. Besides the errors of order
// and listing its methods return those of writer.Do and of the state store.
type Store struct {
	writer *writer.Writer
	reader *state.Reader
	places *places
}

// New gives a store. The instance's name decides at which blocks of a listing
// it starts to look for units, so that instances keep out of each other's way.
func New(w *writer.Writer, r *state.Reader, instance string) *Store {
	return &Store{writer: w, reader: r, places: newPlaces(instance)}
}

// listingDoc is a listing with the head of its stock.
type listingDoc struct {
	listing.Listing
	Stock stock.Head `json:"stock"`
}

func listingKey(ticketID string) string      { return "listing/" + ticketID }
func blockKey(ticketID string, n int) string { return "stock/" + ticketID + "/" + strconv.Itoa(n) }
func orderKey(orderID string) string         { return "order/" + orderID }
func buyerKey(buyerID string) string         { return "buyer/" + buyerID }
func salesKey(ticketID string, n int) string { return "sales/" + ticketID + "/" + strconv.Itoa(n) }
func sellerKey(sellerID string) string       { return "seller/" + sellerID }
func chunkKey(list string, n int) string     { return list + "/" + strconv.Itoa(n) }

// getOrder returns order.ErrNotFound when there is none.
func getOrder(tx *writer.Tx, orderID string) (order.Order, error) {
	doc, err := writer.Get[order.State](tx, orderKey(orderID))
	if err != nil {
		return order.Order{}, err
	}
	if doc == nil {
		return order.Order{}, order.ErrNotFound
	}
	return order.Restore(*doc), nil
}

// saveOrder keeps a changed order, and tells of it when it is a new version.
func saveOrder(tx *writer.Tx, before, o order.Order) {
	s := o.State()
	writer.Put(tx, orderKey(s.ID), &s)
	if s.Version > before.State().Version {
		tx.Publish(events.Of(o))
	}
}

// getListing returns listing.ErrUnknown when there is none.
func getListing(tx *writer.Tx, ticketID string) (*listingDoc, error) {
	doc, err := writer.Get[listingDoc](tx, listingKey(ticketID))
	if err == nil && doc == nil {
		err = listing.ErrUnknown
	}
	return doc, err
}

// openStock gives a view of a listing's stock; closeStock keeps what changed.
func openStock(tx *writer.Tx, ticketID string, head stock.Head) *stock.Stock {
	return stock.Open(head, func(n int) (*stock.Block, error) { return getBlock(tx, ticketID, n) })
}

func getBlock(tx *writer.Tx, ticketID string, n int) (*stock.Block, error) {
	block, err := writer.Get[stock.Block](tx, blockKey(ticketID, n))
	if err == nil && block == nil {
		inconsistencies.WithLabelValues(missingDoc).Inc()
		err = missing(blockKey(ticketID, n))
	}
	return block, err
}

func closeStock(tx *writer.Tx, doc *listingDoc, st *stock.Stock) {
	audit(tx, doc, st)
	for _, changed := range st.Changed() {
		writer.Put(tx, blockKey(doc.ID, changed.N), &changed.Block)
	}
	if head := st.Head(); head != doc.Stock {
		next := *doc
		next.Stock = head
		writer.Put(tx, listingKey(doc.ID), &next)
	}
}

// missing names a document that the store has lost.
type missing string

func (m missing) Error() string { return "missing " + string(m) }
