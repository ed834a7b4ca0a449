package query

import (
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"
)

// Seed is the document that an upsert starts from: what its filter says by equality.
func Seed(filter bson.D) bson.D {
	var doc bson.D
	for _, c := range filter {
		if _, operators := c.Value.(bson.D); !operators && !strings.HasPrefix(c.Key, "$") {
			doc = append(doc, c)
		}
	}
	return doc
}

// Update gives the document that an update pipeline makes of the scope's. It may only set fields.
func (s Scope) Update(pipeline bson.A) (bson.D, error) {
	before := field(s.Doc, "_id")
	for _, stage := range pipeline {
		doc, ok := stage.(bson.D)
		if !ok || len(doc) != 1 || doc[0].Key != "$set" && doc[0].Key != "$addFields" {
			return nil, unknown("stage %v", stage)
		}
		fields, ok := doc[0].Value.(bson.D)
		if !ok {
			return nil, unknown("%s of %T", doc[0].Key, doc[0].Value)
		}
		next, err := s.set(slices.Clone(s.Doc), fields)
		if err != nil {
			return nil, err
		}
		s.Doc = next
	}
	after := field(s.Doc, "_id")
	if same, err := equal(before, after); err != nil || !same && rank(before) > 0 {
		return nil, &Error{Code: 66, Name: "ImmutableField", Message: "the _id of a document can't be changed"}
	}
	return s.Doc, nil
}

// set adds fields to doc, or replaces them. A value that comes out as missing removes its field.
func (s Scope) set(doc, fields bson.D) (bson.D, error) {
	for _, f := range fields {
		if strings.Contains(f.Key, ".") {
			return nil, unknown("the path %s", f.Key)
		}
		value, err := s.assigned(doc, f)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(doc, func(e bson.E) bool { return e.Key == f.Key })
		_, none := value.(missing)
		switch {
		case none && at >= 0:
			doc = slices.Delete(doc, at, at+1)
		case none:
		case at >= 0:
			doc[at].Value = value
		default:
			doc = append(doc, bson.E{Key: f.Key, Value: value})
		}
	}
	return doc, nil
}

// assigned is the value for a field: a plain document adds its fields to those of the one there.
func (s Scope) assigned(doc bson.D, f bson.E) (any, error) {
	fields, ok := f.Value.(bson.D)
	if !ok || len(fields) == 0 || strings.HasPrefix(fields[0].Key, "$") {
		return s.evaluate(f.Value)
	}
	old, _ := field(doc, f.Key).(bson.D)
	return s.set(slices.Clone(old), fields)
}
