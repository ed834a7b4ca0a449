package store

import (
	"testing"

	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

// TestFrozenDocuments reads what the first release wrote.
func TestFrozenDocuments(t *testing.T) {
	statetest.Frozen(t, "testdata/v1/documents.json", map[string]func() any{
		"order":   func() any { return &order.State{} },
		"listing": func() any { return &listingDoc{} },
		"stock":   func() any { return &stock.Block{} },
		"buyer":   func() any { return &listDoc[string]{} },
	})
}
