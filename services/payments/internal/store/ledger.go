package store

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"maps"

	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

// LedgerKey is the document of the order's entries.
func LedgerKey(orderID string) string { return "ledger/" + orderID }

// shard spreads the orders over documents. The payments that are due, the book
// and each seller's orders go by the same, so that a change touches few of
// them and an audit can take one shard after another.
func shard(orderID string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(orderID))
	return h.Sum32() % shards
}

// BookKey is the document of the book that lists the order.
func BookKey(orderID string) string { return bookKey(shard(orderID)) }

// SellerKey is the document of what the seller's orders beside this one come
// to.
func SellerKey(sellerID, orderID string) string { return sellerKey(sellerID, shard(orderID)) }

func bookKey(n uint32) string { return fmt.Sprintf("book/%d", n) }

func sellerKey(sellerID string, n uint32) string {
	return fmt.Sprintf("seller/%s/%d", ledger.Owner(sellerID), n)
}

// sellerDoc is a shard of what a seller's orders come to, and of their list.
type sellerDoc struct {
	Tallies map[string]ledger.Tally `json:"tallies"` // by currency
	list
}

// Ledger gives the entries of an order, nil when there are none. It is shared.
func Ledger(tx *writer.Tx, orderID string) (*ledger.Ledger, error) {
	return writer.Get[ledger.Ledger](tx, LedgerKey(orderID))
}

// Post adds entries to the order's ledger, and keeps the book of all orders
// and the seller's balances in step. Those that the ledger has already, by
// their ids, change nothing. The entries of the payment itself (authorised,
// captured, fee, voided) are seen to as well, so a payment from before there was
// a ledger gets one with its first movement.
//
// From its capture on the order belongs to the seller it was posted with then:
// Move wants the same one.
func Post(tx *writer.Tx, sellerID, orderID string, entries ...ledger.Entry) error {
	before, err := fetch(tx, sellerID, orderID)
	if err != nil {
		return err
	}
	if before == nil {
		before = &ledger.Ledger{OrderID: orderID}
	}
	owned := before.Owned(sellerID)
	paid, err := writer.Get[payment.State](tx, PaymentKey(orderID))
	if err != nil {
		return err
	}
	if paid != nil {
		entries = append(movements(*paid, owned.SellerID), entries...)
	}
	after, err := owned.Add(entries...)
	if err != nil {
		return fmt.Errorf("order %s: %w", orderID, err)
	}
	if len(after.Entries) == len(before.Entries) {
		return nil
	}
	writer.Put(tx, LedgerKey(orderID), &after)
	countEntries(tx, after.Entries[len(before.Entries):])
	if len(before.Entries) == 0 {
		if err := enlist(tx, after); err != nil {
			return err
		}
	}
	return settle(tx, *before, after)
}

// fetch gives the ledger, and asks for the documents that most likely change
// with it at once: each that is asked for on its own is another read.
func fetch(tx *writer.Tx, sellerID, orderID string) (*ledger.Ledger, error) {
	l, err := Ledger(tx, orderID)
	_, booked := writer.Get[list](tx, BookKey(orderID))
	_, owed := writer.Get[sellerDoc](tx, SellerKey(sellerID, orderID))
	return l, cmp.Or(err, booked, owed)
}

// postPayment posts what a change of the payment has moved. Most changes move
// nothing, and then no document is read.
func postPayment(tx *writer.Tx, old, s payment.State) error {
	if len(movements(s, s.SellerID)) == len(movements(old, old.SellerID)) {
		return nil
	}
	return Post(tx, s.SellerID, s.OrderID)
}

// movements are the entries that follow from what the payment itself is. One
// that Stripe captured without our asking is captured all the same.
func movements(s payment.State, sellerID string) []ledger.Entry {
	if s.IntentID == "" {
		return nil
	}
	m := ledger.Move{SellerID: sellerID, Currency: s.Currency, Ref: s.IntentID, At: s.UpdatedAt}
	entries := []ledger.Entry{m.Authorized(s.Amount)}
	switch s.Status {
	case payment.Open, payment.Authorized:
		return entries
	case payment.Voided, payment.Failed:
		return append(entries, m.Voided(s.Amount))
	}
	return append(append(entries, m.Captured(s.Amount)), m.Fee(s.Fee)...)
}

// settle brings the seller's running balances from one ledger of an order to
// the next, and lists the order with the first movement of the seller's money.
func settle(tx *writer.Tx, before, after ledger.Ledger) error {
	was, is := before.Tallies(), after.Tallies()
	if maps.Equal(was, is) {
		return nil
	}
	key := sellerKey(after.SellerID, shard(after.OrderID))
	doc, err := writer.Get[sellerDoc](tx, key)
	if err != nil {
		return err
	}
	if doc == nil {
		doc = &sellerDoc{}
	}
	next := &sellerDoc{Tallies: maps.Clone(doc.Tallies), list: doc.list}
	if next.Tallies == nil {
		next.Tallies = map[string]ledger.Tally{}
	}
	for currency := range is {
		next.Tallies[currency] = next.Tallies[currency].Plus(is[currency]).Minus(was[currency])
	}
	for currency := range was {
		if _, still := is[currency]; !still {
			next.Tallies[currency] = next.Tallies[currency].Minus(was[currency])
		}
	}
	if !before.Sold() && after.Sold() {
		next.list = doc.add(tx, key, Item{after.OrderID, after.Entries[len(after.Entries)-1].At})
	}
	writer.Put(tx, key, next)
	return nil
}

// enlist adds an order to the book of all that have a ledger.
func enlist(tx *writer.Tx, l ledger.Ledger) error {
	key := bookKey(shard(l.OrderID))
	doc, err := writer.Get[list](tx, key)
	if err != nil {
		return err
	}
	if doc == nil {
		doc = &list{}
	}
	next := doc.add(tx, key, Item{l.OrderID, l.Entries[0].At})
	writer.Put(tx, key, &next)
	return nil
}
