package store

import (
	"context"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
)

// HeardKey is the document that says how far Stripe's list of events was read.
const HeardKey = "stripe/events"

// Heard says how far Stripe's list of events was read, by Stripe's clock, and
// when, by ours.
type Heard struct {
	Until time.Time `json:"until,omitzero"`
	At    time.Time `json:"at"`
}

// ReadHeard gives what is kept, zero when there is nothing.
func ReadHeard(ctx context.Context, r *state.Reader) (Heard, error) {
	doc, err := state.Read[Heard](ctx, r, HeardKey)
	if err != nil {
		return Heard{}, fmt.Errorf("read how far events were read: %w", err)
	}
	if doc == nil {
		return Heard{}, nil
	}
	return *doc, nil
}

// SaveHeard keeps how far the list was read, never less far than before.
func SaveHeard(tx *writer.Tx, h Heard) error {
	old, err := writer.Get[Heard](tx, HeardKey)
	if err != nil {
		return err
	}
	if old != nil && old.Until.After(h.Until) {
		h.Until = old.Until
	}
	writer.Put(tx, HeardKey, &h)
	return nil
}
