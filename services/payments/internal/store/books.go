package store

import (
	"context"
	"fmt"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

// Shards is over how many documents orders are spread.
const Shards = shards

// Shard is the one that an order is in.
func Shard(orderID string) int { return int(shard(orderID)) }

// Record is all that is kept of an order's money; nil where there is nothing.
type Record struct {
	OrderID string
	Payment *payment.State
	Charge  *charge.State
	Ledger  *ledger.Ledger
}

// Records reads what is kept of each of the orders, in their order.
func Records(ctx context.Context, r *state.Reader, orders []string) ([]Record, error) {
	var keys []string
	for _, orderID := range orders {
		keys = append(keys, PaymentKey(orderID), ChargeKey(orderID), LedgerKey(orderID))
	}
	items, err := r.Get(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("read books: %w", err)
	}
	records := make([]Record, len(orders))
	for i, orderID := range orders {
		if records[i], err = record(items, orderID); err != nil {
			return nil, err
		}
	}
	return records, nil
}

func record(items map[string]state.Item, orderID string) (Record, error) {
	p, err := decodeAs[payment.State](items, PaymentKey(orderID))
	if err != nil {
		return Record{}, err
	}
	c, err := decodeAs[charge.State](items, ChargeKey(orderID))
	if err != nil {
		return Record{}, err
	}
	l, err := decodeAs[ledger.Ledger](items, LedgerKey(orderID))
	return Record{orderID, p, c, l}, err
}

// Expected are the entries that the ledger must have, and no others, going by
// what is kept of the payment and its charge. Their times don't count.
func (r Record) Expected() []ledger.Entry {
	var entries []ledger.Entry
	if r.Payment != nil {
		sellerID := r.Payment.SellerID
		if r.Ledger != nil {
			sellerID = r.Ledger.SellerID
		}
		entries = movements(*r.Payment, sellerID)
	}
	if r.Charge != nil {
		entries = append(entries, moved(*r.Charge, r.Charge.CapturedAt)...)
	}
	return entries
}

// Book hands the orders of a shard that have a ledger to visit, some at a
// time, the oldest first.
func Book(ctx context.Context, r *state.Reader, n int, visit func(orders []string) error) error {
	key := bookKey(uint32(n))
	book, err := state.Read[list](ctx, r, key)
	if err != nil {
		return fmt.Errorf("read %s: %w", key, err)
	}
	if book == nil {
		return nil
	}
	for i := range book.Total / chunkSize {
		full, err := state.Read[chunk](ctx, r, chunkKey(key, i))
		if err != nil {
			return fmt.Errorf("read %s: %w", chunkKey(key, i), err)
		}
		if full == nil {
			return fmt.Errorf("%s is missing", chunkKey(key, i))
		}
		if err := visit(ids(full.Orders)); err != nil {
			return err
		}
	}
	return visit(ids(book.Newest))
}

func ids(items []Item) []string {
	orders := make([]string, len(items))
	for i, item := range items {
		orders[i] = item.OrderID
	}
	return orders
}

// Account is what a shard says of a seller: what their orders come to, by
// currency, and how many there are.
type Account struct {
	Tallies map[string]ledger.Tally
	Orders  int
}

// Accounts reads what a shard says of each of the sellers.
func Accounts(ctx context.Context, r *state.Reader, n int, sellers []string) (map[string]Account, error) {
	keys := make([]string, len(sellers))
	for i, sellerID := range sellers {
		keys[i] = sellerKey(sellerID, uint32(n))
	}
	docs, err := state.ReadMany[sellerDoc](ctx, r, keys)
	if err != nil {
		return nil, fmt.Errorf("read balances: %w", err)
	}
	accounts := map[string]Account{}
	for i, doc := range docs {
		if doc != nil {
			accounts[sellers[i]] = Account{doc.Tallies, doc.Total}
		}
	}
	return accounts, nil
}
