package form

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/saheedt/pass/tools/stripe/internal/problem"
)

// Params are the parameters of a request or of one object in it. Reading marks them as known; the first fault is kept
// until [Params.Err] is asked. A missing object reads as an empty one.
type Params struct {
	node  *node
	fault *error
}

// Err returns the first fault of what was read, or names a parameter that nobody read.
func (p *Params) Err() error {
	if *p.fault != nil {
		return *p.fault
	}
	if left := p.node.unread(); left != "" {
		return problem.Invalid("parameter_unknown", left,
			"Received unknown parameter: %s. (This emulator knows only a part of Stripe's parameters.)", left)
	}
	return nil
}

// Fail keeps err as the fault unless there is one already.
func (p *Params) Fail(err error) {
	if *p.fault == nil {
		*p.fault = err
	}
}

// Has tells whether the parameter was sent, as a value or an object.
func (p *Params) Has(name string) bool { return p.node.kids[name] != nil }

// Path is the full name of a member, as Stripe's errors give it: line_items[0][quantity].
func (p *Params) Path(name string) string {
	if p.node.path == "" {
		return name
	}
	return p.node.path + "[" + name + "]"
}

// String reads an optional string of at most 5,000 characters, Stripe's general bound.
func (p *Params) String(name string) string {
	kid := p.node.kids[name]
	if kid == nil {
		return ""
	}
	kid.read = true
	if kid.value == nil {
		p.Fail(problem.Invalid("", kid.path, "Invalid string: %s must be a string.", kid.path))
		return ""
	}
	if len([]rune(*kid.value)) > 5000 {
		p.Fail(problem.Invalid("", kid.path, "Invalid string: %s must be at most 5000 characters.", kid.path))
	}
	return *kid.value
}

// Required reads a string that must be there and not be empty.
func (p *Params) Required(name string) string {
	value := p.String(name)
	switch {
	case !p.Has(name):
		p.missing(name)
	case value == "":
		p.Fail(problem.Invalid("parameter_invalid_empty", p.Path(name),
			"You passed an empty string for '%s'. We assume empty values are an attempt to unset a parameter; however '%s' cannot be unset.", p.Path(name), p.Path(name)))
	}
	return value
}

// OneOf reads an optional string that must be among the given ones.
func (p *Params) OneOf(name string, allowed ...string) string {
	value := p.String(name)
	if p.Has(name) && !slices.Contains(allowed, value) {
		p.Fail(problem.Invalid("", p.Path(name), "Invalid %s: must be one of %s", p.Path(name), strings.Join(allowed, ", ")))
	}
	return value
}

// Int reads an optional integer; sent is false when it is missing.
func (p *Params) Int(name string) (value int64, sent bool) {
	text := p.String(name)
	if !p.Has(name) {
		return 0, false
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		p.Fail(problem.Invalid("parameter_invalid_integer", p.Path(name), "Invalid integer: %s", text))
	}
	return value, true
}

// RequiredInt reads an integer that must be there and be at least the minimum.
func (p *Params) RequiredInt(name string, minimum int64) int64 {
	value, sent := p.Int(name)
	if !sent {
		p.missing(name)
	} else if value < minimum {
		p.Fail(problem.Invalid("parameter_invalid_integer", p.Path(name),
			"This value must be greater than or equal to %d.", minimum))
	}
	return value
}

// Object reads a nested object.
func (p *Params) Object(name string) *Params {
	kid := p.node.kids[name]
	if kid == nil {
		return &Params{node: &node{path: p.Path(name)}, fault: p.fault}
	}
	kid.read = true
	if kid.value != nil && *kid.value != "" {
		p.Fail(problem.Invalid("", kid.path, "Invalid object"))
	}
	return &Params{node: kid, fault: p.fault}
}

// List reads a list of objects, in the order of their indexes.
func (p *Params) List(name string) []*Params {
	list := p.Object(name)
	var items []*Params
	for _, index := range list.indexes() {
		items = append(items, list.Object(index))
	}
	return items
}

// Strings reads a list of strings.
func (p *Params) Strings(name string) []string {
	list := p.Object(name)
	var values []string
	for _, index := range list.indexes() {
		values = append(values, list.String(index))
	}
	return values
}

// Metadata reads a set of key-value pairs within Stripe's bounds: 50 keys of 40 characters, values of 500. Empty ones are left out.
func (p *Params) Metadata(name string) map[string]string {
	pairs := p.Changes(name)
	maps.DeleteFunc(pairs, func(_, value string) bool { return value == "" })
	return pairs
}

// Changes reads what is to be changed of a set of key-value pairs; an empty value takes the pair out.
func (p *Params) Changes(name string) map[string]string {
	set, pairs := p.Object(name), map[string]string{}
	for _, key := range set.node.names {
		value := set.String(key)
		if len([]rune(key)) > 40 || len([]rune(value)) > 500 {
			p.Fail(problem.Invalid("", set.Path(key), "Metadata keys can have up to 40 characters and values up to 500."))
		}
		pairs[key] = value
	}
	if len(pairs) > 50 {
		p.Fail(problem.Invalid("", p.Path(name), "Metadata can have up to 50 keys."))
	}
	return pairs
}

func (p *Params) missing(name string) {
	p.Fail(problem.Invalid("parameter_missing", p.Path(name), "Missing required param: %s.", p.Path(name)))
}

func (p *Params) indexes() []string {
	names := slices.Clone(p.node.names)
	slices.SortStableFunc(names, func(a, b string) int {
		left, leftErr := strconv.Atoi(a)
		right, rightErr := strconv.Atoi(b)
		if leftErr != nil || rightErr != nil {
			p.Fail(problem.Invalid("", p.node.path, "Invalid array"))
		}
		return left - right
	})
	return names
}

func (n *node) unread() string {
	for _, name := range n.names {
		kid := n.kids[name]
		if !kid.read {
			return kid.path
		}
		if left := kid.unread(); left != "" {
			return left
		}
	}
	return ""
}

// Sub reads a nested object; nil when the parameter is a plain value or was not sent.
func (p *Params) Sub(name string) *Params {
	if kid := p.node.kids[name]; kid == nil || kid.value != nil {
		return nil
	}
	return p.Object(name)
}
