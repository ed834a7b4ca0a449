package writer

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/saheedt/pass/services/internal/contracts"
)

const (
	publishTimeout = 10 * time.Second
	publishRetry   = 100 * time.Millisecond
	publishRetries = 5 // doublings of publishRetry, at most 3.2 s apart
)

// relay publishes committed events, a bounded number at once and each until
// the broker has it.
type relay struct {
	publisher Publisher
	log       *slog.Logger

	ctx    context.Context
	cancel context.CancelFunc
	done   sync.WaitGroup

	mu     sync.Mutex
	wake   *sync.Cond
	queue  []parcel
	chunks map[string]*shipment
	count  int // of all chunks
}

// shipment is a chunk that was handed to the relay, perhaps not for the first
// time.
type shipment struct {
	chunk string
	left  int // events that are not published yet
	since time.Time
}

type parcel struct {
	*shipment
	event contracts.Event
}

func newRelay(publisher Publisher, log *slog.Logger) *relay {
	r := &relay{publisher: publisher, log: log, chunks: map[string]*shipment{}}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.wake = sync.NewCond(&r.mu)
	return r
}

func (r *relay) start(workers int) {
	r.done.Add(workers)
	for range workers {
		go func() { defer r.done.Done(); r.work() }()
	}
}

// stop ends the workers; what they had not published stays in the store.
func (r *relay) stop() {
	r.cancel()
	r.mu.Lock()
	r.wake.Broadcast()
	r.mu.Unlock()
	r.done.Wait()
}

// drain waits until all is published or ctx ends.
func (r *relay) drain(ctx context.Context) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for r.pending() > 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

func (r *relay) add(chunk string, events []contracts.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &shipment{chunk: chunk, left: len(events), since: time.Now()}
	if len(events) > 0 {
		s.since = events[0].Time // it may have come from an earlier process
	}
	r.chunks[chunk] = s
	r.count += len(events)
	for _, event := range events {
		r.queue = append(r.queue, parcel{s, event})
	}
	r.wake.Broadcast()
}

// keep forgets all chunks but those named: they were removed from the store.
func (r *relay) keep(chunks []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	kept := make(map[string]*shipment, len(chunks))
	for _, id := range chunks {
		if s, known := r.chunks[id]; known {
			kept[id] = s
		}
	}
	dropped := 0
	for id, s := range r.chunks {
		if _, known := kept[id]; !known {
			dropped += s.left
		}
	}
	r.chunks = kept
	if dropped == 0 {
		return
	}
	r.count -= dropped
	r.queue = slices.DeleteFunc(r.queue, func(p parcel) bool {
		_, known := kept[p.chunk]
		return !known
	})
}

func (r *relay) knows(chunk string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, known := r.chunks[chunk]
	return known
}

// published tells whether the broker has all events of a chunk.
func (r *relay) published(chunk string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, known := r.chunks[chunk]
	return known && s.left == 0
}

func (r *relay) pending() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count
}

func (r *relay) work() {
	for failures := 0; ; {
		p, ok := r.take()
		if !ok {
			return
		}
		err := publish(p.context(r.ctx), r.publisher, p.event)
		r.settle(p, err == nil)
		p.tell(err)
		if err == nil {
			failures = 0
			continue
		}
		if failures == 0 {
			r.log.Warn("event not published, will be tried again", "event_id", p.event.ID, "error", err)
		}
		pause(r.ctx, publishRetry<<min(failures, publishRetries))
		failures++
	}
}

func (r *relay) take() (parcel, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.queue) == 0 && r.ctx.Err() == nil {
		r.wake.Wait()
	}
	if r.ctx.Err() != nil {
		return parcel{}, false
	}
	p := r.queue[0]
	r.queue = r.queue[1:]
	return p, true
}

// settle counts an event as published, or puts it back.
func (r *relay) settle(p parcel, published bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.chunks[p.chunk] != p.shipment {
		return // an adopter has published it, or it was handed over again
	}
	if !published {
		r.queue = append(r.queue, p)
		r.wake.Signal()
		return
	}
	p.left--
	r.count--
}

func publish(ctx context.Context, publisher Publisher, event contracts.Event) error {
	ctx, cancel := context.WithTimeout(ctx, publishTimeout)
	defer cancel()
	return publisher.Publish(ctx, event)
}
