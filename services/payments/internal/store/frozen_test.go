package store

import (
	"testing"

	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/payments/internal/payment"
)

// TestFrozenDocuments reads what the first release wrote.
func TestFrozenDocuments(t *testing.T) {
	statetest.Frozen(t, "testdata/v1/documents.json", map[string]func() any{
		"payment": func() any { return &payment.State{} },
		"order":   func() any { return &payment.Order{} },
		"due":     func() any { return &due{} },
		"session": func() any { return &owner{} },
		"webhook": func() any { return &taken{} },
	})
}
