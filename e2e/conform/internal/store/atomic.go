package store

import (
	"context"
	"fmt"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
	"github.com/saheedt/pass/e2e/conform/internal/property"
)

const halfDone = "part of a sale would be written: an order without its units held, or units held for no order"

// refused is a transaction that must fail and change nothing.
type refused struct {
	name   string
	breaks string // if it is not refused
	bad    func(w world) bed.Op
	first  bool // the bad operation comes before the others
}

// world is what the transactions meet.
type world struct {
	key          func(...any) string
	there, other bed.Item // documents, `there` and `other`
	stale        string   // an earlier etag of `there`
}

const (
	insertReplaced = "an insert-only write replaced a document: two buyers could hold the last ticket"
	staleReplaced  = "a write with an outdated etag replaced a document: one of two sales at once would be forgotten"
)

// An etag of a document that is gone is not among them: MongoDB makes the
// document anew, and pass deletes nothing that others may be writing.
var refusals = []refused{
	{name: "insert-only write of an existing document, last", breaks: insertReplaced,
		bad: func(w world) bed.Op { return bed.Op{Key: w.key("there"), Value: `"replaced"`, Insert: true} }},
	{name: "insert-only write of an existing document, first", breaks: insertReplaced, first: true,
		bad: func(w world) bed.Op { return bed.Op{Key: w.key("there"), Value: `"replaced"`, Insert: true} }},
	{name: "stale etag, last", breaks: staleReplaced,
		bad: func(w world) bed.Op { return bed.Op{Key: w.key("there"), Value: `"replaced"`, ETag: w.stale} }},
	{name: "stale etag, first", breaks: staleReplaced, first: true,
		bad: func(w world) bed.Op { return bed.Op{Key: w.key("there"), Value: `"replaced"`, ETag: w.stale} }},
	{name: "an etag of another document", breaks: staleReplaced,
		bad: func(w world) bed.Op { return bed.Op{Key: w.key("there"), Value: `"replaced"`, ETag: w.other.ETag} }},
	{name: "an etag that never was", breaks: staleReplaced,
		bad: func(w world) bed.Op { return bed.Op{Key: w.key("there"), Value: `"replaced"`, ETag: "no-such-etag"} }},
	{name: "delete with a stale etag", breaks: staleReplaced,
		bad: func(w world) bed.Op { return bed.Op{Key: w.key("there"), ETag: w.stale, Delete: true} }},
}

// allOrNothing runs transactions of 50 that must be refused because of one of
// their operations, and compares the documents before and after.
func allOrNothing(ctx context.Context, b *bed.Bed) (string, error) {
	inVain := 0
	for i, r := range refusals {
		told, err := r.check(ctx, b.Auth[0], keyspace(b, fmt.Sprint("atomic ", i)))
		if err != nil {
			return "", err
		}
		if told {
			inVain++
		}
	}
	return fmt.Sprintf("%d ways to be refused", len(refusals)) + vain(inVain), nil
}

// vain reports answers that pass can live with, because it reads back what it
// committed: success, where nothing was written.
func vain(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; %d were told of success in vain", n)
}

// check reports whether success was told.
func (r refused) check(ctx context.Context, s *bed.Sidecar, key func(...any) string) (told bool, err error) {
	w, err := newWorld(ctx, s, key)
	if err != nil {
		return false, err
	}
	ops, keys := r.transaction(w)
	before, err := snapshot(ctx, s, keys)
	if err != nil {
		return false, err
	}
	answer := s.Transact(ctx, ops...)
	after, err := s.Get(ctx, keys...)
	if err != nil || before == text(after) {
		return answer == nil, err
	}
	bad := r.bad(w)
	written, there := after[bad.Key]
	if answer == nil || (bad.Delete && !there) || (!bad.Delete && written.Value == bad.Value) {
		return false, property.Broken(r.breaks, "%s: the write was done (answer: %v)", r.name, answer)
	}
	return false, property.Broken(halfDone, "%s: the transaction failed, and left part of its writes", r.name)
}

// newWorld writes the documents that a transaction meets.
func newWorld(ctx context.Context, s *bed.Sidecar, key func(...any) string) (world, error) {
	w := world{key: key}
	first := []bed.Op{{Key: key("there"), Value: "1"}, {Key: key("other"), Value: "1"}}
	for i := range 10 {
		first = append(first, bed.Op{Key: key("old", i), Value: fmt.Sprint(i)})
	}
	if err := s.Transact(ctx, first...); err != nil {
		return w, fmt.Errorf("a plain transaction: %w", err)
	}
	item, _, err := s.GetOne(ctx, key("there"))
	if err != nil {
		return w, err
	}
	w.stale = item.ETag
	if err := s.Transact(ctx, bed.Op{Key: key("there"), Value: "2", ETag: item.ETag}); err != nil {
		return w, fmt.Errorf("a write with the right etag: %w", err)
	}
	items, err := s.Get(ctx, key("there"), key("other"))
	w.there, w.other = items[key("there")], items[key("other")]
	if err == nil && w.there.ETag == w.stale {
		err = property.Broken(staleReplaced, "a write did not change the etag (%s)", w.stale)
	}
	return w, err
}

// transaction is 49 good operations, inserts, updates and deletes among them,
// and the bad one.
func (r refused) transaction(w world) (ops []bed.Op, keys []string) {
	for i := range 10 {
		ops = append(ops, bed.Op{Key: w.key("old", i), Value: `"changed"`, Delete: i%2 == 1})
	}
	for i := range 38 {
		ops = append(ops, bed.Op{Key: w.key("new", i), Value: `"made"`, Insert: i%2 == 0})
	}
	ops = append(ops, bed.Op{Key: w.key("other"), Value: `"changed"`, ETag: w.other.ETag})
	if r.first {
		ops = append([]bed.Op{r.bad(w)}, ops...)
	} else {
		ops = append(ops, r.bad(w))
	}
	for _, op := range ops {
		keys = append(keys, op.Key)
	}
	return ops, keys
}
