package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

// ErrPosition is returned for a position that is none of the seller's list.
var ErrPosition = errors.New("not a position in this list")

// Sale is a captured payment as its seller sees it.
type Sale struct {
	Payment payment.State
	Ledger  ledger.Ledger
}

// Sales lists up to limit of a seller's sales, the newest first. From and next
// are positions: of each shard's list the number that comes next, below 0 when
// there is none. A nil from begins the list, a nil next ends it.
func Sales(ctx context.Context, r *state.Reader, sellerID string, from []int, limit int) (sales []Sale, next []int, err error) {
	docs, err := sellerDocs(ctx, r, sellerID)
	if err != nil {
		return nil, nil, err
	}
	w := walk{reader: r, sellerID: sellerID, docs: docs, at: from, chunks: map[string][]Item{}}
	if err := w.begin(); err != nil {
		return nil, nil, err
	}
	orders, err := w.take(ctx, limit)
	if err != nil {
		return nil, nil, err
	}
	sales, err = readSales(ctx, r, orders)
	if err != nil || w.over() {
		return sales, nil, err
	}
	return sales, w.at, nil
}

func readSales(ctx context.Context, r *state.Reader, orders []string) ([]Sale, error) {
	keys := make([]string, 0, 2*len(orders))
	for _, orderID := range orders {
		keys = append(keys, PaymentKey(orderID), LedgerKey(orderID))
	}
	items, err := r.Get(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("read sales: %w", err)
	}
	sales := make([]Sale, 0, len(orders))
	for _, orderID := range orders {
		p, err := decodeAs[payment.State](items, PaymentKey(orderID))
		if err != nil {
			return nil, err
		}
		l, err := decodeAs[ledger.Ledger](items, LedgerKey(orderID))
		if err != nil {
			return nil, err
		}
		if p == nil || l == nil {
			return nil, fmt.Errorf("sale of order %s is listed but not there", orderID)
		}
		sales = append(sales, Sale{*p, *l})
	}
	return sales, nil
}

// walk goes through the lists of all shards at once, from the newest item to
// the oldest.
type walk struct {
	reader   *state.Reader
	sellerID string
	docs     []*sellerDoc
	at       []int             // of each shard, the number of the next item
	chunks   map[string][]Item // that were read
}

func (w *walk) begin() error {
	first := w.at == nil
	if first {
		w.at = make([]int, len(w.docs))
	}
	if len(w.at) != len(w.docs) {
		return ErrPosition
	}
	w.at = append([]int{}, w.at...)
	for n, doc := range w.docs {
		total := 0
		if doc != nil {
			total = doc.Total
		}
		if first {
			w.at[n] = total - 1
		}
		if w.at[n] < -1 || w.at[n] >= total {
			return ErrPosition
		}
	}
	return nil
}

func (w *walk) over() bool {
	for _, at := range w.at {
		if at >= 0 {
			return false
		}
	}
	return true
}

// take gives the next orders, up to a number of them.
func (w *walk) take(ctx context.Context, most int) ([]string, error) {
	var orders []string
	for len(orders) < most && !w.over() {
		if err := w.load(ctx); err != nil {
			return nil, err
		}
		newest, from := Item{}, -1
		for n, at := range w.at {
			if at < 0 {
				continue
			}
			if item := w.items(n)[at%chunkSize]; from < 0 || item.At.After(newest.At) {
				newest, from = item, n
			}
		}
		w.at[from]--
		orders = append(orders, newest.OrderID)
	}
	return orders, nil
}

// load reads the chunks that the next items are in, unless that was done.
func (w *walk) load(ctx context.Context) error {
	var keys []string
	for n, at := range w.at {
		if at >= 0 && w.items(n) == nil {
			keys = append(keys, w.key(n))
		}
	}
	if len(keys) == 0 {
		return nil
	}
	chunks, err := state.ReadMany[chunk](ctx, w.reader, keys)
	if err != nil {
		return fmt.Errorf("read sales: %w", err)
	}
	for i, key := range keys {
		if chunks[i] == nil || len(chunks[i].Orders) != chunkSize {
			return fmt.Errorf("missing %s", key)
		}
		w.chunks[key] = chunks[i].Orders
	}
	return nil
}

// items are those around the next one of a shard; nil when they have to be
// read.
func (w *walk) items(n int) []Item {
	if doc := w.docs[n]; w.at[n]/chunkSize == doc.Total/chunkSize {
		return doc.Newest
	}
	return w.chunks[w.key(n)]
}

func (w *walk) key(n int) string {
	return chunkKey(sellerKey(w.sellerID, uint32(n)), w.at[n]/chunkSize)
}
