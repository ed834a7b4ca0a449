// Package id makes and checks the identifiers of things: UUIDs of version 7
// in their canonical lower-case form, which sort by the time they were made.
package id

import (
	"fmt"

	"github.com/google/uuid"
)

// New makes an identifier.
func New() string {
	// NewV7 fails only when the system has no randomness, and then nothing
	// that follows could be trusted.
	return uuid.Must(uuid.NewV7()).String()
}

// Valid reports whether s is a UUID in canonical form: 36 characters, lower
// case. Other versions pass too, so that a store filled elsewhere stays
// readable.
func Valid(s string) bool {
	parsed, err := uuid.Parse(s)
	return err == nil && parsed.String() == s
}

// Parse returns s when it is Valid.
func Parse(s string) (string, error) {
	if !Valid(s) {
		return "", fmt.Errorf("id %q: not a UUID in lower case", s)
	}
	return s, nil
}
