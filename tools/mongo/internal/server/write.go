package server

import (
	"fmt"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/saheedt/pass/tools/mongo/internal/query"
	"github.com/saheedt/pass/tools/mongo/internal/store"
)

// update does updates by pipeline, each of one document, as an upsert if it says so.
func (s *Server) update(c *call) (bson.D, error) {
	done, changed := 0, 0
	var upserted bson.A
	for i, u := range list(c.body, "updates") {
		filter, _ := lookup(u, "q").(bson.D)
		pipeline, is := lookup(u, "u").(bson.A)
		if !is || lookup(u, "multi") == true {
			return nil, failure(9, "only updates of one document by pipeline are understood here")
		}
		found, err := s.search(c, filter)
		if err != nil {
			return nil, err
		}
		switch {
		case len(found) > 0:
			if err := s.replace(c, found[0], pipeline); err != nil {
				return nil, err
			}
			done, changed = done+1, changed+1
		case lookup(u, "upsert") == true:
			id, duplicate, err := s.upsert(c, filter, pipeline)
			if err != nil || duplicate {
				return duplicateKey(i, done, id), err
			}
			done++
			upserted = append(upserted, bson.D{{Key: "index", Value: i}, {Key: "_id", Value: id}})
		}
	}
	body := bson.D{{Key: "n", Value: done}, {Key: "nModified", Value: changed}}
	if len(upserted) > 0 {
		body = append(body, bson.E{Key: "upserted", Value: upserted})
	}
	return body, nil
}

func (s *Server) replace(c *call, old bson.D, pipeline bson.A) error {
	doc, err := query.Scope{Doc: old, Now: c.now}.Update(pipeline)
	if err != nil {
		return err
	}
	return c.put(lookup(old, "_id"), doc)
}

// upsert adds the document that a filter without a match and a pipeline make, unless there is one of its id.
func (s *Server) upsert(c *call, filter bson.D, pipeline bson.A) (id any, duplicate bool, err error) {
	doc, err := query.Scope{Doc: query.Seed(filter), Now: c.now}.Update(pipeline)
	if err != nil {
		return nil, false, err
	}
	id = lookup(doc, "_id")
	duplicate, err = c.add(id, doc)
	return id, duplicate, err
}

func (s *Server) insert(c *call) (bson.D, error) {
	docs := list(c.body, "documents")
	for i, doc := range docs {
		id := lookup(doc, "_id")
		duplicate, err := c.add(id, doc)
		if err != nil || duplicate {
			return duplicateKey(i, i, id), err
		}
	}
	return bson.D{{Key: "n", Value: len(docs)}}, nil
}

func (s *Server) remove(c *call) (bson.D, error) {
	done := 0
	for _, d := range list(c.body, "deletes") {
		filter, _ := lookup(d, "q").(bson.D)
		found, err := s.search(c, filter)
		if err != nil {
			return nil, err
		}
		if number(d, "limit") == 1 && len(found) > 1 {
			found = found[:1]
		}
		for _, doc := range found {
			if err := c.put(lookup(doc, "_id"), nil); err != nil {
				return nil, err
			}
			done++
		}
	}
	return bson.D{{Key: "n", Value: done}}, nil
}

func duplicateKey(index, done int, id any) bson.D {
	return bson.D{{Key: "n", Value: done}, {Key: "writeErrors", Value: bson.A{bson.D{
		{Key: "index", Value: index}, {Key: "code", Value: int32(11000)},
		{Key: "errmsg", Value: fmt.Sprintf("E11000 duplicate key error, index: _id_ dup key: { _id: %q }", id)},
	}}}}
}

func (c *call) put(id any, doc bson.D) error {
	key, err := store.ID(id)
	if err != nil {
		return err
	}
	return c.tx.Put(c.collection(), key, doc)
}

func (c *call) add(id any, doc bson.D) (duplicate bool, err error) {
	key, err := store.ID(id)
	if err != nil {
		return false, err
	}
	old, err := c.tx.Get(c.collection(), key)
	if err != nil || old != nil {
		return old != nil, err
	}
	return false, c.tx.Put(c.collection(), key, doc)
}
