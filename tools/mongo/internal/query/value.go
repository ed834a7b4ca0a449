// Package query evaluates the filters, expressions and update pipelines that Dapr's state component sends, as MongoDB does. What it does
// not know is an error, never a guess.
package query

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// Error is a refusal of what was asked, with MongoDB's code for it.
type Error struct {
	Code    int32
	Name    string
	Message string
}

func (e *Error) Error() string { return e.Message }

func unknown(format string, args ...any) error {
	return &Error{Code: 168, Name: "InvalidPipelineOperator", Message: "not understood here: " + fmt.Sprintf(format, args...)}
}

// missing is what a path to nothing leads to.
type missing struct{}

// Field gives what is at a dotted path of a document.
func field(doc bson.D, path string) any {
	name, rest, deeper := strings.Cut(path, ".")
	for _, e := range doc {
		if e.Key != name {
			continue
		}
		if !deeper {
			return e.Value
		}
		if inner, ok := e.Value.(bson.D); ok {
			return field(inner, rest)
		}
		return missing{}
	}
	return missing{}
}

// rank is the place of a value's type in MongoDB's order.
func rank(value any) int {
	switch value.(type) {
	case missing:
		return 0
	case nil, primitive.Null:
		return 1
	case int32, int64, float64, int:
		return 2
	case string:
		return 3
	case bson.D:
		return 4
	case bson.A:
		return 5
	case bool:
		return 8
	case primitive.DateTime, time.Time:
		return 9
	}
	return 100
}

// compare orders two values as MongoDB does.
func compare(a, b any) (int, error) {
	if order := cmp.Compare(rank(a), rank(b)); order != 0 {
		return order, nil
	}
	switch rank(a) {
	case 0, 1:
		return 0, nil
	case 2:
		return cmp.Compare(number(a), number(b)), nil
	case 3:
		return cmp.Compare(a.(string), b.(string)), nil
	case 9:
		return cmp.Compare(millis(a), millis(b)), nil
	}
	return compareEncoded(a, b)
}

// compareEncoded is right about equality, which is all that is asked of the other types.
func compareEncoded(a, b any) (int, error) {
	_, first, err := bson.MarshalValue(a)
	if err != nil {
		return 0, err
	}
	_, second, err := bson.MarshalValue(b)
	if err != nil {
		return 0, err
	}
	return bytes.Compare(first, second), nil
}

func number(value any) float64 {
	switch n := value.(type) {
	case int32:
		return float64(n)
	case int64:
		return float64(n)
	case int:
		return float64(n)
	case float64:
		return n
	}
	return 0
}

func millis(value any) int64 {
	switch t := value.(type) {
	case primitive.DateTime:
		return int64(t)
	case time.Time:
		return t.UnixMilli()
	}
	return 0
}
