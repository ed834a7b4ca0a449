// Package store keeps documents in memory, with snapshot transactions that conflict as MongoDB's do: on the second write of a document, at
// once, and not at the commit.
package store

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"go.mongodb.org/mongo-driver/bson"
)

var (
	// ErrConflict refuses a write of a document that another transaction has written, or has written since this one began.
	ErrConflict = errors.New("write conflict")
	// ErrEnded refuses to go on with a transaction that was committed or aborted.
	ErrEnded = errors.New("transaction has ended")
)

// Store is a set of collections. It is safe for concurrent use, and so are its transactions.
type Store struct {
	mu          sync.Mutex
	clock       uint64 // counts commits
	collections map[string]*collection
	open        map[*Tx]bool
	file        *os.File // nil: in memory only
}

type collection struct {
	records map[string]*record
}

// record is a document's versions, the oldest first, as far back as an open transaction may look.
type record struct {
	versions []version
	owner    *Tx // has written it and is open
}

type version struct {
	commit uint64
	doc    bson.D // nil: there is none
}

// New gives an empty store.
func New() *Store {
	return &Store{collections: map[string]*collection{}, open: map[*Tx]bool{}}
}

// Begin starts a transaction that sees what is committed by now.
func (s *Store) Begin() *Tx {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &Tx{store: s, snapshot: s.clock, writes: map[place]bson.D{}}
	s.open[t] = true
	return t
}

func (s *Store) collection(name string) *collection {
	c, ok := s.collections[name]
	if !ok {
		c = &collection{records: map[string]*record{}}
		s.collections[name] = c
	}
	return c
}

// oldest is the commit that an open transaction may still have to see.
func (s *Store) oldest() uint64 {
	oldest := s.clock
	for t := range s.open {
		oldest = min(oldest, t.snapshot)
	}
	return oldest
}

// at gives the document as it was after a commit.
func (r *record) at(commit uint64) bson.D {
	for _, v := range slices.Backward(r.versions) {
		if v.commit <= commit {
			return v.doc
		}
	}
	return nil
}

func (r *record) latest() uint64 {
	if len(r.versions) == 0 {
		return 0
	}
	return r.versions[len(r.versions)-1].commit
}

// prune drops the versions that nobody can see any more.
func (r *record) prune(oldest uint64) {
	for len(r.versions) > 1 && r.versions[1].commit <= oldest {
		r.versions = r.versions[1:]
	}
}

func (r *record) gone() bool {
	return r.owner == nil && len(r.versions) == 1 && r.versions[0].doc == nil
}

// ID gives the form of an _id by which documents are kept.
func ID(value any) (string, error) {
	kind, raw, err := bson.MarshalValue(value)
	if err != nil {
		return "", fmt.Errorf("encode _id: %w", err)
	}
	return string([]byte{byte(kind)}) + string(raw), nil
}

// byID orders documents as a scan of the index on _id does, for ids of one type.
func byID(a, b bson.D) int { return strings.Compare(idText(a), idText(b)) }

func idText(doc bson.D) string {
	for _, field := range doc {
		if field.Key == "_id" {
			return fmt.Sprint(field.Value)
		}
	}
	return ""
}
