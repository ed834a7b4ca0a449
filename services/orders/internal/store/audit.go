package store

import (
	"github.com/saheedt/pass/services/internal/writer"

	"github.com/saheedt/pass/services/orders/internal/stock"
)

// audit looks whether a change of stock keeps free + held + sold = quantity +
// owed, as far as that can be told from the blocks that it touches, and counts
// what is wrong. doc is the listing with its stock as it was.
func audit(tx *writer.Tx, doc *listingDoc, st *stock.Stock) {
	grown := 0
	for _, changed := range st.Changed() {
		before, err := writer.Get[stock.Block](tx, blockKey(doc.ID, changed.N))
		if err != nil {
			return // it was not read: a block that is made without a look
		}
		if before != nil {
			grown -= before.Capacity()
		}
		grown += changed.Block.Capacity()
		if b := changed.Block; b.Free < 0 || b.Sold < 0 || b.Capacity() > stock.BlockSize {
			inconsistencies.WithLabelValues(wrongBlock).Inc()
		}
	}
	head := st.Head()
	if grown != head.Quantity-doc.Stock.Quantity+head.Owed-doc.Stock.Owed {
		inconsistencies.WithLabelValues(wrongSum).Inc()
	}
}
