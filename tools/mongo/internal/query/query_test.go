package query

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

var now = time.UnixMilli(1_700_000_000_000)

func doc(pairs ...any) bson.D {
	var d bson.D
	for i := 0; i < len(pairs); i += 2 {
		d = append(d, bson.E{Key: pairs[i].(string), Value: pairs[i+1]})
	}
	return d
}

func TestMatch(t *testing.T) {
	one := doc("_id", "orders||a", "_etag", "1", "_ttl", nil)
	for name, c := range map[string]struct {
		filter bson.D
		want   bool
	}{
		"nothing asked":             {nil, true},
		"equality":                  {doc("_id", "orders||a", "_etag", "1"), true},
		"another etag":              {doc("_id", "orders||a", "_etag", "2"), false},
		"null is absent":            {doc("none", nil), true},
		"one of":                    {doc("_id", doc("$in", bson.A{"x", "orders||a"})), true},
		"none of":                   {doc("_id", doc("$in", bson.A{"x"})), false},
		"and":                       {doc("$and", bson.A{doc("_id", doc("$eq", "orders||a")), doc("_etag", "2")}), false},
		"greater":                   {doc("_id", doc("$gt", "orders||")), true},
		"not greater than itself":   {doc("_id", doc("$gt", "orders||a")), false},
		"pattern":                   {doc("_id", doc("$regex", `^orders\|\|.*$`)), true},
		"pattern that does not fit": {doc("_id", doc("$regex", `^tickets`)), false},
	} {
		got, err := Scope{Doc: one, Now: now}.Match(c.filter)
		require.NoError(t, err, name)
		require.Equal(t, c.want, got, name)
	}
	_, err := Scope{Doc: one}.Match(doc("_id", doc("$where", "x")))
	require.ErrorContains(t, err, "not understood")
}

// TestTimeToLive is the condition with which the component hides documents.
func TestTimeToLive(t *testing.T) {
	alive := doc("$expr", doc("$or", bson.A{
		doc("$eq", bson.A{doc("$ifNull", bson.A{"$_ttl", primitive.Null{}}), primitive.Null{}}), doc("$gte", bson.A{"$_ttl", "$$NOW"}),
	}))
	for name, c := range map[string]struct {
		doc  bson.D
		want bool
	}{
		"none":  {doc("_id", "a"), true},
		"null":  {doc("_ttl", nil), true},
		"later": {doc("_ttl", primitive.NewDateTimeFromTime(now.Add(time.Millisecond))), true},
		"now":   {doc("_ttl", primitive.NewDateTimeFromTime(now)), true},
		"past":  {doc("_ttl", primitive.NewDateTimeFromTime(now.Add(-time.Millisecond))), false},
	} {
		got, err := Scope{Doc: c.doc, Now: now}.Match(alive)
		require.NoError(t, err, name)
		require.Equal(t, c.want, got, name)
	}
}

func TestUpdate(t *testing.T) {
	old := doc("_id", "a", "value", doc("kept", int32(1)))
	set := func(value any) bson.A { return bson.A{doc("$set", doc("value", value))} }
	for name, c := range map[string]struct {
		pipeline bson.A
		want     bson.D
	}{
		"text":                   {set(`{"a":"$b"}`), doc("_id", "a", "value", `{"a":"$b"}`)},
		"a path":                 {set("$_id"), doc("_id", "a", "value", "a")},
		"a path to nothing":      {set("$100 voucher"), doc("_id", "a")},
		"a literal":              {set(doc("$literal", "$_id")), doc("_id", "a", "value", "$_id")},
		"fields join what there": {set(doc("new", "$_id")), doc("_id", "a", "value", doc("kept", int32(1), "new", "a"))},
		"a time": {bson.A{doc("$addFields", doc("value", doc("$add", bson.A{"$$NOW", int32(1000)})))},
			doc("_id", "a", "value", primitive.NewDateTimeFromTime(now.Add(time.Second)))},
		"stages see each other's": {bson.A{doc("$set", doc("value", "x")), doc("$addFields", doc("copy", "$value"))}, doc("_id", "a", "value", "x", "copy", "x")},
	} {
		got, err := Scope{Doc: old, Now: now}.Update(c.pipeline)
		require.NoError(t, err, name)
		require.Equal(t, c.want, got, name)
	}
	require.Equal(t, doc("_id", "a", "value", doc("kept", int32(1))), old, "the document itself was changed")

	for _, refused := range []bson.A{
		set("$"), set("$$user"), set(doc("$set", 1)), {doc("$unset", "value")}, {doc("$set", doc("_id", "b"))}, {doc("$set", doc("a.b", 1))},
	} {
		_, err := Scope{Doc: old, Now: now}.Update(refused)
		require.Error(t, err, "%v", refused)
	}
}

func TestIDs(t *testing.T) {
	for name, c := range map[string]struct {
		filter bson.D
		ids    []any
		all    bool
	}{
		"equality":   {doc("_id", "a", "_etag", "1"), []any{"a"}, false},
		"one of":     {doc("$and", bson.A{doc("_id", doc("$in", bson.A{"a", "b"})), doc("x", 1)}), []any{"a", "b"}, false},
		"no word":    {doc("x", 1), nil, true},
		"a pattern":  {doc("_id", doc("$regex", "^a")), nil, true},
		"everything": {nil, nil, true},
	} {
		ids, all := IDs(c.filter)
		require.Equal(t, c.ids, ids, name)
		require.Equal(t, c.all, all, name)
	}
}
