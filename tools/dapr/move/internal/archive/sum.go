package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"
	"time"
)

// Sum is how many things there are, and a hash over all of them in the order of their names.
type Sum struct {
	Count int    `json:"count"`
	Hash  string `json:"sha256"`
}

// Summer adds things up. They must come in the order of their names.
type Summer struct {
	count int
	hash  hash.Hash
}

// NewSummer begins with nothing.
func NewSummer() *Summer { return &Summer{hash: sha256.New()} }

// Add takes one more thing in: its name, its content, and its end when it has one.
func (s *Summer) Add(name string, content []byte, end time.Time) {
	s.count++
	until := "-"
	if !end.IsZero() {
		until = end.UTC().Format(time.RFC3339)
	}
	fmt.Fprintf(s.hash, "%s %x %s\n", strconv.Quote(name), sha256.Sum256(content), until)
}

// Sum is of all that was added so far.
func (s *Summer) Sum() Sum {
	return Sum{Count: s.count, Hash: hex.EncodeToString(s.hash.Sum(nil))}
}
