package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/charge"
)

// chargeSuffix ends the names under which charges are due.
const chargeSuffix = "/charge"

// ChargeKey is the document of the order's charge.
func ChargeKey(orderID string) string { return "charge/" + orderID }

// ChargeKeys are the documents that a change of the order's charge touches.
func ChargeKeys(orderID string) []string { return append(Keys(orderID), ChargeKey(orderID)) }

// ChargeName is the name under which the order's charge is due.
func ChargeName(orderID string) string { return orderID + chargeSuffix }

// ChargeNamed is the order whose charge is due under the name.
func ChargeNamed(name string) (orderID string, ok bool) { return strings.CutSuffix(name, chargeSuffix) }

// Charge gives the charge of an order, nil when there is none.
func Charge(tx *writer.Tx, orderID string) (*charge.Charge, error) {
	doc, err := writer.Get[charge.State](tx, ChargeKey(orderID))
	if err != nil || doc == nil {
		return nil, err
	}
	c := charge.Restore(*doc)
	return &c, nil
}

// SaveCharge keeps a charge, the entries in the books that follow from it, and
// when it is due.
func SaveCharge(tx *writer.Tx, c charge.Charge, now time.Time) error {
	s := c.State()
	old, err := writer.Get[charge.State](tx, ChargeKey(s.OrderID))
	if err != nil {
		return err
	}
	if old == nil {
		old = &charge.State{}
	}
	countCharge(tx, *old, s)
	if err := postCharge(tx, *old, s, now); err != nil {
		return err
	}
	writer.Put(tx, ChargeKey(s.OrderID), &s)
	return SaveDue(tx, ChargeName(s.OrderID), c.DueAt())
}

// ReadCharge gives the charge of an order as it is now, nil when there is
// none.
func ReadCharge(ctx context.Context, r *state.Reader, orderID string) (*charge.Charge, error) {
	doc, err := state.Read[charge.State](ctx, r, ChargeKey(orderID))
	if err != nil {
		return nil, fmt.Errorf("read charge: %w", err)
	}
	if doc == nil {
		return nil, nil
	}
	c := charge.Restore(*doc)
	return &c, nil
}
