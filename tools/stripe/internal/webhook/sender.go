package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/saheedt/pass/tools/stripe/internal/object"
	"github.com/saheedt/pass/tools/stripe/internal/store"
)

// atOnce bounds the webhooks that are under way at the same time.
const atOnce = 16

// atLeast is the pause between two looks at the schedule when more is due than can be sent at once.
const atLeast = 10 * time.Millisecond

// Sender delivers what the store has scheduled. Webhooks go out side by side, so their order is not certain, as with Stripe.
type Sender struct {
	Store  *store.Store
	URL    string
	Secret string
	// ConnectSecret signs the events of connected accounts: with Stripe they go to an endpoint of their own.
	ConnectSecret string
	Log           *slog.Logger
	// Backoff is the wait after each failed attempt; the last one repeats. GiveUp bounds the age of what is still retried.
	Backoff []time.Duration
	GiveUp  time.Duration
	// Now is the clock of the schedule. Signatures always carry the real time.
	Now func() time.Time

	client  http.Client
	wake    chan struct{}
	mu      sync.Mutex
	sending map[string]bool
}

// New makes a sender with the development schedule: 1 s, 2 s, 5 s, 10 s, then every 30 s for a day.
func New(st *store.Store, url, secret string, log *slog.Logger, now func() time.Time) *Sender {
	return &Sender{
		Store: st, URL: url, Secret: secret, ConnectSecret: secret, Log: log, Now: now, GiveUp: 24 * time.Hour,
		Backoff: []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second},
		client: http.Client{
			Timeout:       10 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		wake: make(chan struct{}, 1), sending: map[string]bool{},
	}
}

// Wake makes the sender look at the schedule.
func (s *Sender) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // it is going to look anyway
	}
}

// Run sends until the context ends, and waits for what is under way.
func (s *Sender) Run(ctx context.Context) {
	var under sync.WaitGroup
	defer under.Wait()
	for {
		due, next := s.due()
		for _, id := range due {
			under.Go(func() {
				s.deliver(ctx, id)
				s.leave(id)
				s.Wake()
			})
		}
		timer := time.NewTimer(s.wait(next))
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-timer.C:
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// due claims the events to be sent now, as many as there is room for.
func (s *Sender) due() (claimed []string, next time.Time) {
	var waiting []string
	err := s.Store.View(func(tx *store.Tx) error {
		waiting, next = store.DueDeliveries.Due(tx, s.Now(), 2*atOnce)
		return nil
	})
	if err != nil {
		s.Log.Error("read webhook schedule", "error", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range waiting {
		if len(s.sending) < atOnce && !s.sending[id] {
			s.sending[id] = true
			claimed = append(claimed, id)
		}
	}
	return claimed, next
}

func (s *Sender) leave(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sending, id)
}

func (s *Sender) wait(next time.Time) time.Duration {
	if next.IsZero() {
		return time.Hour
	}
	return max(next.Sub(s.Now()), atLeast)
}

func (s *Sender) deliver(ctx context.Context, id string) {
	attempt, err := s.send(ctx, id)
	if ctx.Err() != nil {
		return // stopped in the middle: it stays due, and is sent again at the next start
	}
	if err == nil {
		err = s.record(id, attempt)
	}
	if err != nil {
		s.Log.Error("deliver webhook", "event_id", id, "error", err)
	}
}

// Resend sends an event again at once, whatever became of it before, and tells how it went. Its schedule stays as it was.
func (s *Sender) Resend(ctx context.Context, id string) (object.Attempt, error) {
	attempt, err := s.send(ctx, id)
	if err != nil {
		return attempt, err
	}
	attempt.Resent = true
	return attempt, s.Store.Update(func(tx *store.Tx) error {
		delivery, err := store.Deliveries.Get(tx, id)
		if err != nil {
			return err
		}
		delivery.Log(attempt)
		return store.Deliveries.Put(tx, delivery)
	})
}

// send posts the event once. The error is the emulator's own; a receiver that fails is told of in the attempt.
func (s *Sender) send(ctx context.Context, id string) (object.Attempt, error) {
	payload, secret, err := s.payload(id)
	if err != nil {
		return object.Attempt{}, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(payload))
	if err != nil {
		return object.Attempt{}, fmt.Errorf("webhook request: %w", err)
	}
	attempt := object.Attempt{At: time.Now()}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
	request.Header.Set("Stripe-Signature", Sign(secret, payload, attempt.At))
	response, err := s.client.Do(request)
	attempt.DurationMillis = time.Since(attempt.At).Milliseconds()
	if err != nil {
		attempt.Error = err.Error()
		return attempt, nil
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<16)) // read so that the connection can be used again
	attempt.Status = response.StatusCode
	return attempt, nil
}

// payload is what an event's webhook carries, and the secret that signs it.
func (s *Sender) payload(id string) (payload []byte, secret string, err error) {
	err = s.Store.View(func(tx *store.Tx) error {
		event, err := store.Events.Get(tx, id)
		if err != nil {
			return err
		}
		secret = s.Secret
		if event.Account != "" {
			secret = s.ConnectSecret
		}
		payload, err = json.MarshalIndent(event.View(), "", "  ")
		return err
	})
	return payload, secret, err
}
