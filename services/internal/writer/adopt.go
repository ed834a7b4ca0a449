package writer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/saheedt/pass/services/internal/state"
)

const (
	// forgetAfter is how long peers look at an empty outbox of a dead instance.
	forgetAfter = 24 * time.Hour
	// removeAfter is how long the store keeps it from then on.
	removeAfter = 30 * 24 * time.Hour
)

// registryKey holds the names of all instances of the service.
const registryKey = "outboxes"

type registry struct {
	Instances []string `json:"instances"`
}

// register adds an instance to the registry, where its peers will find it.
func register(ctx context.Context, store state.Store, instance string) error {
	known, etag, err := readRegistry(ctx, store)
	if err != nil || slices.Contains(known.Instances, instance) {
		return err
	}
	known.Instances = append(known.Instances, instance)
	failed := transact(ctx, store, []state.Op{{Key: registryKey, Value: encode(known), ETag: etag, Insert: etag == ""}})
	known, _, err = readRegistry(ctx, store)
	if err != nil || slices.Contains(known.Instances, instance) {
		return err
	}
	return errors.Join(errors.New("instance not registered"), failed)
}

func readRegistry(ctx context.Context, store state.Store) (registry, string, error) {
	var known registry
	items, err := get(ctx, store, []string{registryKey})
	if err != nil {
		return known, "", err
	}
	item, ok := items[registryKey]
	if !ok {
		return known, "", nil
	}
	if err := json.Unmarshal(item.Value, &known); err != nil {
		return known, "", fmt.Errorf("decode %s: %w", registryKey, err)
	}
	return known, item.ETag, nil
}

// adoptPeers looks now and then for instances whose lease has run out, and
// publishes what they left.
func (w *Writer) adoptPeers() {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-w.stop; cancel() }()
	for {
		select {
		case <-w.stop:
			return
		case <-time.After(w.opts.Lease/2 + rand.N(w.opts.Lease/4)):
		}
		if err := w.adoptOnce(ctx); err != nil && ctx.Err() == nil {
			w.opts.Log.Warn("outboxes of other instances not looked at", "error", err)
		}
	}
}

func (w *Writer) adoptOnce(ctx context.Context) error {
	known, _, err := readRegistry(ctx, w.store)
	if err != nil {
		return err
	}
	var failed error
	if !slices.Contains(known.Instances, w.opts.Instance) {
		failed = register(ctx, w.store, w.opts.Instance) // it was silent for so long that it was forgotten
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
	if err != nil || etag == "" || time.Now().Before(h.Lease) {
		return err
	}
	if len(h.Chunks) == 0 {
		if time.Since(h.Lease) > forgetAfter {
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

// forget takes a name that has been silent for long from the registry. Its
// outbox is left to the store to remove: where it is deleted, MongoDB takes the
// next write of an instance that wakes up, whatever etag that has, and it may be
// of an outbox from before its events were published by a peer.
func (w *Writer) forget(ctx context.Context, instance string, h head, etag string) error {
	known, registryTag, err := readRegistry(ctx, w.store)
	if err != nil {
		return err
	}
	known.Instances = slices.DeleteFunc(known.Instances, func(name string) bool { return name == instance })
	return transact(ctx, w.store, []state.Op{
		{Key: registryKey, Value: encode(known), ETag: registryTag},
		{Key: headKey(instance), Value: encode(h), ETag: etag, TTL: removeAfter},
	})
}
