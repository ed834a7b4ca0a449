package store

import (
	"context"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/listing"
	"github.com/saheedt/pass/services/orders/internal/seller"
)

// ApplySeller takes over a seller as payments has them, unless the copy is as
// new.
func (s *Store) ApplySeller(ctx context.Context, told seller.Seller) error {
	key := sellerKey(told.ID)
	_, err := writer.Do(ctx, s.writer, []string{key}, func(tx *writer.Tx) (bool, error) {
		copied, err := writer.Get[seller.Seller](tx, key)
		if err != nil || copied != nil && copied.Version >= told.Version {
			return false, err
		}
		writer.Put(tx, key, &told)
		return true, nil
	})
	return err
}

// PaidOut returns listing.ErrNoPayouts for a seller that can't be paid out.
func (s *Store) PaidOut(ctx context.Context, sellerID string) error {
	doc, err := state.Read[seller.Seller](ctx, s.reader, sellerKey(sellerID))
	if err != nil {
		return err
	}
	return paidOut(doc)
}

func paidOut(doc *seller.Seller) error {
	if doc == nil || !doc.Payouts {
		return listing.ErrNoPayouts
	}
	return nil
}
