// Package statetest has a state store in memory for tests, which can be told
// to fail in the ways real stores do.
package statetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/saheedt/pass/services/internal/state"
)

// ErrConflict is what a transaction with a stale etag or an insert of an
// existing document fails with.
var ErrConflict = errors.New("etag mismatch")

// Memory is a state.Store in memory. Its zero value is not usable; use
// NewMemory.
type Memory struct {
	// Before, when set, is called ahead of each call of the store, which fails
	// with the error it returns. Commits tells what becomes of a transaction.
	Before func(ctx context.Context, op string) error
	// Commits, when set, decides for each transaction whether it is applied and
	// what its caller is told, so that a failed call may have committed and a
	// successful one may be lost.
	Commits func(ops []state.Op) (apply bool, answer error)
	// Revives makes it take a write of a document that is gone whatever etag that
	// has, as MongoDB does.
	Revives bool

	mu       sync.Mutex
	docs     map[string]document
	versions int
}

type document struct {
	value   []byte
	version int
	expires time.Time
}

// NewMemory gives an empty store without faults.
func NewMemory() *Memory {
	return &Memory{docs: map[string]document{}}
}

// Get implements state.Store.
func (m *Memory) Get(ctx context.Context, keys []string) (map[string]state.Item, error) {
	if err := m.before(ctx, "get"); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	items := map[string]state.Item{}
	for _, key := range keys {
		if doc, ok := m.live(key); ok {
			items[key] = state.Item{Value: append([]byte(nil), doc.value...), ETag: strconv.Itoa(doc.version)}
		}
	}
	return items, nil
}

// Transact implements state.Store.
func (m *Memory) Transact(ctx context.Context, ops []state.Op) error {
	if err := m.before(ctx, "transact"); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	apply, answer := true, error(nil)
	if m.Commits != nil {
		apply, answer = m.Commits(ops)
	}
	if err := m.check(ops); err != nil {
		return err
	}
	if apply {
		m.apply(ops)
	}
	return answer
}

// Keys lists the documents there are, in no order.
func (m *Memory) Keys() []string { return m.keys(func(document) bool { return true }) }

// Lasting lists those without a time to live.
func (m *Memory) Lasting() []string {
	return m.keys(func(doc document) bool { return doc.expires.IsZero() })
}

// Expire ends the time to live of all documents that have one.
func (m *Memory) Expire() {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.docs, func(_ string, doc document) bool { return !doc.expires.IsZero() })
}

func (m *Memory) keys(those func(document) bool) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var keys []string
	for key := range m.docs {
		if doc, ok := m.live(key); ok && those(doc) {
			keys = append(keys, key)
		}
	}
	return keys
}

func (m *Memory) before(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if m.Before == nil {
		return nil
	}
	return m.Before(ctx, op)
}

func (m *Memory) check(ops []state.Op) error {
	for _, op := range ops {
		doc, exists := m.live(op.Key)
		switch {
		case op.Insert && exists:
			return fmt.Errorf("insert %s: %w", op.Key, ErrConflict)
		case op.ETag != "" && !exists && m.Revives:
		case op.ETag != "" && (!exists || strconv.Itoa(doc.version) != op.ETag):
			return fmt.Errorf("write %s: %w", op.Key, ErrConflict)
		}
	}
	return nil
}

func (m *Memory) apply(ops []state.Op) {
	for _, op := range ops {
		if op.Delete {
			delete(m.docs, op.Key)
			continue
		}
		m.versions++
		doc := document{value: append([]byte(nil), op.Value...), version: m.versions}
		if op.TTL > 0 {
			doc.expires = time.Now().Add(op.TTL)
		}
		m.docs[op.Key] = doc
	}
}

func (m *Memory) live(key string) (document, bool) {
	doc, ok := m.docs[key]
	if ok && !doc.expires.IsZero() && time.Now().After(doc.expires) {
		return document{}, false
	}
	return doc, ok
}
