package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/charge"
	"github.com/saheedt/pass/services/payments/internal/checkout"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// names keeps a charge and an event, has them due, and forgets about them.
func (b bench) names(t *testing.T) {
	now := time.Now().UTC().Truncate(time.Microsecond)
	orderID := id.New()
	eventID := "evt_" + orderID
	c := charge.New(charge.Terms{PaymentID: id.New(), OrderID: orderID, Amount: 500, Currency: "usd", IntentID: "pi_" + orderID, CapturedAt: now})
	parked := store.Parked{Notice: checkout.Notice{EventID: eventID, IntentID: "pi_1"}, Since: now}
	change := func(w *writer.Writer, do func(tx *writer.Tx) error) {
		t.Helper()
		_, err := writer.Do(t.Context(), w, store.ChargeKeys(orderID), func(tx *writer.Tx) (struct{}, error) { return struct{}{}, do(tx) })
		require.NoError(t, err)
	}
	listed := func() (names []string) {
		t.Helper()
		all, err := store.Due(t.Context(), b.reader, now)
		require.NoError(t, err)
		for _, name := range []string{store.ChargeName(orderID), store.EventName(eventID)} {
			if slices.Contains(all, name) {
				names = append(names, name)
			}
		}
		return names
	}
	change(b.a, func(tx *writer.Tx) error { return store.SaveCharge(tx, c.Nudge(now), now) })
	change(b.b, func(tx *writer.Tx) error { return store.Park(tx, parked, now) })
	require.Equal(t, []string{store.ChargeName(orderID), store.EventName(eventID)}, listed())

	read, err := store.ReadCharge(t.Context(), b.reader, orderID)
	require.NoError(t, err)
	require.Equal(t, c.Nudge(now).State(), read.State())
	kept, err := writer.Do(t.Context(), b.a, nil, func(tx *writer.Tx) (*store.Parked, error) { return store.ParkedEvent(tx, eventID) })
	require.NoError(t, err)
	require.Equal(t, &parked, kept)

	change(b.b, func(tx *writer.Tx) error { return store.SaveCharge(tx, c, now) })
	change(b.a, func(tx *writer.Tx) error { return store.Unpark(tx, eventID, store.Found) })
	change(b.b, func(tx *writer.Tx) error { return store.Unpark(tx, eventID, store.Found) })
	require.Empty(t, listed())
}
