package object

import (
	"encoding/json"
	"time"
)

// Event says that something happened, with the object as it was then.
type Event struct {
	ID, Type                  string
	Created                   int64
	Object                    json.RawMessage
	RequestID, IdempotencyKey string
	Pending                   int
	// Account is the connected account that the event is about; empty for the platform's own.
	Account string
}

// Key is the event's id.
func (e *Event) Key() string { return e.ID }

// At is the time of creation.
func (e *Event) At() int64 { return e.Created }

// View shows the event, which is also what its webhook carries.
func (e *Event) View() View {
	view := View{
		"id": e.ID, "object": "event", "api_version": APIVersion, "created": e.Created, "livemode": false, "type": e.Type,
		"pending_webhooks": e.Pending, "data": View{"object": e.Object},
		"request": View{"id": orNull(e.RequestID), "idempotency_key": orNull(e.IdempotencyKey)},
	}
	if e.Account != "" {
		view["account"] = e.Account
	}
	return view
}

// States of a webhook's delivery.
const (
	DeliveryPending   = "pending"
	DeliveryDelivered = "delivered"
	DeliveryFailed    = "failed"
	DeliveryDropped   = "dropped"
)

// Attempt is one try to deliver. Status is the receiver's HTTP status, 0 when there was no answer.
type Attempt struct {
	At             time.Time `json:"at"`
	Status         int       `json:"status"`
	Error          string    `json:"error,omitempty"`
	DurationMillis int64     `json:"duration_ms"`
	Resent         bool      `json:"resent,omitempty"`
}

// Delivery is the story of one event's webhook. Attempts holds the last ones, Tries counts those made by the emulator itself.
type Delivery struct {
	EventID  string    `json:"event"`
	Type     string    `json:"type"`
	Object   string    `json:"object"`
	Created  int64     `json:"created"`
	State    string    `json:"state"`
	Tries    int       `json:"tries"`
	NextAt   time.Time `json:"next_attempt_at,omitzero"`
	Attempts []Attempt `json:"attempts"`
	// Fate is what was meant for it: "" when all was to go well. Again is the wait before it is sent once more after it was taken.
	Fate  string        `json:"fate,omitempty"`
	Again time.Duration `json:"again_ns,omitempty"`
}

// Key is the event's id.
func (d *Delivery) Key() string { return d.EventID }

// At is the time when the event happened.
func (d *Delivery) At() int64 { return d.Created }

// keptAttempts bounds the log of a delivery that is refused for a day.
const keptAttempts = 20

// Log adds an attempt, and forgets the oldest beyond the bound.
func (d *Delivery) Log(attempt Attempt) {
	d.Attempts = append(d.Attempts, attempt)
	if extra := len(d.Attempts) - keptAttempts; extra > 0 {
		d.Attempts = d.Attempts[extra:]
	}
}
