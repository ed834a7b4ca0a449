package store

import (
	"maps"
	"testing"

	"github.com/saheedt/pass/services/internal/state/statetest"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/ledger"
	"github.com/saheedt/pass/services/payments/internal/payment"
	"github.com/saheedt/pass/services/payments/internal/seller"
)

// TestFrozenDocuments reads what releases wrote: the first, and the one that
// began to give money back, to keep books and to pay sellers.
func TestFrozenDocuments(t *testing.T) {
	first := map[string]func() any{
		"payment": func() any { return &payment.State{} },
		"order":   func() any { return &payment.Order{} },
		"due":     func() any { return &due{} },
		"session": func() any { return &owner{} },
		"webhook": func() any { return &taken{} },
	}
	statetest.Frozen(t, "testdata/v1/documents.json", first)
	second := maps.Clone(first)
	second["intent"] = func() any { return &owner{} }
	second["charge"] = func() any { return &charge.State{} }
	second["ledger"] = func() any { return &ledger.Ledger{} }
	second["book"] = func() any { return &list{} }
	second["seller"] = func() any { return &sellerDoc{} }
	second["account"] = func() any { return &seller.State{} }
	second["account-of"] = func() any { return &accountOwner{} }
	second["parked"] = func() any { return &Parked{} }
	second["stripe"] = func() any { return &Heard{} }
	second["waits"] = func() any { return &seller.Waits{} }
	statetest.Frozen(t, "testdata/v2/documents.json", second)
}
