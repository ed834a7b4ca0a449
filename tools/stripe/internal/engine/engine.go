// Package engine is what happens to the money: sessions, authorisations, captures, cancellations and refunds, with their
// events. Every operation checks first and writes afterwards, so a refused one has changed nothing.
package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/fault"
	"github.com/saheedt/pass/tools/stripe/internal/money"
	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/problem"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// Engine works within transactions that its callers open.
type Engine struct {
	// Now is the clock.
	Now func() time.Time
	// PublicURL is where browsers reach the hosted page, without a slash at the end.
	PublicURL string
	// Later is how long banks take for what they do by themselves: disputes after a capture, refunds that fail.
	Later time.Duration
	// Wake is called when events wait to be sent.
	Wake func()
	// Fate says what becomes of an event's webhook ("" when all goes well) and how long it is held back.
	Fate func() (fate string, wait time.Duration)
}

// Cause is the API request that something happens for; it is empty for what people do on the hosted page and for timers.
type Cause struct {
	RequestID, IdempotencyKey string
	// Account is the connected account that it happens on, none when it is the platform's.
	Account string
}

// emit records an event with the object as it is now, and enters its webhook to be sent at once.
func (e *Engine) emit(tx *store.Tx, cause Cause, kind string, subject object.View) error {
	snapshot, err := json.Marshal(subject)
	if err != nil {
		return fmt.Errorf("encode %s: %w", kind, err)
	}
	now := e.Now()
	event := &object.Event{
		ID: object.NewID("evt_3", 24), Type: kind, Created: now.Unix(), Object: snapshot, Pending: 1,
		RequestID: cause.RequestID, IdempotencyKey: cause.IdempotencyKey, Account: cause.Account,
	}
	if err := store.Events.Put(tx, event); err != nil {
		return err
	}
	return e.schedule(tx, &object.Delivery{
		EventID: event.ID, Type: kind, Object: subject["id"].(string), Created: event.Created, State: object.DeliveryPending, NextAt: now,
	})
}

// schedule enters the webhook to be sent, unless it is dropped: then Stripe thinks that it is under way, and it never comes.
func (e *Engine) schedule(tx *store.Tx, delivery *object.Delivery) error {
	fate, wait := e.Fate()
	delivery.Fate = fate
	switch fate {
	case fault.Dropped:
		delivery.State, delivery.NextAt = object.DeliveryDropped, time.Time{}
		return store.Deliveries.Put(tx, delivery)
	case fault.Doubled:
		delivery.Again = wait
	default:
		delivery.NextAt = delivery.NextAt.Add(wait)
	}
	if err := store.Deliveries.Put(tx, delivery); err != nil {
		return err
	}
	tx.OnCommit(e.Wake)
	return store.DueDeliveries.Add(tx, delivery.NextAt, delivery.EventID)
}

// Find reads a row that a request names; kind is the object's name in Stripe's messages.
func Find[R store.Row](tx *store.Tx, table store.Table[R], kind, param, id string) (R, error) {
	row, err := table.Get(tx, id)
	if missing(err) {
		return row, problem.Missing(kind, param, id)
	}
	return row, err
}

// InSteps refuses an amount that the currency can't have.
func InSteps(amount int64, currency, param string) error {
	if step := money.Step(currency); amount%step != 0 {
		return problem.Invalid("", param, "Invalid amount: amounts in %s must be evenly divisible by %d.", currency, step)
	}
	return nil
}

func missing(err error) bool { return errors.Is(err, store.ErrNotFound) }

// inOrder runs the steps until one fails.
func inOrder(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
