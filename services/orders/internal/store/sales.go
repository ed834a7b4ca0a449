package store

import (
	"context"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/order"
)

// sale is an order in the list of those that were completed in a block.
type sale struct {
	ID string `json:"id"`
	At int64  `json:"at"` // Unix time in milliseconds
}

// listSale adds an order that becomes complete to the list of the block where
// its first units lie: the block is written in the same transaction, so the
// list lets nobody wait who would not wait anyway.
func listSale(tx *writer.Tx, s order.State) error {
	return enlist(tx, salesKey(s.Listing.ID, s.Parts[0].Block), sale{ID: s.ID, At: s.UpdatedAt.UnixMilli()})
}

// Sales returns up to limit of the orders of a listing that were completed,
// the newest first, and where to go on; nil means that there are no more. The
// position has for each block the number of the sale that comes next, counted
// from the oldest; nil means the newest.
func (s *Store) Sales(ctx context.Context, ticketID string, from []int, limit int) (orders []order.Order, next []int, err error) {
	doc, err := state.Read[listingDoc](ctx, s.reader, listingKey(ticketID))
	if err != nil || doc == nil {
		return nil, nil, err
	}
	runs, err := s.runs(ctx, ticketID, doc.Stock.Blocks, from)
	if err != nil {
		return nil, nil, err
	}
	ids, err := s.merge(ctx, runs, limit)
	if err != nil {
		return nil, nil, err
	}
	orders, err = s.read(ctx, ids)
	return orders, positions(runs), err
}

// run is what is still to be shown of one block's sales.
type run struct {
	key   string
	next  int    // the number of the sale that comes next; below 0 there is none
	chunk int    // the chunk that has it
	sales []sale // of that chunk; nil when it is not read yet
}

func (r *run) head() sale { return r.sales[r.next%chunkSize] }

// advance goes on to the sale before.
func (r *run) advance() {
	r.next--
	if r.next >= 0 && r.next/chunkSize != r.chunk {
		r.chunk, r.sales = r.next/chunkSize, nil
	}
}

// runs reads the lists of all blocks.
func (s *Store) runs(ctx context.Context, ticketID string, blocks int, from []int) ([]*run, error) {
	keys := make([]string, blocks)
	for n := range keys {
		keys[n] = salesKey(ticketID, n)
	}
	docs, err := state.ReadMany[listDoc[sale]](ctx, s.reader, keys)
	if err != nil {
		return nil, err
	}
	runs := make([]*run, blocks)
	for n, doc := range docs {
		runs[n] = &run{key: keys[n], next: -1}
		if doc == nil || from != nil && n >= len(from) {
			continue // nothing was sold there yet, or not when the first page was shown
		}
		runs[n].next = doc.Total - 1
		if from != nil {
			runs[n].next = min(from[n], doc.Total-1)
		}
		if runs[n].chunk = max(0, runs[n].next) / chunkSize; runs[n].chunk == doc.Total/chunkSize {
			runs[n].sales = doc.Newest
		}
	}
	return runs, nil
}

// merge takes the newest of all runs, time and again.
func (s *Store) merge(ctx context.Context, runs []*run, limit int) (ids []string, err error) {
	for len(ids) < limit {
		if err := s.fill(ctx, runs); err != nil {
			return nil, err
		}
		var newest *run
		for _, r := range runs {
			if r.next >= 0 && (newest == nil || r.head().At > newest.head().At) {
				newest = r
			}
		}
		if newest == nil {
			break
		}
		ids = append(ids, newest.head().ID)
		newest.advance()
	}
	return ids, nil
}

// fill reads the chunks that runs have come to.
func (s *Store) fill(ctx context.Context, runs []*run) error {
	var keys []string
	var empty []*run
	for _, r := range runs {
		if r.next >= 0 && r.sales == nil {
			keys, empty = append(keys, chunkKey(r.key, r.chunk)), append(empty, r)
		}
	}
	docs, err := state.ReadMany[chunkDoc[sale]](ctx, s.reader, keys)
	if err != nil {
		return err
	}
	for n, doc := range docs {
		if doc == nil {
			return missing(keys[n])
		}
		empty[n].sales = doc.Orders
	}
	return nil
}

// positions is where to go on, nil when nothing is left.
func positions(runs []*run) []int {
	next, more := make([]int, len(runs)), false
	for n, r := range runs {
		next[n] = r.next
		more = more || r.next >= 0
	}
	if !more {
		return nil
	}
	return next
}
