package settlement

import (
	"context"
	"fmt"
	"time"

	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/store"
)

// eventList is the name under which Stripe's list of events is due.
const eventList = "stripe/list"

const (
	// listPause is how often the list is read: what a webhook that never comes
	// would have told of refunds and disputes is known that much later. It is
	// one request, however many charges there are, and one more for every
	// hundred events.
	listPause = time.Minute
	// overlap is how much of the list is read again: events may be listed later
	// than younger ones.
	overlap = 5 * time.Minute
	// firstList is how far back the list is read at the very first.
	firstList = 24 * time.Hour
	// heardMemory is for how long an instance knows which events it has taken.
	heardMemory = time.Hour
)

// catchUp takes the events that Stripe lists and no webhook has brought. Those
// of another instance are taken twice, which changes nothing.
func (s *Settlement) catchUp(ctx context.Context) error {
	last, err := store.ReadHeard(ctx, s.Reader)
	if err != nil {
		return err
	}
	now := s.Now()
	if now.Sub(last.At) < listPause/2 {
		return nil // another instance was here
	}
	since := last.Until.Add(-overlap)
	if last.Until.IsZero() {
		since = now.Add(-firstList)
	}
	notices, newest, err := s.Charges.Events(ctx, since)
	if err != nil {
		s.lists.forget(eventList) // with the next sweep again
		return fmt.Errorf("events: %w", err)
	}
	for _, n := range notices {
		if s.heard.knows(n.EventID, now) {
			continue
		}
		if _, err := s.Notice(ctx, n); err != nil {
			return err
		}
	}
	_, err = writer.Do(ctx, s.Writer, []string{store.HeardKey}, func(tx *writer.Tx) (struct{}, error) {
		return struct{}{}, store.SaveHeard(tx, store.Heard{Until: newest, At: now})
	})
	return err
}
