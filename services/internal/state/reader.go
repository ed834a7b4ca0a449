package state

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

const (
	readersAtOnce = 4
	keysPerRead   = 128
	readTimeout   = 5 * time.Second
)

// Reader answers single reads. All that wait at the same moment share one
// bulk get, so many readers cost little more than one. What it returns was
// read after it was asked for. Where the store does not answer, its errors are
// ErrUnavailable.
type Reader struct {
	store Store

	mu      sync.Mutex
	waiting []*read
	running int
}

type read struct {
	ctx   context.Context
	keys  []string
	items map[string]Item
	err   error
	done  chan struct{}
}

// NewReader gives a reader of store.
func NewReader(store Store) *Reader {
	return &Reader{store: store}
}

// Get reads the documents under keys; missing ones are absent. The answer may
// be shared with other callers and must not be changed.
func (r *Reader) Get(ctx context.Context, keys ...string) (map[string]Item, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	want := &read{ctx: ctx, keys: keys, done: make(chan struct{})}
	r.mu.Lock()
	r.waiting = append(r.waiting, want)
	if r.running < readersAtOnce {
		r.running++
		go r.run()
	}
	r.mu.Unlock()
	select {
	case <-want.done:
		return want.items, want.err
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
	}
}

func (r *Reader) run() {
	for {
		batch := r.next()
		if batch == nil {
			return
		}
		r.serve(batch)
	}
}

// next takes the reads that somebody waits for, up to a bound of keys, or ends
// this run when there are none.
func (r *Reader) next() []*read {
	r.mu.Lock()
	defer r.mu.Unlock()
	var batch []*read
	taken, keys := 0, 0
	for _, want := range r.waiting {
		if len(batch) > 0 && keys+len(want.keys) > keysPerRead {
			break
		}
		taken++
		if want.ctx.Err() == nil {
			keys += len(want.keys)
			batch = append(batch, want)
		}
	}
	r.waiting = r.waiting[taken:]
	if batch == nil {
		r.running--
	}
	return batch
}

func (r *Reader) serve(batch []*read) {
	seen := map[string]bool{}
	var keys []string
	for _, want := range batch {
		for _, key := range want.keys {
			if !seen[key] {
				seen[key] = true
				keys = append(keys, key)
			}
		}
	}
	// Not a caller's context: the others must not fail when one goes away.
	ctx, cancel := context.WithTimeout(context.Background(), readTimeout)
	defer cancel()
	items, err := r.store.Get(ctx, keys)
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	for _, want := range batch {
		want.items, want.err = items, err
		close(want.done)
	}
}

// Read reads the document under key as T; nil when there is none.
func Read[T any](ctx context.Context, r *Reader, key string) (*T, error) {
	all, err := ReadMany[T](ctx, r, []string{key})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// ReadMany reads the documents under keys as T, in their order; nil where
// there is none.
func ReadMany[T any](ctx context.Context, r *Reader, keys []string) ([]*T, error) {
	items, err := r.Get(ctx, keys...)
	if err != nil {
		return nil, err
	}
	values := make([]*T, len(keys))
	for i, key := range keys {
		item, ok := items[key]
		if !ok {
			continue
		}
		values[i] = new(T)
		if err := json.Unmarshal(item.Value, values[i]); err != nil {
			return nil, fmt.Errorf("decode %s: %w", key, err)
		}
	}
	return values, nil
}
