package settlement

import (
	"context"
	"sync"
)

// job is an order whose payment needs work, with the trace of the news that
// it is for.
type job struct {
	orderID string
	trace   context.Context
}

// queue holds the jobs. An order is worked on by one worker at a time; one
// that is pushed while it is worked on comes again.
type queue struct {
	mu      sync.Mutex
	waiting []job
	known   map[string]*job // what was pushed while the order is worked on; nil: nothing
	signal  chan struct{}
}

func newQueue() *queue {
	return &queue{known: map[string]*job{}, signal: make(chan struct{}, 1)}
}

// push adds an order. Of the context the values are kept, not its end.
func (q *queue) push(ctx context.Context, orderID string) {
	j := job{orderID, context.WithoutCancel(ctx)}
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, known := q.known[orderID]; known {
		q.known[orderID] = &j
		return
	}
	q.known[orderID] = nil
	q.add(j)
}

func (q *queue) add(j job) {
	q.waiting = append(q.waiting, j)
	q.wake()
}

func (q *queue) wake() {
	select {
	case q.signal <- struct{}{}:
	default: // somebody will look anyway
	}
}

// pop waits for a job; false when ctx has ended.
func (q *queue) pop(ctx context.Context) (job, bool) {
	for {
		if j, ok := q.take(); ok {
			return j, true
		}
		select {
		case <-q.signal:
		case <-ctx.Done():
			return job{}, false
		}
	}
}

func (q *queue) take() (job, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		return job{}, false
	}
	j := q.waiting[0]
	q.waiting = q.waiting[1:]
	q.known[j.orderID] = nil // a push from here on is news
	if len(q.waiting) > 0 {
		q.wake() // the next worker too
	}
	return j, true
}

// done ends the work on an order.
func (q *queue) done(orderID string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	again := q.known[orderID]
	if again == nil {
		delete(q.known, orderID)
		return
	}
	q.known[orderID] = nil
	q.add(*again)
}
