package api

import (
	"errors"
	"slices"

	"github.com/saheedt/pass/tools/stripe/internal/form"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// page is what a list asks for besides its own filters.
type page struct {
	limit         int
	after, before string
	created       span
}

// span bounds times of creation; nil is no bound.
type span struct{ above, atLeast, below, atMost, exactly *int64 }

func readPage(p *form.Params) page {
	wanted := page{limit: 10, after: p.String("starting_after"), before: p.String("ending_before")}
	if limit, sent := p.Int("limit"); sent {
		if limit < 1 || limit > 100 {
			p.Fail(problem.Invalid("parameter_invalid_integer", "limit", "Limit must be between 1 and 100."))
		}
		wanted.limit = int(limit)
	}
	if wanted.after != "" && wanted.before != "" {
		p.Fail(problem.Invalid("", "ending_before", "You can only use one of the parameters: starting_after or ending_before."))
	}
	wanted.created = readSpan(p)
	return wanted
}

func readSpan(p *form.Params) span {
	if !p.Has("created") {
		return span{}
	}
	bounds := p.Sub("created")
	if bounds == nil {
		return span{exactly: bound(p, "created")}
	}
	return span{above: bound(bounds, "gt"), atLeast: bound(bounds, "gte"), below: bound(bounds, "lt"), atMost: bound(bounds, "lte")}
}

func bound(p *form.Params, name string) *int64 {
	if value, sent := p.Int(name); sent {
		return &value
	}
	return nil
}

func (s span) holds(at int64) bool {
	return (s.above == nil || at > *s.above) && (s.atLeast == nil || at >= *s.atLeast) &&
		(s.below == nil || at < *s.below) && (s.atMost == nil || at <= *s.atMost) && (s.exactly == nil || at == *s.exactly)
}

// older tells whether the time, and so all before it, is below the span.
func (s span) older(at int64) bool {
	return s.above != nil && at <= *s.above || s.atLeast != nil && at < *s.atLeast || s.exactly != nil && at < *s.exactly
}

// every lets all rows of a group through.
func every[R any](R) bool { return true }

// list answers with a page of the rows of a group, the newest first, that pass the filter. The group "" is the whole table.
func list[R viewed](c *call, table store.Table[R], group string, wanted page, keep func(R) bool) (object.View, error) {
	if err := c.params.Err(); err != nil {
		return nil, err
	}
	var items []object.View
	more := false
	visit := func(row R) bool {
		if wanted.before == "" && wanted.created.older(row.At()) {
			return false
		}
		if !wanted.created.holds(row.At()) || !keep(row) {
			return true
		}
		if more = len(items) == wanted.limit; more {
			return false
		}
		items = append(items, row.View())
		return true
	}
	err := table.Group(c.tx, group, wanted.after+wanted.before, wanted.before != "", visit)
	if wanted.before != "" {
		slices.Reverse(items)
	}
	if errors.Is(err, store.ErrNotFound) {
		return nil, problem.Invalid("resource_missing", "starting_after", "No such object: '%s'", wanted.after+wanted.before)
	}
	return object.List(c.path, items, more), err
}

// narrowest is the first group of those that a list asks for, given as pairs of members and values.
func narrowest(pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			return object.Group(pairs[i], pairs[i+1])
		}
	}
	return ""
}

// getter answers with the object that the path names.
func getter[R viewed](table store.Table[R], kind, param string) endpoint {
	return func(c *call) (object.View, error) {
		if err := c.params.Err(); err != nil {
			return nil, err
		}
		row, err := findRow(c, table, kind, param)
		if err != nil {
			return nil, err
		}
		return row.View(), nil
	}
}
