// Package form reads parameters as Stripe's API takes them: form-encoded, nested with brackets, every one of them known.
package form

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/saheedt/pass/tools/stripe/internal/problem"
)

// maxDepth bounds nesting, so that a hostile key can't build a tower.
const maxDepth = 8

type node struct {
	path  string
	value *string
	kids  map[string]*node
	names []string
	read  bool
}

// Parse reads an encoded query or body such as line_items[0][quantity]=2&expand[]=payment_intent.
func Parse(encoded string) (*Params, error) {
	root := &node{}
	for pair := range strings.SplitSeq(encoded, "&") {
		if pair == "" {
			continue
		}
		rawKey, rawValue, _ := strings.Cut(pair, "=")
		key, keyErr := url.QueryUnescape(rawKey)
		value, valueErr := url.QueryUnescape(rawValue)
		if keyErr != nil || valueErr != nil {
			return nil, problem.Invalid("", "", "Invalid request: the parameters are not properly encoded.")
		}
		if err := root.add(key, value); err != nil {
			return nil, err
		}
	}
	return &Params{node: root, fault: new(error)}, nil
}

func (n *node) add(key, value string) error {
	segments, ok := split(key)
	if !ok {
		return problem.Invalid("parameter_unknown", key, "Received unknown parameter: %s", key)
	}
	for _, name := range segments {
		if n.value != nil {
			return problem.Invalid("", n.path, "Invalid object: %s was given as a value too.", n.path)
		}
		n = n.child(name)
	}
	if len(n.kids) > 0 {
		return problem.Invalid("", n.path, "Invalid object: %s was given as a value too.", n.path)
	}
	n.value = &value
	return nil
}

// child finds or makes the member; an empty name, as in expand[], appends.
func (n *node) child(name string) *node {
	if name == "" {
		name = strconv.Itoa(len(n.names))
	}
	if kid, ok := n.kids[name]; ok {
		return kid
	}
	path := name
	if n.path != "" {
		path = n.path + "[" + name + "]"
	}
	if n.kids == nil {
		n.kids = map[string]*node{}
	}
	kid := &node{path: path}
	n.kids[name] = kid
	n.names = append(n.names, name)
	return kid
}

// split turns a[b][] into a, b and the empty name.
func split(key string) ([]string, bool) {
	base, rest, nested := strings.Cut(key, "[")
	if base == "" {
		return nil, false
	}
	segments := []string{base}
	if !nested {
		return segments, true
	}
	if !strings.HasSuffix(rest, "]") {
		return nil, false
	}
	segments = append(segments, strings.Split(strings.TrimSuffix(rest, "]"), "][")...)
	return segments, len(segments) <= maxDepth
}
