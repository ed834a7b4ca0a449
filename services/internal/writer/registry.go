package writer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/saheedt/pass/services/internal/state"
)

// registryKey holds the names of the instances that have an outbox, so that
// peers find those of the dead. A name is added and removed together with the
// outbox: names that never come back leave none.
const registryKey = "outboxes"

type registry struct {
	Instances []string `json:"instances"`

	etag string
}

func (r registry) has(instance string) bool { return slices.Contains(r.Instances, instance) }

// with is the part of a transaction that adds a name, unless it is there.
func (r registry) with(instance string) []state.Op {
	if r.has(instance) {
		return nil
	}
	return r.write(append(slices.Clone(r.Instances), instance))
}

// without is the part of a transaction that removes a name, if it is there.
func (r registry) without(instance string) []state.Op {
	if !r.has(instance) {
		return nil
	}
	return r.write(slices.DeleteFunc(slices.Clone(r.Instances), func(name string) bool { return name == instance }))
}

func (r registry) write(names []string) []state.Op {
	return []state.Op{{Key: registryKey, Value: encode(registry{Instances: names}), ETag: r.etag, Insert: r.etag == ""}}
}

// register adds an instance to the registry, unless it is there, and reads that
// back.
func register(ctx context.Context, store state.Store, instance string) error {
	known, err := readRegistry(ctx, store)
	if err != nil || known.has(instance) {
		return err
	}
	failed := transact(ctx, store, known.with(instance))
	known, err = readRegistry(ctx, store)
	if err != nil || known.has(instance) {
		return err
	}
	return errors.Join(errors.New("instance not registered"), failed)
}

func readRegistry(ctx context.Context, store state.Store) (registry, error) {
	items, err := get(ctx, store, []string{registryKey})
	if err != nil {
		return registry{}, err
	}
	return decodeRegistry(items)
}

func decodeRegistry(items map[string]state.Item) (registry, error) {
	var known registry
	item, ok := items[registryKey]
	if !ok {
		return known, nil
	}
	if err := json.Unmarshal(item.Value, &known); err != nil {
		return known, fmt.Errorf("decode %s: %w", registryKey, err)
	}
	known.etag = item.ETag
	return known, nil
}
