package store

import (
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/writer"
)

// chunkSize is how many orders a document of a list has. It is part of the
// stored form.
const chunkSize = 64

// Item is an order in a list.
type Item struct {
	OrderID string    `json:"orderId"`
	At      time.Time `json:"at,omitzero"` // never before that of the item ahead of it
}

// list has the orders of a shard in the order in which they came: how many
// there are, and the last of them. Whenever there are chunkSize, they move to
// a chunk of their own, which never changes again.
type list struct {
	Total  int    `json:"total"`
	Newest []Item `json:"newest"`
}

type chunk struct {
	Orders []Item `json:"orders"`
}

func chunkKey(listKey string, n int) string { return fmt.Sprintf("%s/%d", listKey, n) }

// add gives the list with one item more, and puts the chunk that is full. The
// caller puts the list, whose etag guards both.
func (l list) add(tx *writer.Tx, key string, item Item) list {
	if n := len(l.Newest); n > 0 && item.At.Before(l.Newest[n-1].At) {
		item.At = l.Newest[n-1].At
	}
	next := list{Total: l.Total + 1, Newest: append(append(make([]Item, 0, len(l.Newest)+1), l.Newest...), item)}
	if len(next.Newest) == chunkSize {
		writer.InsertFresh(tx, chunkKey(key, l.Total/chunkSize), &chunk{next.Newest})
		next.Newest = []Item{}
	}
	return next
}
