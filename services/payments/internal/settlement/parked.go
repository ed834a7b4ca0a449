package settlement

import (
	"context"
	"time"

	"github.com/saheedt/pass/services/internal/writer"
	"github.com/saheedt/pass/services/payments/internal/store"
)

const (
	// A parked event is tried again after these, doubling, for a day.
	shortestPark = 10 * time.Second
	longestPark  = time.Hour
	parkFor      = 24 * time.Hour
)

// retry takes a parked event again.
func (s *Settlement) retry(ctx context.Context, eventID string) error {
	now := s.Now()
	v, err := writer.Do(ctx, s.Writer, store.ParkedKeys(eventID), func(tx *writer.Tx) (verdict, error) {
		p, err := store.ParkedEvent(tx, eventID)
		if err != nil {
			return verdict{}, err
		}
		if p == nil {
			return verdict{}, store.Unpark(tx, eventID, store.Found) // by another instance
		}
		v, err := take(tx, p.Notice, now)
		switch {
		case err != nil:
			return verdict{}, err
		case v.outcome != Parked:
			return v, store.Unpark(tx, eventID, store.Found)
		case now.Sub(p.Since) >= parkFor:
			tx.After(func() {
				s.Log.WarnContext(ctx, "event of Stripe is about no payment that was heard of in a day",
					"event_id", eventID, "event_type", p.Notice.Type)
			})
			return v, store.Unpark(tx, eventID, store.Dropped)
		}
		next := store.Parked{Notice: p.Notice, Since: p.Since, Tries: p.Tries + 1}
		return v, store.Park(tx, next, now.Add(parkPause(next.Tries)))
	})
	if err == nil && v.name != "" {
		s.queue.push(ctx, v.name)
	}
	return err
}

func parkPause(tries int) time.Duration {
	return min(shortestPark<<min(tries, 9), longestPark)
}
