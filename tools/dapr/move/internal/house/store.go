package house

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dapr/components-contrib/state"
	compstate "github.com/dapr/dapr/pkg/components/state"

	"github.com/saheedt/pass/tools/dapr/move/internal/archive"
)

// pageSize is how many keys are asked for at once.
const pageSize uint32 = 5000

// Store is the state store of one service.
type Store struct {
	service string
	prefix  string
	store   state.Store
}

// Store opens the store of a service. Some kinds make their table or file when they find none, as they would for a sidecar.
func (h *House) Store(ctx context.Context, service string) (*Store, error) {
	side, err := h.sidecar(ctx, service)
	if err != nil {
		return nil, err
	}
	component, err := side.named(storeName)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%s of %s (%s)", storeName, service, component.Spec.Type)
	store, err := compstate.DefaultRegistry.Create(component.Spec.Type, component.Spec.Version, component.LogName())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	base, err := side.meta.ToBaseMetadata(component)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	for property := range base.Properties {
		if strings.EqualFold(property, "primaryEncryptionKey") {
			return nil, fmt.Errorf("open %s: Dapr encrypts what is in it, which can't be moved", name)
		}
	}
	if err := store.Init(ctx, state.Metadata{Base: base}); err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	s := &Store{service: service, store: store}
	if s.prefix, err = keyPrefix(service, base.Properties); err == nil {
		_, err = s.lister()
	}
	if err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return s, nil
}

// keyPrefix is what a sidecar puts before every key of its service.
func keyPrefix(service string, properties map[string]string) (string, error) {
	if err := compstate.SaveStateConfiguration(storeName, properties); err != nil {
		return "", err
	}
	return compstate.GetModifiedStateKey("", storeName, service)
}

// lister gives what the store lists its keys with. The interface alone says little: etcd's and Redis' stores have it too.
func (s *Store) lister() (state.KeysLiker, error) {
	lister, ok := s.store.(state.KeysLiker)
	if _, transactional := s.store.(state.TransactionalStore); !ok || !transactional || !state.FeatureKeysLike.IsPresent(s.store.Features()) {
		return nil, errNoKeys
	}
	return lister, nil
}

// Keys lists the keys of all documents, sorted.
func (s *Store) Keys(ctx context.Context) ([]string, error) {
	lister, err := s.lister()
	if err != nil {
		return nil, err
	}
	var keys []string
	size := pageSize
	request := &state.KeysLikeRequest{Pattern: like(s.prefix) + "%", PageSize: &size}
	for {
		page, err := lister.KeysLike(ctx, request)
		if err != nil {
			return nil, fmt.Errorf("list the keys of %s: %w", s.service, err)
		}
		for _, key := range page.Keys {
			// The pattern knows no upper case on SQLite.
			if own, ok := strings.CutPrefix(key, s.prefix); ok {
				keys = append(keys, own)
			}
		}
		if request.ContinuationToken = page.ContinuationToken; page.ContinuationToken == nil {
			break
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys), nil
}

// like takes their meaning from the wildcards in a text.
func like(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// Read reads the documents under keys, in their order. Those that are not there are left out.
func (s *Store) Read(ctx context.Context, keys []string) ([]archive.Document, error) {
	requests := make([]state.GetRequest, len(keys))
	for i, key := range keys {
		requests[i] = state.GetRequest{Key: s.prefix + key, Options: state.GetStateOption{Consistency: state.Strong}}
	}
	found, err := s.store.BulkGet(ctx, requests, state.BulkGetOpts{Parallelism: 8})
	if err != nil {
		return nil, fmt.Errorf("read documents of %s: %w", s.service, err)
	}
	byKey := make(map[string]archive.Document, len(found))
	for _, item := range found {
		if item.Error != "" {
			return nil, fmt.Errorf("read %s of %s: %s", item.Key, s.service, item.Error)
		}
		if item.Data == nil && item.ETag == nil {
			continue
		}
		d := archive.Document{Key: strings.TrimPrefix(item.Key, s.prefix), Value: item.Data}
		if end := item.Metadata[state.GetRespMetaKeyTTLExpireTime]; end != "" {
			if d.Expires, err = time.Parse(time.RFC3339, end); err != nil {
				return nil, fmt.Errorf("read %s of %s: %w", item.Key, s.service, err)
			}
		}
		byKey[d.Key] = d
	}
	documents := make([]archive.Document, 0, len(byKey))
	for _, key := range keys {
		if d, ok := byKey[key]; ok {
			documents = append(documents, d)
		}
	}
	return documents, nil
}

// Insert writes documents that are not there yet, all or none. Those whose time is over are left out.
func (s *Store) Insert(ctx context.Context, documents []archive.Document) error {
	var operations []state.TransactionalStateOperation
	for _, d := range documents {
		request := state.SetRequest{
			Key: s.prefix + d.Key, Value: d.Value,
			Options: state.SetStateOption{Concurrency: state.FirstWrite, Consistency: state.Strong},
		}
		if !d.Expires.IsZero() {
			left := time.Until(d.Expires)
			if left <= 0 {
				continue
			}
			request.Metadata = map[string]string{"ttlInSeconds": strconv.Itoa(int(math.Ceil(left.Seconds())))}
		}
		operations = append(operations, request)
	}
	if len(operations) == 0 {
		return nil
	}
	request := &state.TransactionalStateRequest{Operations: operations}
	if err := s.store.(state.TransactionalStore).Multi(ctx, request); err != nil {
		return fmt.Errorf("write documents of %s: %w", s.service, err)
	}
	return nil
}

// Close ends the connection.
func (s *Store) Close() error { return s.store.Close() }
