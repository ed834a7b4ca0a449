// Package writer is the only way in which a service changes its documents.
//
// A service instance has one Writer. It takes all changes that wait at a
// moment, runs them one after another on one set of copies, and commits them
// with the events that they publish in a single transaction of the state
// store. The transaction also writes this instance's outbox document, which
// is read back before anybody is told of success: some stores report commits
// that were lost, and a failed call may have committed. Every write carries
// an etag, so instances never lose each other's updates.
//
// Events reach the broker at least once, whatever is killed when: they are
// documents until they were published, and a dead instance's are published by
// the one that takes its name or by any other when its lease has run out.
package writer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/trace"
)

var (
	// ErrBacklog refuses changes while too many events wait for the broker.
	ErrBacklog = errors.New("too many events wait to be published")
	// ErrUnavailable says that the store did not confirm a change in time. It
	// may have been made all the same.
	ErrUnavailable = errors.New("the store did not confirm the change")
	// ErrExists refuses the insert of a document that is there already.
	ErrExists = errors.New("the document exists")
)

// Publisher hands an event to the broker. It returns nil only when the broker
// has it.
type Publisher interface {
	Publish(ctx context.Context, event contracts.Event) error
}

// Options tune a Writer; zero values mean the defaults.
type Options struct {
	// Instance names this writer among those of the same service. Whoever
	// starts with the name of another takes its place.
	Instance string
	// MaxPending is how many unpublished events there may be before changes
	// are refused with ErrBacklog. Default 5,000.
	MaxPending int
	// MaxBatch is how many changes share a transaction. Default 128.
	MaxBatch int
	// Publishers is how many events are handed to the broker at once. Default 16.
	Publishers int
	// Timeout bounds one change from call to answer. Default 10 s.
	Timeout time.Duration
	// Lease is how long an instance may be silent before another publishes
	// its events. Default 30 s.
	Lease time.Duration
	// TraceParent tells the W3C trace context that events of a change carry.
	TraceParent func(context.Context) string
	Log         *slog.Logger
}

func (o Options) withDefaults() Options {
	o.Instance = or(o.Instance, "0")
	o.MaxPending = or(o.MaxPending, 5000)
	o.MaxBatch = or(o.MaxBatch, 128)
	o.Publishers = or(o.Publishers, 16)
	o.Timeout = or(o.Timeout, 10*time.Second)
	o.Lease = or(o.Lease, 30*time.Second)
	o.Log = or(o.Log, slog.Default())
	if o.TraceParent == nil {
		o.TraceParent = func(context.Context) string { return "" }
	}
	return o
}

func or[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

// Writer changes documents and publishes events. Use New.
type Writer struct {
	store state.Store
	opts  Options
	relay *relay
	calls chan *call
	// box and looked are touched by the run goroutine alone once Start has
	// returned.
	box    *outbox
	looked time.Time // when the upkeep last had its turn

	mu     sync.RWMutex
	closed bool
	fault  error
	stop   chan struct{}
	done   sync.WaitGroup
}

// New gives a writer that does nothing until Start.
func New(store state.Store, publisher Publisher, opts Options) *Writer {
	opts = opts.withDefaults()
	relay := newRelay(publisher, opts.Log)
	return &Writer{
		store: store,
		opts:  opts,
		relay: relay,
		calls: make(chan *call, 4096),
		box:   &outbox{store: store, relay: relay, instance: opts.Instance, epoch: uuid.NewString(), lease: opts.Lease},
		fault: errors.New("not started"),
		stop:  make(chan struct{}),
	}
}

// Start takes over this instance's outbox, with the events that an earlier
// process left in it, and begins to take changes. It tries until ctx ends.
func (w *Writer) Start(ctx context.Context) error {
	if err := w.box.claim(ctx, w.opts.Log); err != nil {
		return fmt.Errorf("take over outbox %s: %w", w.opts.Instance, err)
	}
	w.setFault(nil)
	w.relay.start(w.opts.Publishers)
	w.done.Add(2)
	go func() { defer w.done.Done(); w.run() }()
	go func() { defer w.done.Done(); w.adoptPeers() }()
	return nil
}

// Close refuses new changes, finishes those under way and publishes the
// events that are left until ctx ends; the rest is published by the next
// process.
func (w *Writer) Close(ctx context.Context) error {
	w.mu.Lock()
	already := w.closed
	w.closed = true
	w.mu.Unlock()
	if already {
		return nil
	}
	close(w.stop)
	w.done.Wait()
	err := w.relay.drain(ctx)
	w.relay.stop()
	w.box.resign(ctx)
	return err
}

// Ready tells why the writer can't take changes; nil when it can.
func (w *Writer) Ready() error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.fault == nil && w.relay.pending() >= w.opts.MaxPending {
		return ErrBacklog
	}
	return w.fault
}

// Pending counts the events that the broker has not confirmed yet.
func (w *Writer) Pending() int { return w.relay.pending() }

func (w *Writer) setFault(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = err
}

// Do changes documents. fn is run with a view of them, alone and possibly
// several times, and must depend on nothing but what it gets from the view:
// ids and the time are taken before. The keys are those that fn will get, as
// far as they are known; others are read when fn asks for them.
//
// An error from fn refuses the change, and is returned as it is. When Do
// returns nil, the change is committed, and its events will be published.
// Other errors are ErrBacklog, ErrUnavailable and ErrExists.
func Do[T any](ctx context.Context, w *Writer, keys []string, fn func(tx *Tx) (T, error)) (T, error) {
	value, err := w.do(ctx, keys, func(tx *Tx) (any, error) { return fn(tx) })
	if err != nil {
		var zero T
		return zero, err
	}
	result, _ := value.(T)
	return result, nil
}

func (w *Writer) do(ctx context.Context, keys []string, fn func(*Tx) (any, error)) (value any, err error) {
	ctx, cancel := context.WithTimeout(ctx, w.opts.Timeout)
	defer cancel()
	ctx, span := trace.Start(ctx, "change", trace.Internal)
	defer func() { span.Finish(err) }()
	c := &call{ctx: ctx, keys: keys, fn: fn, done: make(chan outcome, 1)}
	if err := w.enqueue(c); err != nil {
		return nil, err
	}
	select {
	case out := <-c.done:
		return out.value, out.err
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
	}
}

func (w *Writer) enqueue(c *call) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	switch {
	case w.closed:
		return fmt.Errorf("%w: shutting down", ErrUnavailable)
	case w.fault != nil:
		return fmt.Errorf("%w: %w", ErrUnavailable, w.fault)
	case w.relay.pending() >= w.opts.MaxPending:
		return ErrBacklog
	}
	select {
	case w.calls <- c:
		return nil
	default:
		return fmt.Errorf("%w: too many changes wait", ErrUnavailable)
	}
}
