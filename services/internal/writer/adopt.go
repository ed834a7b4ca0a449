package writer

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/saheedt/pass/services/internal/state"
)

// removeAfter is how long the store keeps the note that an outbox was given up.
// While it is there, no transaction from before can commit: not one that was
// on its way when its instance died, nor one of an instance that was taken for
// dead. Were the note deleted, MongoDB would take the write of the next one,
// whatever etag that has.
const removeAfter = time.Hour

// adoptPeers looks now and then for instances whose lease has run out, and
// publishes what they left.
func (w *Writer) adoptPeers() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-w.stop; cancel() }()
	for {
		if err := w.adoptOnce(ctx); err != nil && ctx.Err() == nil {
			w.opts.Log.Warn("outboxes of other instances not looked at", "error", err)
		}
		select {
		case <-w.stop:
			return
		case <-time.After(w.opts.Lease/2 + rand.N(w.opts.Lease/4)):
		}
	}
}

func (w *Writer) adoptOnce(ctx context.Context) error {
	known, err := readRegistry(ctx, w.store)
	if err != nil {
		return err
	}
	var failed error
	if !known.has(w.opts.Instance) {
		failed = register(ctx, w.store, w.opts.Instance)
	}
	for _, instance := range known.Instances {
		if instance == w.opts.Instance {
			continue
		}
		if err := w.adopt(ctx, instance); err != nil {
			failed = errors.Join(failed, fmt.Errorf("adopt outbox %s: %w", instance, err))
		}
	}
	return failed
}

// adopt publishes a dead instance's events and then empties its outbox. If it
// was not dead after all, or somebody else did the same, an event goes out
// twice with one id, which changes nothing; the etag keeps the outbox right.
func (w *Writer) adopt(ctx context.Context, instance string) error {
	h, etag, err := readHead(ctx, w.store, instance)
	if err != nil || time.Now().Before(h.Lease) {
		return err
	}
	if len(h.Chunks) == 0 {
		// Not at once: after an outage of the store, all leases have run out.
		if time.Since(h.Lease) > w.opts.Lease {
			return w.forget(ctx, instance, h, etag)
		}
		return nil
	}
	some := h.Chunks[:min(len(h.Chunks), tidied)]
	chunks, err := readChunks(ctx, w.store, instance, some)
	if err != nil {
		return err
	}
	w.opts.Log.Info("publishing the events of an instance that is gone", "instance", instance, "chunks", len(chunks))
	var ops []state.Op
	for id, events := range chunks {
		for _, event := range events {
			if err := publish(ctx, w.relay.publisher, event); err != nil {
				return err
			}
		}
		ops = append(ops, state.Op{Key: chunkKey(instance, id), Delete: true})
	}
	h.Chunks = h.Chunks[len(some):]
	err = transact(ctx, w.store, append(ops, state.Op{Key: headKey(instance), Value: encode(h), ETag: etag}))
	if err != nil || len(h.Chunks) == 0 {
		return err
	}
	return w.adopt(ctx, instance)
}

// forget takes a name from the registry whose outbox is empty. If its owner
// lives after all, it finds that out before its next change, because the etag
// of its outbox is another then, and registers again.
func (w *Writer) forget(ctx context.Context, instance string, h head, etag string) error {
	known, err := readRegistry(ctx, w.store)
	if err != nil || !known.has(instance) {
		return err
	}
	h.Gone = true
	note := state.Op{Key: headKey(instance), Value: encode(h), ETag: etag, Insert: etag == "", TTL: removeAfter}
	// It fails when its owner or another peer was first: there is another turn.
	_ = transact(ctx, w.store, append(known.without(instance), note))
	return nil
}
