package store

import (
	"testing"

	"github.com/saheedt/pass/services/internal/state/statetest"
)

// TestFrozenDocuments reads what the first release wrote.
func TestFrozenDocuments(t *testing.T) {
	statetest.Frozen(t, "testdata/v1/documents.json", map[string]func() any{
		"user":  func() any { return &userDocument{} },
		"email": func() any { return &emailDocument{} },
	})
}
