package settlement

import (
	"context"
	"sync"
)

// queue holds the orders whose payments need work. An order is worked on by
// one worker at a time; one that is pushed while it is worked on comes again.
type queue struct {
	mu      sync.Mutex
	waiting []string
	known   map[string]bool // true: pushed again while it is worked on
	signal  chan struct{}
}

func newQueue() *queue {
	return &queue{known: map[string]bool{}, signal: make(chan struct{}, 1)}
}

func (q *queue) push(orderID string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, known := q.known[orderID]; known {
		q.known[orderID] = true
		return
	}
	q.known[orderID] = false
	q.add(orderID)
}

func (q *queue) add(orderID string) {
	q.waiting = append(q.waiting, orderID)
	select {
	case q.signal <- struct{}{}:
	default:
	}
}

// pop waits for an order; false when ctx has ended.
func (q *queue) pop(ctx context.Context) (string, bool) {
	for {
		if orderID, ok := q.take(); ok {
			return orderID, true
		}
		select {
		case <-q.signal:
		case <-ctx.Done():
			return "", false
		}
	}
}

func (q *queue) take() (string, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		return "", false
	}
	orderID := q.waiting[0]
	q.waiting = q.waiting[1:]
	q.known[orderID] = false // a push from here on is news
	if len(q.waiting) > 0 {
		select {
		case q.signal <- struct{}{}: // wake the next worker too
		default:
		}
	}
	return orderID, true
}

// done ends the work on an order.
func (q *queue) done(orderID string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.known[orderID] {
		q.known[orderID] = false
		q.add(orderID)
		return
	}
	delete(q.known, orderID)
}
