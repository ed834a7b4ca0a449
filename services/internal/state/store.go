// Package state reads and writes JSON documents through a Dapr state store.
//
// It asks of a store what pass needs and no more: reading many documents at
// once, each with an etag, and a transaction that is all or nothing and
// refuses a stale etag. No query, no scan.
package state

import (
	"context"
	"errors"
	"time"
)

// ErrUnavailable says that the store did not answer a read.
var ErrUnavailable = errors.New("the store does not answer")

// Item is a stored document and the etag of this version of it.
type Item struct {
	Value []byte
	ETag  string
}

// Op is one change of a transaction: an upsert unless Delete is set.
type Op struct {
	Key   string
	Value []byte
	// ETag is the version that the change replaces; the transaction fails when
	// the document has another by then. Empty means any version. Where the
	// document was deleted, most stores refuse the write too, but MongoDB puts it
	// back: let the time to live end what others may still be writing.
	ETag string
	// Insert makes the transaction fail when the document exists.
	Insert bool
	Delete bool
	// TTL is how long the store keeps the document; zero means for ever. Stores
	// round it up to whole seconds. Once it is over, MongoDB may take a minute or
	// two before the key can be inserted again.
	TTL time.Duration
}

// Store is a state store with transactions and etags.
type Store interface {
	// Get reads the documents under keys as they are now. Missing ones are
	// absent from the answer.
	Get(ctx context.Context, keys []string) (map[string]Item, error)
	// Transact does all of ops or none. An error does not tell which: the
	// transaction may have committed. Nor does success: some stores report it
	// for a commit that was lost. Read back what must be known.
	Transact(ctx context.Context, ops []Op) error
}
