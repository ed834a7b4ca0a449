package checkout

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/webhook"
)

// ErrSignature is returned for webhooks that Stripe did not sign, or signed
// more than 5 minutes ago.
var ErrSignature = errors.New("the signature is missing, wrong or too old")

// Notice says that something happened at Stripe to a session or an intent.
// What exactly is not taken from it: webhooks come twice, late and in any
// order, so Stripe is asked what is true now.
type Notice struct {
	EventID   string
	Type      string
	SessionID string
	IntentID  string
	OrderID   string // as we gave it to Stripe with the session; may be empty
}

// Webhooks reads Stripe's webhooks.
type Webhooks struct{ secrets func() []string }

// NewWebhooks is told the signing secrets that are good at the moment: several
// while they rotate.
func NewWebhooks(secrets func() []string) Webhooks { return Webhooks{secrets} }

// Read checks the signature of a webhook's raw body and tells what it is
// about. It returns ErrSignature, also for a body that is not an event.
func (w Webhooks) Read(body []byte, signature string) (Notice, error) {
	err := ErrSignature
	for _, secret := range w.secrets() {
		var event stripe.Event
		// Versions may differ: all that is read are ids.
		event, err = webhook.ConstructEventWithOptions(body, signature, secret,
			webhook.ConstructEventOptions{IgnoreAPIVersionMismatch: true})
		if err == nil {
			return notice(event)
		}
	}
	return Notice{}, fmt.Errorf("%w: %w", ErrSignature, err)
}

func notice(event stripe.Event) (Notice, error) {
	n := Notice{EventID: event.ID, Type: string(event.Type)}
	if event.Data == nil || event.ID == "" {
		return n, fmt.Errorf("%w: no event", ErrSignature)
	}
	var thing struct {
		ID              string            `json:"id"`
		Object          string            `json:"object"`
		ClientReference string            `json:"client_reference_id"`
		PaymentIntent   json.RawMessage   `json:"payment_intent"`
		Metadata        map[string]string `json:"metadata"`
	}
	if err := json.Unmarshal(event.Data.Raw, &thing); err != nil {
		return n, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	n.IntentID, _ = stripe.ParseID(thing.PaymentIntent)
	n.OrderID = thing.Metadata["order_id"]
	switch thing.Object {
	case "checkout.session":
		n.SessionID = thing.ID
		if n.OrderID == "" {
			n.OrderID = thing.ClientReference
		}
	case "payment_intent":
		n.IntentID = thing.ID
	}
	return n, nil
}
