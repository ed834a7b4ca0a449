package store

import (
	"bytes"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// Newest visits the rows from the newest to the oldest until visit says false. With a key it begins after that row.
func (t Table[R]) Newest(tx *Tx, after string, visit func(R) bool) error {
	return t.walk(tx, "", after, visit, false)
}

// Oldest visits the rows from the oldest to the newest, otherwise like Newest.
func (t Table[R]) Oldest(tx *Tx, after string, visit func(R) bool) error {
	return t.walk(tx, "", after, visit, true)
}

// Group visits the rows of one group, from the newest to the oldest or the other way; the group "" is the whole table.
func (t Table[R]) Group(tx *Tx, group, after string, oldestFirst bool, visit func(R) bool) error {
	return t.walk(tx, group, after, visit, oldestFirst)
}

func (t Table[R]) walk(tx *Tx, group, after string, visit func(R) bool, forward bool) error {
	var from []byte
	if after != "" {
		value := tx.bucket(t.name).Get([]byte(after))
		if value == nil {
			return fmt.Errorf("%s %q: %w", t.name, after, ErrNotFound)
		}
		from = value[:sequenceSize]
	}
	for key := range t.keys(tx, group, from, forward) {
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

// keys goes through the order of the table, or of a group in it; from is the place after which it begins.
func (t Table[R]) keys(tx *Tx, group string, from []byte, forward bool) func(yield func([]byte) bool) {
	bucket, prefix := t.name+".order", []byte(nil)
	if group != "" {
		bucket, prefix = t.name+".groups", groupPrefix(group)
	}
	return func(yield func([]byte) bool) {
		cursor := tx.bucket(bucket).Cursor()
		place, key := begin(cursor, prefix, from, forward)
		for place != nil && bytes.HasPrefix(place, prefix) && yield(key) {
			if forward {
				place, key = cursor.Next()
			} else {
				place, key = cursor.Prev()
			}
		}
	}
}

// begin moves the cursor to the first entry with the prefix that comes after from.
func begin(cursor *bolt.Cursor, prefix, from []byte, forward bool) (place, key []byte) {
	if forward {
		place, key = cursor.Seek(slices.Concat(prefix, from))
		if from != nil && bytes.Equal(place, slices.Concat(prefix, from)) {
			place, key = cursor.Next()
		}
		return place, key
	}
	if from == nil {
		from = bytes.Repeat([]byte{0xff}, sequenceSize)
	}
	if place, key = cursor.Seek(slices.Concat(prefix, from)); place == nil {
		return cursor.Last()
	}
	return cursor.Prev()
}

// group enters the row in its groups; entries that are there already stay as they are.
func (t Table[R]) group(tx *Tx, row R, place []byte) error {
	if t.groups == nil {
		return nil
	}
	for _, name := range t.groups(row) {
		if err := tx.bucket(t.name+".groups").Put(slices.Concat(groupPrefix(name), place), []byte(row.Key())); err != nil {
			return err
		}
	}
	return nil
}

// regroup enters all rows of a table that is older than its groups.
func (t Table[R]) regroup(tx *Tx) error {
	if first, _ := tx.bucket(t.name + ".groups").Cursor().First(); first != nil {
		return nil
	}
	var rows []R
	if err := t.Oldest(tx, "", func(row R) bool { rows = append(rows, row); return true }); err != nil {
		return err
	}
	for _, row := range rows {
		if err := t.Put(tx, row); err != nil {
			return err
		}
	}
	return nil
}

func groupPrefix(name string) []byte { return append([]byte(name), 0) }
