package store

import (
	"slices"

	"github.com/saheedt/pass/services/internal/writer"
)

// Sizes of an instance's documents. What its peers have not seen after
// ringPages pages of changes, they find by reading everything again.
const (
	pageChanges = 64
	ringPages   = 64
	bucketSize  = 256
)

// journal is where an instance notes which listings it made and changed, so
// that its peers and the next to have the journal find them. The listings it made are in
// its buckets 0 to Buckets-1, in the order of their creation. Its changes are
// numbered in pages: those of the last one are here, those before it in
// documents of their own, which are used again in turn.
type journal struct {
	Buckets int      `json:"buckets"`
	Page    int      `json:"page"` // of Changes
	Changes []change `json:"changes"`
}

// change says that the listing has at least this revision.
type change struct {
	ID       string `json:"id"`
	Revision int64  `json:"revision"`
}

type journalPage struct {
	Page    int      `json:"page"`
	Changes []change `json:"changes"`
}

// bucket lists listings that were made by who had the journal.
type bucket struct {
	IDs []string `json:"ids"`
}

func (s *Store) journal(tx *writer.Tx) (journal, error) {
	stored, err := writer.Get[journal](tx, journalKey(s.journalName()))
	if err != nil || stored == nil {
		return journal{}, err
	}
	return *stored, nil
}

// note adds a change to the journal, in place of an older one of the same
// listing, and turns the page when it is full.
func (s *Store) note(tx *writer.Tx, c change) error {
	j, err := s.journal(tx)
	if err != nil {
		return err
	}
	if len(j.Changes) == pageChanges {
		key := journalPageKey(s.journalName(), j.Page)
		if _, err := writer.Get[journalPage](tx, key); err != nil {
			return err
		}
		writer.Put(tx, key, &journalPage{Page: j.Page, Changes: j.Changes})
		j.Page, j.Changes = j.Page+1, nil
	}
	kept := make([]change, 0, len(j.Changes)+1)
	for _, old := range j.Changes {
		if old.ID != c.ID {
			kept = append(kept, old)
		}
	}
	j.Changes = append(kept, c)
	writer.Put(tx, journalKey(s.journalName()), &j)
	return nil
}

// enrol adds a new listing to the last bucket of the journal, or to a new one
// when that is full.
func (s *Store) enrol(tx *writer.Tx, id string) error {
	j, err := s.journal(tx)
	if err != nil {
		return err
	}
	var ids []string
	if j.Buckets > 0 {
		last, err := writer.Get[bucket](tx, bucketKey(s.journalName(), j.Buckets-1))
		if err != nil {
			return err
		}
		if last != nil && len(last.IDs) < bucketSize {
			ids = slices.Clone(last.IDs)
		}
	}
	if ids == nil {
		j.Buckets++
		writer.Put(tx, journalKey(s.journalName()), &j)
	}
	key := bucketKey(s.journalName(), j.Buckets-1)
	if _, err := writer.Get[bucket](tx, key); err != nil {
		return err
	}
	writer.Put(tx, key, &bucket{IDs: append(ids, id)})
	s.lastBucket.Store(int64(j.Buckets - 1))
	return nil
}
