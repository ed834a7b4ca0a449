package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
)

// bulkGet reads 200 keys, of which every second is there.
func bulkGet(ctx context.Context, b *bed.Bed) (string, error) {
	key := keyspace(b, "bulk")
	var ops []bed.Op
	var all []string
	for i := range 200 {
		all = append(all, key(i))
		if i%2 == 0 {
			ops = append(ops, bed.Op{Key: key(i), Value: strconv.Itoa(i)})
		}
	}
	if err := b.Auth[0].Transact(ctx, ops...); err != nil {
		return "", err
	}
	items, err := b.Auth[1].Get(ctx, all...)
	if err != nil {
		return "", err
	}
	for i := range 200 {
		item, ok := items[key(i)]
		switch {
		case ok != (i%2 == 0):
			return "", fmt.Errorf("key %d of 200: there is %t, answered %t", i, i%2 == 0, ok)
		case ok && item.Value != strconv.Itoa(i):
			return "", fmt.Errorf("key %d of 200 has the value %q", i, item.Value)
		case ok && item.ETag == "":
			return "", fmt.Errorf("key %d of 200 came without an etag", i)
		}
	}
	return "200 keys, 100 of them there", nil
}

// readYourWrite reads right after each commit, through the same sidecar and
// through another instance's.
func readYourWrite(ctx context.Context, b *bed.Bed) (string, error) {
	key := keyspace(b, "read your write")
	const rounds = 50
	for i := range rounds {
		value := strconv.Itoa(i)
		if err := b.Auth[i%2].Transact(ctx, bed.Op{Key: key("a"), Value: value}, bed.Op{Key: key("b"), Value: value}); err != nil {
			return "", err
		}
		for n, s := range b.Auth {
			items, err := s.Get(ctx, key("a"), key("b"))
			if err != nil {
				return "", err
			}
			if items[key("a")].Value != value || items[key("b")].Value != value {
				return "", fmt.Errorf("after commit %d through instance %d, instance %d read %q and %q", i, i%2, n, items[key("a")].Value, items[key("b")].Value)
			}
		}
	}
	return fmt.Sprintf("%d commits", rounds), nil
}

func steadyETag(ctx context.Context, b *bed.Bed) (string, error) {
	key := keyspace(b, "steady etag")
	if err := b.Auth[0].Transact(ctx, bed.Op{Key: key("still"), Value: "1"}, bed.Op{Key: key("busy"), Value: "0"}); err != nil {
		return "", err
	}
	before, _, err := b.Auth[0].GetOne(ctx, key("still"))
	if err != nil {
		return "", err
	}
	for i := range 20 {
		if err := b.Auth[i%2].Transact(ctx, bed.Op{Key: key("busy"), Value: strconv.Itoa(i)}); err != nil {
			return "", err
		}
		now, _, err := b.Auth[i%2].GetOne(ctx, key("still"))
		if err != nil || now.ETag != before.ETag {
			return "", orElse(err, "the etag went from %s to %s while others were written", before.ETag, now.ETag)
		}
	}
	if err := b.Auth[1].Transact(ctx, bed.Op{Key: key("still"), Value: "2", ETag: before.ETag}); err != nil {
		return "", fmt.Errorf("an etag that one instance read is no good to another: %w", err)
	}
	return "", nil
}

const (
	lifetime = 3 // seconds
	// removed is how long the key of a document that has ended may be taken.
	// MongoDB hides it at once and removes it on a round that it makes once a
	// minute.
	removed = 3 * time.Minute
)

// timeToLive writes a document that ends, beside one that does not. A store
// may end it late, by its own clock, but never before its time.
func timeToLive(ctx context.Context, b *bed.Bed) (string, error) {
	s, key := b.Auth[0], keyspace(b, "time to live")
	began := time.Now()
	if err := s.Transact(ctx, bed.Op{Key: key("short"), Value: "1", TTL: lifetime}, bed.Op{Key: key("long"), Value: "1", TTL: 3600}); err != nil {
		return "", err
	}
	err := bed.Await(ctx, 30*time.Second, func() error {
		items, err := s.Get(ctx, key("short"), key("long"))
		if err != nil {
			return err
		}
		if _, there := items[key("short")]; there {
			return fmt.Errorf("a document with %d seconds to live is still there", lifetime)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	// Stores round to whole seconds.
	if took := time.Since(began); took < (lifetime-1)*time.Second {
		return "", fmt.Errorf("a document with %d seconds to live was gone after %s", lifetime, took.Round(time.Millisecond))
	}
	ended := time.Since(began).Round(100 * time.Millisecond)
	if _, there, err := s.GetOne(ctx, key("long")); err != nil || !there {
		return "", orElse(err, "a document with an hour to live went with it")
	}
	err = bed.Await(ctx, removed, func() error { return s.Transact(ctx, bed.Op{Key: key("short"), Value: "2", Insert: true}) })
	if err != nil {
		return "", fmt.Errorf("a document that has ended can't be inserted again: %w", err)
	}
	free := time.Since(began).Round(100 * time.Millisecond)
	if now, there, err := s.GetOne(ctx, key("short")); err != nil || !there || now.Value != "2" {
		return "", orElse(err, "what was inserted after the end is not there")
	}
	return fmt.Sprintf("%d s to live, gone after %s, its key free after %s", lifetime, ended, free), nil
}

// large is the size of the writer's largest rounds.
func large(ctx context.Context, b *bed.Bed) (string, error) {
	key := keyspace(b, "large")
	var ops []bed.Op
	var all []string
	for i := range 300 {
		ops = append(ops, bed.Op{Key: key(i), Value: fmt.Sprintf(`{"n":%d}`, i), Insert: i%2 == 0})
		all = append(all, key(i))
	}
	began := time.Now()
	if err := b.Auth[0].Transact(ctx, ops...); err != nil {
		return "", err
	}
	took := time.Since(began)
	items, err := b.Auth[0].Get(ctx, all...)
	if err != nil || len(items) != len(ops) {
		return "", orElse(err, "%d of %d documents are there", len(items), len(ops))
	}
	return fmt.Sprintf("in %s", took.Round(time.Millisecond)), nil
}
