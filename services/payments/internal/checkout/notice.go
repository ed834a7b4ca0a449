package checkout

import (
	"encoding/json"
	"fmt"

	"github.com/stripe/stripe-go/v76"

	"github.com/saheedt/pass/services/payments/internal/charge"
)

// Notice says that something happened at Stripe to a session, an intent, the
// money that was taken with one, or a seller's account. What exactly is not taken from it: events
// come twice, late and in any order, so Stripe is asked what is true now.
type Notice struct {
	EventID   string `json:"eventId"`
	Type      string `json:"type"`
	Object    string `json:"object"` // Stripe's name of the kind of thing
	SessionID string `json:"sessionId,omitempty"`
	IntentID  string `json:"intentId,omitempty"`
	OrderID   string `json:"orderId,omitempty"` // as we gave it to Stripe with the session; may be empty
	AccountID string `json:"accountId,omitempty"`
	SellerID  string `json:"sellerId,omitempty"` // as we gave it to Stripe with the account; may be empty
	// Moved says that it is about a transfer to a seller, or its reversal.
	Moved bool `json:"moved,omitempty"`
	// Taken says that it is about money that was taken: refunds and disputes.
	Taken bool `json:"taken,omitempty"`
	// Hint is what it says of them: enough to see that nothing of it is new.
	Hint charge.Hint `json:"hint,omitzero"`
}

// Known says whether events about such things are for us.
func (n Notice) Known() bool {
	switch n.Object {
	case "checkout.session", "payment_intent", "charge", "refund", "dispute", "transfer":
		return true
	}
	return n.AccountID != ""
}

// thing is what is read of the object of an event, of whatever kind.
type thing struct {
	ID              string            `json:"id"`
	Object          string            `json:"object"`
	ClientReference string            `json:"client_reference_id"`
	PaymentIntent   json.RawMessage   `json:"payment_intent"`
	Metadata        map[string]string `json:"metadata"`
	Status          string            `json:"status"`
	Captured        bool              `json:"captured"`
	AmountRefunded  int64             `json:"amount_refunded"`
	AmountReversed  int64             `json:"amount_reversed"`
	Disputed        bool              `json:"disputed"`
}

func notice(event stripe.Event) (Notice, error) {
	n := Notice{EventID: event.ID, Type: string(event.Type)}
	if event.Data == nil || event.ID == "" {
		return n, fmt.Errorf("%w: no event", ErrSignature)
	}
	var about thing
	if err := json.Unmarshal(event.Data.Raw, &about); err != nil {
		return n, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	n.Object = about.Object
	n.IntentID, _ = stripe.ParseID(about.PaymentIntent)
	n.OrderID = about.Metadata["order_id"]
	n.AccountID, n.SellerID = event.Account, about.Metadata["seller_id"]
	switch about.Object {
	case "checkout.session":
		n.SessionID = about.ID
		if n.OrderID == "" {
			n.OrderID = about.ClientReference
		}
	case "payment_intent":
		n.IntentID = about.ID
	case "account":
		n.AccountID = about.ID
	case "transfer":
		n.Moved = true
		n.Hint.Reversed = about.AmountReversed
	case "charge":
		// An authorisation that is given back is called refunded, too, and was
		// never captured.
		n.Taken = about.Captured && (about.AmountRefunded > 0 || about.Disputed)
		if !about.Disputed {
			n.Hint.Refunded = about.AmountRefunded
		}
	case "refund":
		n.Taken = true
		n.Hint.RefundID, n.Hint.RefundStatus = about.ID, refundStatus(stripe.RefundStatus(about.Status))
	case "dispute":
		n.Taken = true
		n.Hint.DisputeID, n.Hint.DisputeStatus = about.ID, about.Status
	}
	return n, nil
}
