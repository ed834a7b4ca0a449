package server

import (
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"github.com/saheedt/pass/tools/mongo/internal/store"
)

// indexes is the collection of those that were created. They remove documents past their time; searches do without.
const indexes = "system.indexes"

func (s *Server) createIndexes(c *call) (bson.D, error) {
	before, err := s.indexesOf(c.collection())
	if err != nil {
		return nil, err
	}
	tx := s.docs.Begin()
	defer tx.Abort()
	for _, spec := range list(c.body, "indexes") {
		id := c.collection() + "/" + text(spec, "name")
		doc := append(bson.D{{Key: "_id", Value: id}, {Key: "of", Value: c.collection()}}, spec...)
		if err := put(tx, indexes, id, doc); err != nil {
			return nil, err
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	after, err := s.indexesOf(c.collection())
	return bson.D{{Key: "numIndexesBefore", Value: len(before) + 1}, {Key: "numIndexesAfter", Value: len(after) + 1}}, err
}

func put(tx *store.Tx, collection, id string, doc bson.D) error {
	key, err := store.ID(id)
	if err != nil {
		return err
	}
	return tx.Put(collection, key, doc)
}

// indexesOf gives those of a collection, or of all when it is "".
func (s *Server) indexesOf(collection string) (found []bson.D, err error) {
	tx := s.docs.Begin()
	defer tx.Abort()
	all, err := tx.All(indexes)
	for _, one := range all {
		if collection == "" || text(one, "of") == collection {
			found = append(found, one)
		}
	}
	return found, err
}

func (s *Server) listIndexes(c *call) (bson.D, error) {
	some, err := s.indexesOf(c.collection())
	if err != nil {
		return nil, err
	}
	docs := []bson.D{{{Key: "v", Value: 2}, {Key: "key", Value: bson.D{{Key: "_id", Value: 1}}}, {Key: "name", Value: "_id_"}}}
	for _, one := range some {
		docs = append(docs, append(bson.D{{Key: "v", Value: 2}}, one[2:]...))
	}
	return s.cursors.batch(0, &cursor{collection: c.collection(), docs: docs}, "firstBatch", firstBatch, true), nil
}

// removeExpired does what MongoDB's TTL monitor does on its rounds.
func (s *Server) removeExpired(now time.Time) {
	all, err := s.indexesOf("")
	if err != nil {
		return
	}
	for _, one := range all {
		key, _ := lookup(one, "key").(bson.D)
		if lookup(one, "expireAfterSeconds") == nil || len(key) != 1 || strings.Contains(key[0].Key, ".") {
			continue
		}
		s.expire(text(one, "of"), key[0].Key, now.Add(-time.Duration(number(one, "expireAfterSeconds"))*time.Second))
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
