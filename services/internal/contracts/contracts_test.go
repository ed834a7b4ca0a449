package contracts

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	at       = time.Date(2026, 3, 14, 15, 9, 26, 535000000, time.UTC)
	startsAt = time.Date(2026, 6, 1, 19, 30, 0, 0, time.UTC)
)

func ticket(version int64, withdrawn bool) Ticket {
	return Ticket{
		ID: "0195a1b2-0000-7000-8000-000000000001", SellerID: "0195a1b2-0000-7000-8000-00000000000a",
		Title: "$100 voucher 🎟", Description: "Row \"A\" <front>\nsecond line", Venue: "Old Hall",
		StartsAt: &startsAt, Price: 2500, Currency: "usd", Quantity: 3, Withdrawn: withdrawn,
		Version: version, CreatedAt: at, UpdatedAt: at,
	}
}

func order(version int64, status, reason string) Order {
	return Order{
		ID: "0195a1b2-0000-7000-8000-000000000002", BuyerID: "0195a1b2-0000-7000-8000-00000000000b",
		Status: status, CancelReason: reason, Quantity: 2, UnitPrice: 2500, Total: 5000, Currency: "usd",
		ExpiresAt: at.Add(15 * time.Minute),
		Ticket: OrderTicket{
			ID: ticket(1, false).ID, SellerID: ticket(1, false).SellerID,
			Title: "$100 voucher 🎟", Venue: "Old Hall", StartsAt: &startsAt,
		},
		Version: version, CreatedAt: at, UpdatedAt: at,
	}
}

func payment(version int64, status, reason string) Payment {
	return Payment{
		ID: "0195a1b2-0000-7000-8000-000000000003", OrderID: order(1, "", "").ID, BuyerID: order(1, "", "").BuyerID,
		Status: status, Reason: reason, Amount: 5000, Currency: "usd",
		Version: version, CreatedAt: at, UpdatedAt: at,
	}
}

func refundable(version int64) Ticket {
	t := ticket(version, false)
	t.Refundable, t.RestockRefunds = true, true
	return t
}

// refund is one unit of two, with its half of the fee.
func refund(status string) Refund {
	return Refund{
		ID: "0195a1b2-0000-7000-8000-000000000004", Units: 1, Amount: 2578, Fee: 78, Status: status, By: BySeller,
		Restock: true, Reason: "The seat is broken", CreatedAt: at,
	}
}

func refunded(version int64) Order {
	o := order(version, StatusComplete, "")
	o.Fee, o.Total, o.Ticket.Refundable = 156, 5156, true
	o.Refunds = []Refund{refund(RefundPending)}
	return o
}

func givenBack(version int64, status string) Payment {
	p := payment(version, status, "")
	p.Amount, p.Refunds = 5156, []Refund{refund(RefundSucceeded)}
	return p
}

func disputed(version int64) Payment {
	p := givenBack(version, StatusCaptured)
	p.Dispute = &Dispute{ID: "dp_1", Amount: 2578, Status: "needs_response", Reason: "fraudulent", CreatedAt: at}
	return p
}

func examples() []Event {
	o, p, t := order(1, "", ""), payment(1, "", ""), ticket(1, false)
	return []Event{
		New(TicketCreated, t.ID, 1, at, ticket(1, false)),
		New(TicketUpdated, t.ID, 2, at, refundable(2)),
		New(TicketWithdrawn, t.ID, 3, at, ticket(3, true)),
		New(OrderCreated, o.ID, 1, at, order(1, StatusCreated, "")),
		New(OrderAwaitingPayment, o.ID, 2, at, order(2, StatusAwaitingPayment, "")),
		New(OrderCompleted, o.ID, 3, at, order(3, StatusComplete, "")),
		New(OrderCancelled, o.ID, 3, at, order(3, StatusCancelled, "expired")),
		New(ExpirationDue, o.ID, 1, at, Expiration{OrderID: o.ID, ExpiresAt: at}),
		New(PaymentOpened, p.ID, 1, at, payment(1, StatusOpen, "")),
		New(PaymentAuthorized, p.ID, 2, at, payment(2, StatusAuthorized, "")),
		New(PaymentCaptured, p.ID, 3, at, payment(3, StatusCaptured, "")),
		New(PaymentVoided, p.ID, 3, at, payment(3, StatusVoided, "order_cancelled")),
		New(PaymentFailed, p.ID, 3, at, payment(3, StatusFailed, "capture_refused")),
		New(OrderRefunded, o.ID, 4, at, refunded(4)),
		New(PaymentRefunded, p.ID, 4, at, givenBack(4, StatusCaptured)),
		New(PaymentDisputed, p.ID, 5, at, disputed(5)),
		New(SellerUpdated, o.Ticket.SellerID, 1, at, Seller{ID: o.Ticket.SellerID, Payouts: true, Version: 1, UpdatedAt: at}),
	}
}

// TestGolden holds the Go types against the text of the contract, both ways.
func TestGolden(t *testing.T) {
	for _, event := range examples() {
		t.Run(event.Type, func(t *testing.T) {
			file := filepath.Join("testdata", event.Type+".json")
			written, err := json.MarshalIndent(event, "", "  ")
			require.NoError(t, err)
			if *update {
				require.NoError(t, os.WriteFile(file, append(written, '\n'), 0o644))
			}
			golden, err := os.ReadFile(file)
			require.NoError(t, err)
			require.JSONEq(t, string(golden), string(written))

			parsed, err := Parse(golden)
			require.NoError(t, err)
			again, err := json.Marshal(parsed)
			require.NoError(t, err)
			require.JSONEq(t, string(golden), string(again))
			require.NotEmpty(t, parsed.Topic())
		})
	}
}

func TestParseRefusesWhatNoConsumerCanUse(t *testing.T) {
	for name, body := range map[string]string{
		"not JSON":      `{`,
		"no id":         `{"specversion":"1.0","type":"order.created","data":{}}`,
		"no data":       `{"specversion":"1.0","id":"x","type":"order.created"}`,
		"other version": `{"specversion":"0.3","id":"x","type":"order.created","data":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(body))
			require.ErrorIs(t, err, ErrMalformed)
		})
	}
	_, err := DataAs[Order](New(OrderCreated, "x", 1, at, map[string]any{"id": "x", "version": 1}))
	require.ErrorIs(t, err, ErrMalformed)
}
