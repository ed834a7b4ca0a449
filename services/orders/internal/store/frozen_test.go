package store

import (
	"maps"
	"testing"

	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/orders/internal/order"
	"github.com/saheedt/pass/services/orders/internal/seller"
	"github.com/saheedt/pass/services/orders/internal/stock"
)

// TestFrozenDocuments reads what releases wrote: the first, and the one that
// began to give money back.
func TestFrozenDocuments(t *testing.T) {
	first := map[string]func() any{
		"order":   func() any { return &order.State{} },
		"listing": func() any { return &listingDoc{} },
		"stock":   func() any { return &stock.Block{} },
		"buyer":   func() any { return &listDoc[string]{} },
	}
	statetest.Frozen(t, "testdata/v1/documents.json", first)
	second := maps.Clone(first)
	second["sales"] = func() any { return &listDoc[sale]{} }
	second["seller"] = func() any { return &seller.Seller{} }
	statetest.Frozen(t, "testdata/v2/documents.json", second)
}
