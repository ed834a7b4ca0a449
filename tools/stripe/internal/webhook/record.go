package webhook

import (
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// record writes down how an attempt went, and when the next one is due.
func (s *Sender) record(id string, attempt object.Attempt) error {
	return s.Store.Batch(func(tx *store.Tx) error {
		delivery, err := store.Deliveries.Get(tx, id)
		if err != nil {
			return err
		}
		if err := store.DueDeliveries.Remove(tx, delivery.NextAt, id); err != nil {
			return err
		}
		delivery.Tries++
		delivery.Log(attempt)
		s.conclude(delivery, attempt)
		if delivery.State == object.DeliveryPending {
			err = store.DueDeliveries.Add(tx, delivery.NextAt, id)
		} else {
			err = settle(tx, id)
		}
		if err != nil {
			return err
		}
		return store.Deliveries.Put(tx, delivery)
	})
}

// conclude decides what the attempt means. Any 2xx takes the event; a redirect does not.
func (s *Sender) conclude(delivery *object.Delivery, attempt object.Attempt) {
	now := s.Now()
	switch {
	case attempt.Status >= 200 && attempt.Status < 300 && delivery.Again > 0:
		delivery.NextAt, delivery.Again = now.Add(delivery.Again), 0
	case attempt.Status >= 200 && attempt.Status < 300:
		delivery.State, delivery.NextAt = object.DeliveryDelivered, time.Time{}
	case now.Sub(time.Unix(delivery.Created, 0)) > s.GiveUp:
		delivery.State, delivery.NextAt = object.DeliveryFailed, time.Time{}
	default:
		delivery.NextAt = now.Add(s.Backoff[min(delivery.Tries, len(s.Backoff))-1])
		s.Log.Info("webhook refused", "event_id", delivery.EventID, "type", delivery.Type, "status", attempt.Status, "tries", delivery.Tries)
	}
}

// settle marks the event as one that no webhook waits for.
func settle(tx *store.Tx, id string) error {
	event, err := store.Events.Get(tx, id)
	if err != nil {
		return err
	}
	event.Pending = 0
	return store.Events.Put(tx, event)
}
