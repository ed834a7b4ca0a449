package catalogue

import (
	"slices"
	"strings"
)

// lexicon finds the listings that have a word with a given prefix, in time
// that depends on the prefix alone: every node of a radix tree keeps the set
// of all listings below it, so nothing is left to unite when it is asked.
type lexicon struct {
	root branch
}

// branch is a node of the tree; label is what leads to it from its parent.
type branch struct {
	label string
	found set
	next  []*branch // by the first byte of the label
}

// add lists the listing under the word and all its prefixes.
func (l *lexicon) add(word string, number uint32) {
	at := &l.root
	for word != "" {
		i, known := at.find(word[0])
		if !known {
			leaf := &branch{label: strings.Clone(word)}
			leaf.found.add(number)
			at.next = slices.Insert(at.next, i, leaf)
			return
		}
		shared := sharedPrefix(at.next[i].label, word)
		if shared < len(at.next[i].label) {
			at.next[i] = at.next[i].split(shared)
		}
		at, word = at.next[i], word[shared:]
		at.found.add(number)
	}
}

// remove takes the listing off the word and all its prefixes. It is right
// only when all words of the listing are removed: they share prefixes.
func (l *lexicon) remove(word string, number uint32) {
	at := &l.root
	for word != "" {
		i, known := at.find(word[0])
		if !known || !strings.HasPrefix(word, at.next[i].label) {
			return
		}
		below := at.next[i]
		below.found.remove(number)
		if below.found.empty() {
			at.next = slices.Delete(at.next, i, i+1)
			return
		}
		at, word = below, word[len(below.label):]
	}
}

// withPrefix returns the listings that have a word with the prefix, nil for
// none. The set must not be changed.
func (l *lexicon) withPrefix(prefix string) *set {
	at := &l.root
	for {
		i, known := at.find(prefix[0])
		if !known {
			return nil
		}
		at = at.next[i]
		if strings.HasPrefix(at.label, prefix) {
			return &at.found
		}
		if !strings.HasPrefix(prefix, at.label) {
			return nil
		}
		prefix = prefix[len(at.label):]
	}
}

// find returns where the branch whose label begins with first is or belongs.
func (b *branch) find(first byte) (int, bool) {
	return slices.BinarySearchFunc(b.next, first, func(n *branch, c byte) int {
		return int(n.label[0]) - int(c)
	})
}

// split puts a branch with the first n bytes of the label above b.
func (b *branch) split(n int) *branch {
	above := &branch{label: strings.Clone(b.label[:n]), found: b.found.clone(), next: []*branch{b}}
	b.label = strings.Clone(b.label[n:])
	return above
}

func sharedPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
