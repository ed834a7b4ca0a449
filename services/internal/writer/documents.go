package writer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/saheedt/pass/services/internal/contracts"
	"github.com/saheedt/pass/services/internal/state"
)

func readHead(ctx context.Context, store state.Store, instance string) (head, string, error) {
	items, err := get(ctx, store, []string{headKey(instance)})
	if err != nil {
		return head{}, "", err
	}
	return decodeHead(items, instance)
}

// decodeHead finds an instance's head among what was read; the zero head and
// no etag when it is not there.
func decodeHead(items map[string]state.Item, instance string) (head, string, error) {
	var h head
	item, ok := items[headKey(instance)]
	if !ok {
		return h, "", nil
	}
	if err := json.Unmarshal(item.Value, &h); err != nil {
		return h, "", fmt.Errorf("decode %s: %w", headKey(instance), err)
	}
	return h, item.ETag, nil
}

func readChunks(ctx context.Context, store state.Store, instance string, ids []string) (map[string][]contracts.Event, error) {
	chunks := make(map[string][]contracts.Event, len(ids))
	for some := range slices.Chunk(ids, chunksPerRead) {
		keys := make([]string, len(some))
		for i, id := range some {
			keys[i] = chunkKey(instance, id)
		}
		items, err := get(ctx, store, keys)
		if err != nil {
			return nil, err
		}
		for i, id := range some {
			if chunks[id], err = decodeChunk(items, keys[i]); err != nil {
				return nil, err
			}
		}
	}
	return chunks, nil
}

func decodeChunk(items map[string]state.Item, key string) ([]contracts.Event, error) {
	var c chunk
	item, ok := items[key]
	if !ok {
		return nil, fmt.Errorf("%s is listed but not there", key)
	}
	if err := json.Unmarshal(item.Value, &c); err != nil {
		return nil, fmt.Errorf("decode %s: %w", key, err)
	}
	return c.Events, nil
}

func encode(value any) []byte {
	raw, err := json.Marshal(value)
	if err != nil {
		// Heads and chunks hold strings, numbers, times and raw JSON that was
		// marshalled before.
		panic(err)
	}
	return raw
}

func get(ctx context.Context, store state.Store, keys []string) (map[string]state.Item, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	return store.Get(ctx, keys)
}

func transact(ctx context.Context, store state.Store, ops []state.Op) error {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	return store.Transact(ctx, ops)
}
