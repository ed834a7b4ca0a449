package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/saheedt/pass/services/internal/state"
)

// ErrPosition is returned for a position that is none of the seller's list.
var ErrPosition = errors.New("not a position in this list")

// Sales lists up to limit of a seller's sales, the newest first. From and next
// are positions: of each shard's list the number that comes next, below 0 when
// there is none. A nil from begins the list, a nil next ends it.
func Sales(ctx context.Context, r *state.Reader, sellerID string, from []int, limit int) (sales []Record, next []int, err error) {
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
	if sales, err = Records(ctx, r, orders); err != nil {
		return nil, nil, err
	}
	for _, sale := range sales {
		if sale.Payment == nil || sale.Ledger == nil {
			return nil, nil, fmt.Errorf("the sale of order %s is listed but not there", sale.OrderID)
		}
	}
	if w.over() {
		return sales, nil, nil
	}
	return sales, w.at, nil
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
