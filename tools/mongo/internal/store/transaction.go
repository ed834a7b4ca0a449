package store

import (
	"slices"

	"go.mongodb.org/mongo-driver/bson"
)

// Tx is a transaction. It sees the documents as they were when it began, with its own changes.
type Tx struct {
	store    *Store
	snapshot uint64
	writes   map[place]bson.D // nil: deleted
	ended    bool
}

type place struct{ collection, id string }

// Get gives the document under an id, nil when there is none. It must not be changed.
func (t *Tx) Get(collection, id string) (bson.D, error) {
	t.store.mu.Lock()
	defer t.store.mu.Unlock()
	if t.ended {
		return nil, ErrEnded
	}
	return t.see(collection, id), nil
}

// All gives the documents of a collection in the order of their ids. They must not be changed.
func (t *Tx) All(collection string) ([]bson.D, error) {
	t.store.mu.Lock()
	defer t.store.mu.Unlock()
	if t.ended {
		return nil, ErrEnded
	}
	var docs []bson.D
	for id := range t.store.collection(collection).records {
		if doc := t.see(collection, id); doc != nil {
			docs = append(docs, doc)
		}
	}
	slices.SortFunc(docs, byID)
	return docs, nil
}

func (t *Tx) see(collection, id string) bson.D {
	if doc, ok := t.writes[place{collection, id}]; ok {
		return doc
	}
	r, ok := t.store.collection(collection).records[id]
	if !ok {
		return nil
	}
	return r.at(t.snapshot)
}

// Put writes a document, nil to remove it. On ErrConflict the transaction can only be aborted.
func (t *Tx) Put(collection, id string, doc bson.D) error {
	t.store.mu.Lock()
	defer t.store.mu.Unlock()
	if t.ended {
		return ErrEnded
	}
	records := t.store.collection(collection).records
	r, ok := records[id]
	if !ok {
		r = &record{}
		records[id] = r
	}
	if r.owner != nil && r.owner != t || r.latest() > t.snapshot {
		return ErrConflict
	}
	r.owner = t
	t.writes[place{collection, id}] = doc
	return nil
}

// Commit makes the changes seen by transactions that begin from now on. Where they can't be kept, nothing is done.
func (t *Tx) Commit() error {
	t.store.mu.Lock()
	defer t.store.mu.Unlock()
	if t.ended {
		return ErrEnded
	}
	if len(t.writes) > 0 {
		if err := t.store.keep(t.commit()); err != nil {
			return err
		}
	}
	t.end()
	t.store.clock++
	oldest := t.store.oldest()
	for at, doc := range t.writes {
		records := t.store.collection(at.collection).records
		r := records[at.id]
		r.versions = append(r.versions, version{t.store.clock, doc})
		if r.prune(oldest); r.gone() {
			delete(records, at.id)
		}
	}
	return nil
}

func (t *Tx) commit() commit {
	var one commit
	for at, doc := range t.writes {
		one.Writes = append(one.Writes, write{at.collection, []byte(at.id), doc})
	}
	return one
}

// Abort drops the changes. It does nothing to a transaction that has ended.
func (t *Tx) Abort() {
	t.store.mu.Lock()
	defer t.store.mu.Unlock()
	if t.ended {
		return
	}
	t.end()
	for at := range t.writes {
		records := t.store.collection(at.collection).records
		if len(records[at.id].versions) == 0 {
			delete(records, at.id)
		}
	}
}

func (t *Tx) end() {
	t.ended = true
	delete(t.store.open, t)
	for at := range t.writes {
		t.store.collection(at.collection).records[at.id].owner = nil
	}
}
