package store

import (
	"testing"

	"github.com/saheedt/pass/services/internal/state/statetest"
)

// TestFrozenDocuments reads what the first release wrote.
func TestFrozenDocuments(t *testing.T) {
	statetest.Frozen(t, "testdata/v1/documents.json", map[string]func() any{
		"ticket":    func() any { return &ticket{} },
		"order":     func() any { return &order{} },
		"journal":   func() any { return &journal{} },
		"catalogue": func() any { return &bucket{} },
		"instances": func() any { return &journals{} },
	})
}
