package store

import (
	"context"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
)

// chunkSize is how many entries a document of a list has.
const chunkSize = 64

// listDoc counts the entries of a list, in the order in which they came, and
// has the last total % chunkSize of them. When there are enough, they move to
// a chunk, which is never changed again.
type listDoc[T any] struct {
	Total  int `json:"total"`
	Newest []T `json:"newest"`
}

type chunkDoc[T any] struct {
	Orders []T `json:"orders"`
}

// enlist adds an entry to the list under key.
func enlist[T any](tx *writer.Tx, key string, entry T) error {
	doc, err := writer.Get[listDoc[T]](tx, key)
	if err != nil {
		return err
	}
	if doc == nil {
		doc = &listDoc[T]{}
	}
	newest := make([]T, 0, len(doc.Newest)+1)
	next := &listDoc[T]{Total: doc.Total + 1, Newest: append(append(newest, doc.Newest...), entry)}
	if len(next.Newest) == chunkSize {
		// Nobody else can have made this chunk: it comes in one transaction with the
		// list that moves on to the next, and the list's etag guards both. Asking
		// the store for it would refuse an order whose copy of the list is older.
		writer.InsertFresh(tx, chunkKey(key, doc.Total/chunkSize), &chunkDoc[T]{next.Newest})
		next.Newest = []T{}
	}
	writer.Put(tx, key, next)
	return nil
}

// entries returns up to limit entries of the list under key, newest first,
// beginning with the number last (of the oldest it is 0), and the number where
// to go on; below 0 there are no more. A last below 0 means the newest.
func entries[T any](ctx context.Context, r *state.Reader, key string, last, limit int) (found []T, next int, err error) {
	doc, err := state.Read[listDoc[T]](ctx, r, key)
	if err != nil || doc == nil {
		return nil, -1, err
	}
	if last < 0 || last >= doc.Total {
		last = doc.Total - 1
	}
	chunks, err := chunksOf(ctx, r, key, doc, last, limit)
	if err != nil {
		return nil, -1, err
	}
	for n := last; n >= 0 && len(found) < limit; n-- {
		found = append(found, chunks[n/chunkSize][n%chunkSize])
	}
	return found, last - len(found), nil
}

// chunksOf reads the parts of the list in which the numbers from last downwards
// are.
func chunksOf[T any](ctx context.Context, r *state.Reader, key string, doc *listDoc[T], last, limit int) (map[int][]T, error) {
	first := max(0, last-limit+1) / chunkSize
	chunks := map[int][]T{doc.Total / chunkSize: doc.Newest}
	var keys []string
	for n := first; n <= last/chunkSize && n < doc.Total/chunkSize; n++ {
		keys = append(keys, chunkKey(key, n))
	}
	docs, err := state.ReadMany[chunkDoc[T]](ctx, r, keys)
	if err != nil {
		return nil, err
	}
	for i, chunk := range docs {
		if chunk == nil {
			return nil, missing(keys[i])
		}
		chunks[first+i] = chunk.Orders
	}
	return chunks, nil
}
