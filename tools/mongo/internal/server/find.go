package server

import (
	"slices"
	"sync"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/saheedt/pass/tools/mongo/internal/query"
	"github.com/saheedt/pass/tools/mongo/internal/store"
)

const (
	firstBatch = 101
	batchBytes = 16 << 20
)

// cursors are answers that are fetched in pieces.
type cursors struct {
	mu   sync.Mutex
	last int64
	open map[int64]*cursor
}

type cursor struct {
	collection string
	docs       []bson.D
}

// search gives the documents that pass a filter, in the order of their ids unless the filter names them.
func (s *Server) search(c *call, filter bson.D) ([]bson.D, error) {
	candidates, err := s.candidates(c, filter)
	if err != nil {
		return nil, err
	}
	var found []bson.D
	for _, doc := range candidates {
		ok, err := query.Scope{Doc: doc, Now: c.now}.Match(filter)
		if err != nil {
			return nil, err
		}
		if ok {
			found = append(found, doc)
		}
	}
	return found, nil
}

func (s *Server) candidates(c *call, filter bson.D) ([]bson.D, error) {
	ids, all := query.IDs(filter)
	if all {
		return c.tx.All(c.collection())
	}
	var docs []bson.D
	seen := map[string]bool{}
	for _, id := range ids {
		key, err := store.ID(id)
		if err != nil {
			return nil, err
		}
		doc, err := c.tx.Get(c.collection(), key)
		if err != nil {
			return nil, err
		}
		if doc != nil && !seen[key] {
			docs = append(docs, doc)
		}
		seen[key] = true
	}
	return docs, nil
}

// find answers a query in pieces of MongoDB's size. It sorts by _id, in which order they come, or not at all.
func (s *Server) find(c *call) (bson.D, error) {
	filter, _ := lookup(c.body, "filter").(bson.D)
	if sort, _ := lookup(c.body, "sort").(bson.D); len(sort) > 0 && (len(sort) > 1 || sort[0].Key != "_id" || number(sort, "_id") != 1) {
		return nil, failure(9, "only the order of _id is understood here")
	}
	docs, err := s.search(c, filter)
	if err != nil {
		return nil, err
	}
	if limit := number(c.body, "limit"); limit > 0 && len(docs) > limit {
		docs = docs[:limit]
	}
	most := firstBatch
	if lookup(c.body, "batchSize") != nil {
		most = number(c.body, "batchSize")
	}
	one := &cursor{collection: c.collection(), docs: docs}
	return s.cursors.batch(0, one, "firstBatch", most, lookup(c.body, "singleBatch") == true), nil
}

func (s *Server) getMore(c *call) (bson.D, error) {
	id, _ := lookup(c.body, "getMore").(int64)
	s.cursors.mu.Lock()
	one, known := s.cursors.open[id]
	delete(s.cursors.open, id)
	s.cursors.mu.Unlock()
	if !known {
		return nil, failure(43, "cursor not found")
	}
	most := len(one.docs)
	if size := number(c.body, "batchSize"); size > 0 {
		most = size
	}
	return s.cursors.batch(id, one, "nextBatch", most, false), nil
}

// batch takes the next piece from a cursor and keeps the rest under an id.
func (s *cursors) batch(id int64, one *cursor, name string, most int, single bool) bson.D {
	piece, bytes := bson.A{}, 0
	for len(one.docs) > 0 && len(piece) < most {
		raw, err := bson.Marshal(one.docs[0])
		if bytes += len(raw); err != nil || bytes > batchBytes && len(piece) > 0 {
			break
		}
		piece, one.docs = append(piece, bson.Raw(raw)), one.docs[1:]
	}
	if len(one.docs) == 0 || single {
		id = 0
	} else {
		s.mu.Lock()
		if id == 0 {
			s.last++
			id = s.last
		}
		one.docs = slices.Clone(one.docs)
		s.open[id] = one
		s.mu.Unlock()
	}
	return bson.D{{Key: "cursor", Value: bson.D{{Key: "id", Value: id}, {Key: "ns", Value: one.collection}, {Key: name, Value: piece}}}}
}
