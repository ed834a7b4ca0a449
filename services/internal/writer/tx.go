package writer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/contracts"
)

// errMissing makes the writer read what a function asked for and run it again.
var errMissing = errors.New("document not read yet")

// Tx is the view that one change has of the documents, with the changes of
// those before it in the same round.
type Tx struct {
	ctx     context.Context
	round   *execution
	changes map[string]*doc
	events  []contracts.Event
	after   []func()
	err     error
}

// doc is a version of a document: as read, or as a change leaves it.
type doc struct {
	raw  []byte
	etag string // of the stored version; empty when there is none
	// val is the decoded document, shared by all who get it; nil when there is
	// none or it was not decoded yet.
	val   any
	ttl   time.Duration
	fresh bool // nobody else can have written it
}

func (d *doc) absent() bool { return d.val == nil && d.raw == nil }

// Get returns the document under key, nil when there is none. It is shared:
// whoever changes it makes a copy and puts that. An error must be returned
// from the function at once. Only documents that are put or deleted are guarded
// against what other instances do at the same time: a rule that depends on one
// that is merely read may be broken by then.
func Get[T any](tx *Tx, key string) (*T, error) {
	d, ok := tx.lookup(key)
	if !ok {
		return nil, tx.miss(key)
	}
	if d.absent() {
		return nil, nil
	}
	if d.val == nil {
		value := new(T)
		if err := json.Unmarshal(d.raw, value); err != nil {
			return nil, fmt.Errorf("decode %s: %w", key, err)
		}
		d.val = value
	}
	value, ok := d.val.(*T)
	if !ok {
		return nil, fmt.Errorf("document %s is %T, not %T", key, d.val, value)
	}
	return value, nil
}

// Put creates or replaces the document under key.
func Put[T any](tx *Tx, key string, value *T) { PutTTL(tx, key, value, 0) }

// PutTTL is Put for a document that the store removes after ttl.
func PutTTL[T any](tx *Tx, key string, value *T, ttl time.Duration) {
	d, ok := tx.lookup(key)
	if !ok {
		tx.fail(tx.miss(key))
		return
	}
	tx.changes[key] = &doc{etag: d.etag, val: value, ttl: ttl}
}

// Insert creates the document under a key that was made of a fresh id. It is
// written without being read before; Do answers ErrExists when there is one
// after all.
func Insert[T any](tx *Tx, key string, value *T) {
	d, ok := tx.lookup(key)
	switch {
	case !ok && tx.round.again:
		// The round failed, perhaps because of this key: look this time.
		tx.fail(tx.miss(key))
		return
	case ok && !d.absent():
		tx.fail(fmt.Errorf("%s: %w", key, ErrExists))
		return
	}
	tx.changes[key] = &doc{val: value}
}

// InsertFresh creates the document under a key that nobody else can have used: it holds an id that was made for it, or is
// guarded by another document of the same change. Unlike Insert, the store is not asked to check that: on SQLite the check
// makes a write four times as dear.
func InsertFresh[T any](tx *Tx, key string, value *T) {
	if d, ok := tx.lookup(key); ok && !d.absent() {
		tx.fail(fmt.Errorf("%s: %w", key, ErrExists))
		return
	}
	tx.changes[key] = &doc{val: value, fresh: true}
}

// Delete removes the document under key, if there is one. On MongoDB, another
// instance that changes the document at the same moment puts it back.
func (tx *Tx) Delete(key string) {
	// Not lookup: an insert of this round may hide what is stored.
	if _, read := tx.round.copies[key]; !read {
		tx.fail(tx.miss(key))
		return
	}
	tx.changes[key] = &doc{}
}

// Publish adds an event that is published once the change is committed.
func (tx *Tx) Publish(event contracts.Event) {
	if event.TraceParent == "" {
		event.TraceParent = tx.round.traceParent(tx.ctx)
	}
	tx.events = append(tx.events, event)
}

// After runs do once, when the change is committed: for what counts changes,
// because the function itself may run several times. do must not block.
func (tx *Tx) After(do func()) { tx.after = append(tx.after, do) }

// Discard drops what this function changed, published and wanted to be run
// after so far.
func (tx *Tx) Discard() {
	clear(tx.changes)
	tx.events, tx.after = nil, nil
}

func (tx *Tx) lookup(key string) (*doc, bool) {
	if d, ok := tx.changes[key]; ok {
		return d, true
	}
	return tx.round.lookup(key)
}

func (tx *Tx) miss(key string) error {
	tx.round.missing[key] = true
	return errMissing
}

func (tx *Tx) fail(err error) {
	if tx.err == nil {
		tx.err = err
	}
}
