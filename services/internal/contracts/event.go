// Package contracts holds what the services tell each other: CloudEvents on
// one topic per owner, with the full state of the thing that changed as data.
//
// The JSON is the contract, and the golden files in testdata are its text; a
// service in another language needs nothing else. Contracts only grow: a new
// field is optional for readers, and a break is a new event type.
package contracts

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Topics, one per owning service.
const (
	TopicTickets     = "tickets"
	TopicOrders      = "orders"
	TopicExpirations = "expirations"
	TopicPayments    = "payments"
	// TopicDeadLetter takes what no consumer can ever process.
	TopicDeadLetter = "deadletter"
)

// Event types. The part before the dot is the thing, the part after it what
// happened.
const (
	TicketCreated   = "ticket.created"
	TicketUpdated   = "ticket.updated"
	TicketWithdrawn = "ticket.withdrawn"

	OrderCreated         = "order.created"
	OrderAwaitingPayment = "order.awaiting_payment"
	OrderCompleted       = "order.completed"
	OrderCancelled       = "order.cancelled"
	OrderRefunded        = "order.refunded" // decided, or what became of it

	ExpirationDue = "expiration.due"

	PaymentOpened     = "payment.opened"
	PaymentAuthorized = "payment.authorized"
	PaymentCaptured   = "payment.captured"
	PaymentVoided     = "payment.voided"
	PaymentFailed     = "payment.failed"
	PaymentRefunded   = "payment.refunded" // some of it, or all, or refused
	PaymentDisputed   = "payment.disputed"

	SellerUpdated = "seller.updated"
)

// topicOf maps the thing in an event type to its owner's topic.
var topicOf = map[string]string{
	"ticket":     TopicTickets,
	"order":      TopicOrders,
	"expiration": TopicExpirations,
	"payment":    TopicPayments,
	"seller":     TopicPayments,
}

// ErrMalformed is returned for events that no retry can make readable.
var ErrMalformed = errors.New("malformed event")

// Event is a CloudEvent 1.0 in its JSON form.
type Event struct {
	SpecVersion     string    `json:"specversion"`
	ID              string    `json:"id"`     // thing/subject/version: the same event always has the same id
	Source          string    `json:"source"` // the thing's owner, for example "orders"
	Type            string    `json:"type"`
	Subject         string    `json:"subject"` // the id of the thing
	Time            time.Time `json:"time"`
	DataContentType string    `json:"datacontenttype"`
	// TraceParent is the W3C trace context of the request that caused the event.
	TraceParent string          `json:"traceparent,omitempty"`
	Data        json.RawMessage `json:"data"`
}

// New makes the event that says eventType happened to the thing with the
// given id, which is now in the state data at the given version. It panics on
// an event type that has no topic or data that is not JSON, which are
// programming errors.
func New(eventType, id string, version int64, at time.Time, data any) Event {
	thing, _, _ := strings.Cut(eventType, ".")
	topic, ok := topicOf[thing]
	if !ok {
		panic("contracts: no topic for event type " + eventType)
	}
	body, err := json.Marshal(data)
	if err != nil {
		panic(fmt.Sprintf("contracts: %s: %v", eventType, err))
	}
	return Event{
		SpecVersion:     "1.0",
		ID:              fmt.Sprintf("%s/%s/%d", thing, id, version),
		Source:          topic,
		Type:            eventType,
		Subject:         id,
		Time:            at.UTC(),
		DataContentType: "application/json",
		Data:            body,
	}
}

// Topic is where the event is published; empty for an unknown thing.
func (e Event) Topic() string {
	thing, _, _ := strings.Cut(e.Type, ".")
	return topicOf[thing]
}

// Parse reads an event from the body of a delivery. Its errors are
// ErrMalformed.
func Parse(body []byte) (Event, error) {
	var e Event
	if err := json.Unmarshal(body, &e); err != nil {
		return Event{}, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	if e.SpecVersion != "1.0" || e.ID == "" || e.Type == "" || len(e.Data) == 0 {
		return Event{}, fmt.Errorf("%w: specversion, id, type and data are required", ErrMalformed)
	}
	return e, nil
}

// DataAs reads the event's data as T. Its errors are ErrMalformed.
func DataAs[T interface{ Validate() error }](e Event) (T, error) {
	var data T
	if err := json.Unmarshal(e.Data, &data); err != nil {
		return data, fmt.Errorf("%w: data of %s: %v", ErrMalformed, e.ID, err)
	}
	if err := data.Validate(); err != nil {
		return data, fmt.Errorf("%w: data of %s: %v", ErrMalformed, e.ID, err)
	}
	return data, nil
}
