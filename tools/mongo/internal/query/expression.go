package query

import (
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// Scope is what an expression may refer to: a document, and the time of the command.
type Scope struct {
	Doc bson.D
	Now time.Time
}

// evaluate gives the value of an aggregation expression. Every string that begins with a dollar sign is one.
func (s Scope) evaluate(expression any) (any, error) {
	switch e := expression.(type) {
	case string:
		return s.text(e)
	case bson.A:
		return s.list(e)
	case bson.D:
		if len(e) == 1 && strings.HasPrefix(e[0].Key, "$") {
			return s.operator(e[0].Key, e[0].Value)
		}
		out := make(bson.D, 0, len(e))
		for _, part := range e {
			value, err := s.evaluate(part.Value)
			if err != nil {
				return nil, err
			}
			if _, none := value.(missing); !none {
				out = append(out, bson.E{Key: part.Key, Value: value})
			}
		}
		return out, nil
	}
	return expression, nil
}

// text is a literal, a variable, or the path of a field.
func (s Scope) text(text string) (any, error) {
	switch {
	case text == "$$NOW":
		return primitive.NewDateTimeFromTime(s.Now), nil
	case text == "$$ROOT" || text == "$$CURRENT":
		return s.Doc, nil
	case strings.HasPrefix(text, "$$"):
		return nil, &Error{Code: 17276, Name: "Location17276", Message: "Use of undefined variable: " + text[2:]}
	case text == "$":
		return nil, &Error{Code: 16872, Name: "Location16872", Message: "'$' by itself is not a valid FieldPath"}
	case strings.HasPrefix(text, "$"):
		return field(s.Doc, text[1:]), nil
	}
	return text, nil
}

func (s Scope) list(expressions bson.A) (bson.A, error) {
	out := make(bson.A, len(expressions))
	for i, expression := range expressions {
		value, err := s.evaluate(expression)
		if err != nil {
			return nil, err
		}
		if _, none := value.(missing); none {
			value = nil
		}
		out[i] = value
	}
	return out, nil
}

func (s Scope) operator(name string, argument any) (any, error) {
	if name == "$literal" {
		return argument, nil
	}
	list, ok := argument.(bson.A)
	if !ok {
		return nil, unknown("%s of %T", name, argument)
	}
	args := make([]any, len(list))
	for i, expression := range list {
		value, err := s.evaluate(expression)
		if err != nil {
			return nil, err
		}
		args[i] = value
	}
	switch name {
	case "$or":
		for _, arg := range args {
			if truth(arg) {
				return true, nil
			}
		}
		return false, nil
	case "$ifNull":
		return firstThere(args), nil
	case "$eq", "$gte":
		return relation(name, args)
	case "$add":
		return add(args)
	}
	return nil, unknown("expression %s", name)
}

func relation(name string, args []any) (any, error) {
	if len(args) != 2 {
		return nil, unknown("%s of %d", name, len(args))
	}
	order, err := compare(args[0], args[1])
	if name == "$eq" {
		return order == 0, err
	}
	return order >= 0, err
}

func truth(value any) bool {
	switch v := value.(type) {
	case bool:
		return v
	case nil, primitive.Null, missing:
		return false
	case int32, int64, float64:
		return number(v) != 0
	}
	return true
}

func firstThere(args []any) any {
	for _, arg := range args {
		if rank(arg) > 1 {
			return arg
		}
	}
	return args[len(args)-1]
}

// add is a date and numbers of milliseconds, in any order.
func add(args []any) (any, error) {
	var date *int64
	sum := 0.0
	for _, arg := range args {
		switch rank(arg) {
		case 2:
			sum += number(arg)
		case 9:
			if date != nil {
				return nil, unknown("$add of two dates")
			}
			at := millis(arg)
			date = &at
		default:
			return nil, unknown("$add of %T", arg)
		}
	}
	if date == nil {
		return nil, unknown("$add without a date")
	}
	return primitive.DateTime(*date + int64(sum)), nil
}
