package query

import (
	"regexp"
	"strings"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// Match tells whether the scope's document passes a filter.
func (s Scope) Match(filter bson.D) (bool, error) {
	for _, condition := range filter {
		ok, err := s.condition(condition)
		if err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

func (s Scope) condition(c bson.E) (bool, error) {
	switch c.Key {
	case "$and":
		list, _ := c.Value.(bson.A)
		for _, part := range list {
			inner, ok := part.(bson.D)
			if !ok {
				return false, unknown("$and of %T", part)
			}
			if ok, err := s.Match(inner); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	case "$expr":
		value, err := s.evaluate(c.Value)
		return truth(value), err
	}
	if strings.HasPrefix(c.Key, "$") {
		return false, unknown("filter %s", c.Key)
	}
	found := field(s.Doc, c.Key)
	operators, ok := c.Value.(bson.D)
	if !ok || len(operators) == 0 || !strings.HasPrefix(operators[0].Key, "$") {
		return equal(found, c.Value)
	}
	for _, operator := range operators {
		ok, err := holds(operator.Key, found, operator.Value)
		if err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

func holds(operator string, found, operand any) (bool, error) {
	switch operator {
	case "$eq":
		return equal(found, operand)
	case "$gt":
		order, err := compare(found, operand)
		return rank(found) == rank(operand) && order > 0, err
	case "$in":
		list, _ := operand.(bson.A)
		for _, one := range list {
			if ok, err := equal(found, one); err != nil || ok {
				return ok, err
			}
		}
		return false, nil
	case "$regex":
		return matches(found, operand)
	}
	return false, unknown("filter %s", operator)
}

// equal takes a field that is not there for null, as filters do.
func equal(found, operand any) (bool, error) {
	if rank(found) <= 1 && rank(operand) <= 1 {
		return true, nil
	}
	order, err := compare(found, operand)
	return order == 0, err
}

func matches(found, operand any) (bool, error) {
	text, ok := found.(string)
	if !ok {
		return false, nil
	}
	pattern, ok := operand.(string)
	if r, is := operand.(primitive.Regex); is {
		pattern, ok = r.Pattern, r.Options == ""
	}
	if !ok {
		return false, unknown("$regex of %T", operand)
	}
	expression, err := regexp.Compile(pattern)
	if err != nil {
		return false, unknown("$regex: %s", err)
	}
	return expression.MatchString(text), nil
}

// IDs gives the values of _id that a document needs to pass the filter; all tells that it says nothing about them.
func IDs(filter bson.D) (ids []any, all bool) {
	for _, c := range filter {
		switch value := c.Value.(type) {
		case bson.A:
			if c.Key != "$and" {
				continue
			}
			for _, part := range value {
				if inner, ok := part.(bson.D); ok {
					if ids, all := IDs(inner); !all {
						return ids, false
					}
				}
			}
		case bson.D:
			if c.Key != "_id" || len(value) != 1 {
				continue
			}
			if list, ok := value[0].Value.(bson.A); ok && value[0].Key == "$in" {
				return list, false
			}
			if value[0].Key == "$eq" {
				return []any{value[0].Value}, false
			}
		default:
			if c.Key == "_id" {
				return []any{value}, false
			}
		}
	}
	return nil, true
}
