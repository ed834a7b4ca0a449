package events_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/tickets/internal/events"
	"github.com/saheedt/pass/services/tickets/internal/listing"
)

var at = time.Date(2026, 3, 14, 15, 9, 26, 535000000, time.UTC)

// golden is the text of the contract for an event type.
func golden(t *testing.T, eventType string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "internal", "contracts", "testdata", eventType+".json"))
	require.NoError(t, err)
	return text
}

func TestChangedIsTheContract(t *testing.T) {
	for eventType, state := range map[string]listing.State{
		contracts.TicketCreated:   {Version: 1, Revision: 1},
		contracts.TicketUpdated:   {Version: 2, Revision: 9, Held: 1, Sold: 1},
		contracts.TicketWithdrawn: {Version: 3, Revision: 10, Withdrawn: true},
	} {
		t.Run(eventType, func(t *testing.T) {
			text := golden(t, eventType)
			event, err := contracts.Parse(text)
			require.NoError(t, err)
			want, err := contracts.DataAs[contracts.Ticket](event)
			require.NoError(t, err)
			state.ID, state.SellerID, state.CreatedAt, state.UpdatedAt = want.ID, want.SellerID, at, at
			state.Terms = listing.Terms{
				Title: want.Title, Description: want.Description, Venue: want.Venue, StartsAt: want.StartsAt,
				Price: want.Price, Currency: want.Currency, Quantity: want.Quantity,
				Refundable: want.Refundable, RestockRefunds: want.RestockRefunds,
			}
			got, err := json.Marshal(events.Changed(eventType, listing.Restore(state)))
			require.NoError(t, err)
			require.JSONEq(t, string(text), string(got))
		})
	}
}

// ledger keeps what it was told.
type ledger struct {
	orderID, ticketID string
	claim             listing.Claim
	now               time.Time
	err               error
	calls             int
}

func (l *ledger) Settle(_ context.Context, orderID, ticketID string, claim listing.Claim, now time.Time) error {
	l.orderID, l.ticketID, l.claim, l.now = orderID, ticketID, claim, now
	l.calls++
	return l.err
}

func TestOrderReadsTheContract(t *testing.T) {
	for eventType, want := range map[string]listing.Claim{
		contracts.OrderCreated:         {Version: 1, Quantity: 2, Hold: listing.HoldOpen},
		contracts.OrderAwaitingPayment: {Version: 2, Quantity: 2, Hold: listing.HoldOpen},
		contracts.OrderCompleted:       {Version: 3, Quantity: 2, Hold: listing.HoldSold},
		contracts.OrderCancelled:       {Version: 3, Quantity: 2, Hold: listing.HoldNone},
		contracts.OrderRefunded:        {Version: 4, Quantity: 1, Hold: listing.HoldSold},
	} {
		t.Run(eventType, func(t *testing.T) {
			event, err := contracts.Parse(golden(t, eventType))
			require.NoError(t, err)
			var told ledger
			require.NoError(t, events.Order(&told, func() time.Time { return at })(t.Context(), event))
			require.Equal(t, "0195a1b2-0000-7000-8000-000000000002", told.orderID)
			require.Equal(t, "0195a1b2-0000-7000-8000-000000000001", told.ticketID)
			require.Equal(t, want, told.claim)
			require.Equal(t, at, told.now)
			require.Contains(t, events.OrderTypes, eventType)
		})
	}
}

func TestRefundedUnitsThatStaySold(t *testing.T) {
	for name, tc := range map[string]struct {
		refunds []contracts.Refund
		taken   int
	}{
		"none":                {nil, 5},
		"kept":                {[]contracts.Refund{{Units: 2}}, 5},
		"restocked":           {[]contracts.Refund{{Units: 2, Restock: true}}, 3},
		"both":                {[]contracts.Refund{{Units: 2, Restock: true}, {Units: 1}, {Units: 1, Restock: true}}, 2},
		"all of them":         {[]contracts.Refund{{Units: 4, Restock: true}, {Units: 1, Restock: true}}, 0},
		"money only":          {[]contracts.Refund{{Amount: 100, Restock: true}}, 5},
		"refused by the bank": {[]contracts.Refund{{Units: 2, Restock: true, Status: contracts.RefundFailed}}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			event := contracts.New(contracts.OrderRefunded, "x", 4, at, contracts.Order{
				ID: "x", Status: contracts.StatusComplete, Quantity: 5, Refunds: tc.refunds, Version: 4,
				Ticket: contracts.OrderTicket{ID: "y"},
			})
			var told ledger
			require.NoError(t, events.Order(&told, time.Now)(t.Context(), event))
			require.Equal(t, listing.Claim{Version: 4, Quantity: tc.taken, Hold: listing.HoldSold}, told.claim)
		})
	}
}

func TestOrderErrors(t *testing.T) {
	told := ledger{err: errors.New("away")}
	handle := events.Order(&told, time.Now)
	event, err := contracts.Parse(golden(t, contracts.OrderCreated))
	require.NoError(t, err)
	require.ErrorIs(t, handle(t.Context(), event), told.err)

	told.calls = 0
	event.Data = json.RawMessage(`{"id":"x","version":1,"quantity":1,"status":"lost","ticket":{"id":"y"}}`)
	require.ErrorIs(t, handle(t.Context(), event), contracts.ErrMalformed)
	require.Zero(t, told.calls)
}
