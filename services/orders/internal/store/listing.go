package store

import (
	"context"

	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/listing"
)

// Apply takes over a listing as its owner has it, with its stock, unless the
// copy is as new. It reports whether anything changed.
func (s *Store) Apply(ctx context.Context, l listing.Listing) (changed bool, err error) {
	keys := []string{listingKey(l.ID), blockKey(l.ID, 0)}
	return writer.Do(ctx, s.writer, keys, func(tx *writer.Tx) (bool, error) {
		copied, err := writer.Get[listingDoc](tx, listingKey(l.ID))
		if err != nil {
			return false, err
		}
		if copied == nil {
			copied = &listingDoc{}
		}
		if !l.NewerThan(copied.Listing) {
			return false, nil
		}
		return true, replace(tx, copied, l)
	})
}

func replace(tx *writer.Tx, copied *listingDoc, l listing.Listing) error {
	next := &listingDoc{Listing: l, Stock: copied.Stock}
	if l.Quantity != copied.Stock.Quantity {
		ask(tx, copied)
	}
	st := openStock(tx, l.ID, copied.Stock)
	if err := st.Resize(l.Quantity); err != nil {
		return err
	}
	writer.Put(tx, listingKey(l.ID), next)
	closeStock(tx, next, st)
	return nil
}
