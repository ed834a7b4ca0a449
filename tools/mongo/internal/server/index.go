package server

import (
	"maps"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"github.com/saheedt/pass/tools/mongo/internal/store"
)

// indexes are kept for those that remove documents past their time; searches do without.
type indexes struct {
	mu           sync.Mutex
	byCollection map[string][]index
}

type index struct {
	name  string
	key   bson.D
	after int // seconds; below 0: it removes nothing
}

func (s *Server) createIndexes(c *call) (bson.D, error) {
	s.indexes.mu.Lock()
	defer s.indexes.mu.Unlock()
	before := len(s.indexes.byCollection[c.collection()]) + 1
	for _, spec := range list(c.body, "indexes") {
		key, _ := lookup(spec, "key").(bson.D)
		one := index{name: text(spec, "name"), key: key, after: -1}
		if lookup(spec, "expireAfterSeconds") != nil {
			one.after = number(spec, "expireAfterSeconds")
		}
		s.indexes.add(c.collection(), one)
	}
	return bson.D{
		{Key: "numIndexesBefore", Value: before}, {Key: "numIndexesAfter", Value: len(s.indexes.byCollection[c.collection()]) + 1},
	}, nil
}

func (i *indexes) add(collection string, one index) {
	for _, old := range i.byCollection[collection] {
		if old.name == one.name {
			return
		}
	}
	i.byCollection[collection] = append(i.byCollection[collection], one)
}

func (s *Server) listIndexes(c *call) (bson.D, error) {
	s.indexes.mu.Lock()
	defer s.indexes.mu.Unlock()
	docs := []bson.D{{{Key: "v", Value: 2}, {Key: "key", Value: bson.D{{Key: "_id", Value: 1}}}, {Key: "name", Value: "_id_"}}}
	for _, one := range s.indexes.byCollection[c.collection()] {
		doc := bson.D{{Key: "v", Value: 2}, {Key: "key", Value: one.key}, {Key: "name", Value: one.name}}
		if one.after >= 0 {
			doc = append(doc, bson.E{Key: "expireAfterSeconds", Value: one.after})
		}
		docs = append(docs, doc)
	}
	return s.cursors.batch(0, &cursor{collection: c.collection(), docs: docs}, "firstBatch", firstBatch, true), nil
}

// removeExpired does what MongoDB's TTL monitor does on its rounds.
func (s *Server) removeExpired(now time.Time) {
	s.indexes.mu.Lock()
	all := maps.Clone(s.indexes.byCollection)
	s.indexes.mu.Unlock()
	for collection, some := range all {
		for _, one := range some {
			if one.after >= 0 && len(one.key) == 1 {
				s.expire(collection, one.key[0].Key, now.Add(-time.Duration(one.after)*time.Second))
			}
		}
	}
}

func (s *Server) expire(collection, field string, before time.Time) {
	tx := s.docs.Begin()
	defer tx.Abort()
	docs, err := tx.All(collection)
	if err != nil {
		return
	}
	for _, doc := range docs {
		at, dated := lookup(doc, field).(primitive.DateTime)
		if !dated || at.Time().After(before) {
			continue
		}
		if id, err := store.ID(lookup(doc, "_id")); err == nil {
			_ = tx.Put(collection, id, nil) // one that is being written is for the next round
		}
	}
	_ = tx.Commit()
}
