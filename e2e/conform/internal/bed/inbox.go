package bed

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Answer is what a handler tells its sidecar.
type Answer int

// What a handler may answer.
const (
	Done  Answer = iota // 200
	Retry               // 500
	Drop                // 200 with the status DROP
)

// Delivery is one event as it came to an app.
type Delivery struct {
	App      string // the service's app id
	Instance string
	Topic    string
	Event    Event
	Body     []byte // as it came
	At       time.Time
	// Gone is closed when the sidecar no longer waits for the answer.
	Gone <-chan struct{}
}

// Inbox holds all deliveries of one kind of event, whichever app they came to.
type Inbox struct {
	mu     sync.Mutex
	all    []Delivery
	handle func(Delivery) Answer
}

// Inbox opens the inbox of a kind. handle decides the answers; nil takes all.
func (b *Bed) Inbox(kind string, handle func(Delivery) Answer) *Inbox {
	box := &Inbox{handle: handle}
	b.inboxes.Store(kind, box)
	return box
}

// Box is the inbox of a kind that was opened before.
func (b *Bed) Box(kind string) *Inbox {
	box, _ := b.inboxes.Load(kind)
	return box.(*Inbox)
}

// Boxes are all inboxes by kind.
func (b *Bed) Boxes() map[string]*Inbox {
	boxes := map[string]*Inbox{}
	b.inboxes.Range(func(kind, box any) bool {
		boxes[kind.(string)] = box.(*Inbox)
		return true
	})
	return boxes
}

// deliver hands an event to its inbox. Events of earlier runs, and those that
// nobody waits for, are taken and forgotten.
func (b *Bed) deliver(d Delivery) Answer {
	box, ok := b.inboxes.Load(d.Event.kind())
	if !ok || d.Event.Subject != b.Run {
		return Done
	}
	return box.(*Inbox).take(d)
}

func (i *Inbox) take(d Delivery) Answer {
	i.mu.Lock()
	i.all = append(i.all, d)
	i.mu.Unlock()
	if i.handle == nil {
		return Done
	}
	return i.handle(d)
}

// All lists the deliveries so far, in the order in which they came.
func (i *Inbox) All() []Delivery {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]Delivery(nil), i.all...)
}

// Of lists the deliveries to an app.
func (i *Inbox) Of(app string) []Delivery {
	var found []Delivery
	for _, d := range i.All() {
		if d.App == app {
			found = append(found, d)
		}
	}
	return found
}

// Missing lists the ids of sent events that an app has not seen.
func (i *Inbox) Missing(app string, sent []Event) []string {
	seen := map[string]bool{}
	for _, d := range i.Of(app) {
		seen[d.Event.ID] = true
	}
	var missing []string
	for _, event := range sent {
		if !seen[event.ID] {
			missing = append(missing, event.ID)
		}
	}
	return missing
}

// AwaitAll waits until an app has seen all events that were sent.
func (i *Inbox) AwaitAll(ctx context.Context, app string, sent []Event, limit time.Duration) error {
	return Await(ctx, limit, func() error {
		if missing := i.Missing(app, sent); len(missing) > 0 {
			return fmt.Errorf("%d of %d events never came to %s, the first of them %s", len(missing), len(sent), app, missing[0])
		}
		return nil
	})
}

// Await polls until check passes, and returns its last complaint when it does
// not within limit.
func Await(ctx context.Context, limit time.Duration, check func() error) error {
	deadline := time.After(limit)
	for {
		err := check()
		if err == nil {
			return nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-deadline:
			return fmt.Errorf("%w (waited %s)", err, limit)
		case <-ctx.Done():
			return fmt.Errorf("%w (%w)", err, ctx.Err())
		}
	}
}
