package store

import (
	"context"
	"fmt"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
)

// chunkSize is how many order ids a document of a buyer's list has.
const chunkSize = 64

// buyerDoc counts a buyer's orders, in the order in which they were made, and
// has the ids of the last total % chunkSize of them. When there are enough,
// they move to a chunk, which is never changed again.
type buyerDoc struct {
	Total  int      `json:"total"`
	Newest []string `json:"newest"`
}

type chunkDoc struct {
	Orders []string `json:"orders"`
}

// listOrder adds an order to the buyer's list.
func listOrder(tx *writer.Tx, buyerID, orderID string) error {
	doc, err := writer.Get[buyerDoc](tx, buyerKey(buyerID))
	if err != nil {
		return err
	}
	if doc == nil {
		doc = &buyerDoc{}
	}
	newest := make([]string, 0, len(doc.Newest)+1)
	next := &buyerDoc{Total: doc.Total + 1, Newest: append(append(newest, doc.Newest...), orderID)}
	if len(next.Newest) == chunkSize {
		// Nobody else can have made this chunk: it comes in one transaction with the
		// list that moves on to the next, and the list's etag guards both. Asking
		// the store for it would refuse an order whose copy of the list is older.
		writer.InsertFresh(tx, chunkKey(buyerID, doc.Total/chunkSize), &chunkDoc{next.Newest})
		next.Newest = []string{}
	}
	writer.Put(tx, buyerKey(buyerID), next)
	return nil
}

// orderIDs returns up to limit ids of a buyer's orders, newest first,
// beginning with the number last (of the oldest it is 0), and the number
// where to go on; below 0 there are no more. A last below 0 means the newest.
func (s *Store) orderIDs(ctx context.Context, buyerID string, last, limit int) (ids []string, next int, err error) {
	doc, err := state.Read[buyerDoc](ctx, s.reader, buyerKey(buyerID))
	if err != nil || doc == nil {
		return nil, -1, err
	}
	if last < 0 || last >= doc.Total {
		last = doc.Total - 1
	}
	chunks, err := s.chunks(ctx, buyerID, doc, last, limit)
	if err != nil {
		return nil, -1, err
	}
	for n := last; n >= 0 && len(ids) < limit; n-- {
		ids = append(ids, chunks[n/chunkSize][n%chunkSize])
	}
	return ids, last - len(ids), nil
}

// chunks reads the parts of the list in which the numbers from last downwards
// are.
func (s *Store) chunks(ctx context.Context, buyerID string, doc *buyerDoc, last, limit int) (map[int][]string, error) {
	first := max(0, last-limit+1) / chunkSize
	chunks := map[int][]string{doc.Total / chunkSize: doc.Newest}
	var keys []string
	for n := first; n <= last/chunkSize && n < doc.Total/chunkSize; n++ {
		keys = append(keys, chunkKey(buyerID, n))
	}
	docs, err := state.ReadMany[chunkDoc](ctx, s.reader, keys)
	if err != nil {
		return nil, err
	}
	for i, chunk := range docs {
		if chunk == nil {
			return nil, fmt.Errorf("missing %s", keys[i])
		}
		chunks[first+i] = chunk.Orders
	}
	return chunks, nil
}
