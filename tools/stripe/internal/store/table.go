package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/saheedt/pass/tools/stripe/internal/object"
)

// ErrNotFound says that there is no such row.
var ErrNotFound = errors.New("not found")

// Row is what a table keeps.
type Row interface {
	Key() string
	At() int64
}

// Table keeps rows of one kind by key, and remembers the order in which they came.
type Table[R Row] struct {
	name string
	make func() R
}

// The tables.
var (
	Sessions   = Table[*object.Session]{"sessions", func() *object.Session { return &object.Session{} }}
	Intents    = Table[*object.Intent]{"intents", func() *object.Intent { return &object.Intent{} }}
	Charges    = Table[*object.Charge]{"charges", func() *object.Charge { return &object.Charge{} }}
	Refunds    = Table[*object.Refund]{"refunds", func() *object.Refund { return &object.Refund{} }}
	Events     = Table[*object.Event]{"events", func() *object.Event { return &object.Event{} }}
	Deliveries = Table[*object.Delivery]{"deliveries", func() *object.Delivery { return &object.Delivery{} }}
	Replies    = Table[*Reply]{"replies", func() *Reply { return &Reply{} }}
)

var buckets = []string{
	"sessions", "sessions.order", "intents", "intents.order", "charges", "charges.order", "refunds", "refunds.order", "events", "events.order",
	"deliveries", "deliveries.order", "replies", "replies.order", "due.sessions", "due.deliveries",
}

// sequenceSize is the length of the row's place in the order, which stands before its JSON.
const sequenceSize = 8

// Get reads a row; [ErrNotFound] when it is missing.
func (t Table[R]) Get(tx *Tx, key string) (R, error) {
	value := tx.bucket(t.name).Get([]byte(key))
	if value == nil {
		var none R
		return none, fmt.Errorf("%s %q: %w", t.name, key, ErrNotFound)
	}
	row := t.make()
	return row, json.Unmarshal(value[sequenceSize:], row)
}

// Put writes a row, new or changed.
func (t Table[R]) Put(tx *Tx, row R) error {
	document, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("encode %s: %w", t.name, err)
	}
	place, err := t.place(tx, row.Key())
	if err != nil {
		return err
	}
	return tx.bucket(t.name).Put([]byte(row.Key()), slices.Concat(place, document))
}

func (t Table[R]) place(tx *Tx, key string) ([]byte, error) {
	if old := tx.bucket(t.name).Get([]byte(key)); old != nil {
		return slices.Clone(old[:sequenceSize]), nil
	}
	order := tx.bucket(t.name + ".order")
	number, err := order.NextSequence()
	if err != nil {
		return nil, fmt.Errorf("number %s: %w", t.name, err)
	}
	place := binary.BigEndian.AppendUint64(nil, number)
	return place, order.Put(place, []byte(key))
}

// Delete removes a row; a missing one is no error.
func (t Table[R]) Delete(tx *Tx, key string) error {
	old := tx.bucket(t.name).Get([]byte(key))
	if old == nil {
		return nil
	}
	if err := tx.bucket(t.name + ".order").Delete(slices.Clone(old[:sequenceSize])); err != nil {
		return err
	}
	return tx.bucket(t.name).Delete([]byte(key))
}

// Newest visits the rows from the newest to the oldest until visit says false. With a key it begins after that row.
func (t Table[R]) Newest(tx *Tx, after string, visit func(R) bool) error {
	return t.walk(tx, after, visit, false)
}

// Oldest visits the rows from the oldest to the newest, otherwise like Newest.
func (t Table[R]) Oldest(tx *Tx, after string, visit func(R) bool) error {
	return t.walk(tx, after, visit, true)
}

func (t Table[R]) walk(tx *Tx, after string, visit func(R) bool, forward bool) error {
	cursor := tx.bucket(t.name + ".order").Cursor()
	first, next := cursor.Last, cursor.Prev
	if forward {
		first, next = cursor.First, cursor.Next
	}
	if after != "" {
		value := tx.bucket(t.name).Get([]byte(after))
		if value == nil {
			return fmt.Errorf("%s %q: %w", t.name, after, ErrNotFound)
		}
		cursor.Seek(value[:sequenceSize])
		first = next
	}
	for _, key := first(); key != nil; _, key = next() {
		row, err := t.Get(tx, string(key))
		if err != nil {
			return err
		}
		if !visit(row) {
			return nil
		}
	}
	return nil
}
