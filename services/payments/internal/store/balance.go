package store

import (
	"context"
	"fmt"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/payments/internal/ledger"
)

// Balance is what all of a seller's orders come to, by currency.
func Balance(ctx context.Context, r *state.Reader, sellerID string) (map[string]ledger.Tally, error) {
	docs, err := sellerDocs(ctx, r, sellerID)
	if err != nil {
		return nil, err
	}
	sum := map[string]ledger.Tally{}
	for _, doc := range docs {
		if doc == nil {
			continue
		}
		for currency, tally := range doc.Tallies {
			sum[currency] = sum[currency].Plus(tally)
		}
	}
	return sum, nil
}

func sellerDocs(ctx context.Context, r *state.Reader, sellerID string) ([]*sellerDoc, error) {
	keys := make([]string, shards)
	for n := range keys {
		keys[n] = sellerKey(sellerID, uint32(n))
	}
	docs, err := state.ReadMany[sellerDoc](ctx, r, keys)
	if err != nil {
		return nil, fmt.Errorf("read balances: %w", err)
	}
	return docs, nil
}
