package bed

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	commonv1 "github.com/dapr/dapr/pkg/proto/common/v1"
	runtimev1 "github.com/dapr/dapr/pkg/proto/runtime/v1"
)

// Op is one change of a transaction: an upsert unless Delete is set.
type Op struct {
	Key    string
	Value  string
	ETag   string // the version that is replaced; empty means any
	Insert bool   // refused when the document exists
	Delete bool
	TTL    int // seconds; 0 for ever
}

// Item is a stored document.
type Item struct{ Value, ETag string }

// Get reads documents with one bulk get, as the services do. Missing ones are
// absent from the answer.
func (s *Sidecar) Get(ctx context.Context, keys ...string) (map[string]Item, error) {
	answer, err := s.dapr.GetBulkState(ctx, &runtimev1.GetBulkStateRequest{StoreName: "statestore", Keys: keys, Parallelism: 16})
	if err != nil {
		return nil, fmt.Errorf("bulk get of %d: %w", len(keys), err)
	}
	items := make(map[string]Item, len(keys))
	for _, item := range answer.Items {
		if item.Error != "" {
			return nil, fmt.Errorf("bulk get, key %s: %s", item.Key, item.Error)
		}
		if len(item.Data) > 0 {
			items[item.Key] = Item{Value: string(item.Data), ETag: item.Etag}
		}
	}
	return items, nil
}

// GetOne reads one document, and reports whether there is one.
func (s *Sidecar) GetOne(ctx context.Context, key string) (Item, bool, error) {
	items, err := s.Get(ctx, key)
	item, ok := items[key]
	return item, ok, err
}

// Transact runs one transaction, with the options that the services give.
func (s *Sidecar) Transact(ctx context.Context, ops ...Op) error {
	operations := make([]*runtimev1.TransactionalStateOperation, len(ops))
	for i, op := range ops {
		operations[i] = op.operation()
		s.written.Store(op.Key, true)
	}
	_, err := s.dapr.ExecuteStateTransaction(ctx, &runtimev1.ExecuteStateTransactionRequest{StoreName: "statestore", Operations: operations})
	return err
}

// operation gives values without a content type: with one, some stores
// interpret parts of the document.
func (o Op) operation() *runtimev1.TransactionalStateOperation {
	item := &commonv1.StateItem{Key: o.Key, Value: []byte(o.Value), Options: &commonv1.StateOptions{
		Concurrency: commonv1.StateOptions_CONCURRENCY_LAST_WRITE, Consistency: commonv1.StateOptions_CONSISTENCY_STRONG,
	}}
	if o.ETag != "" {
		item.Etag = &commonv1.Etag{Value: o.ETag}
	}
	if o.ETag != "" || o.Insert {
		item.Options.Concurrency = commonv1.StateOptions_CONCURRENCY_FIRST_WRITE
	}
	if o.TTL > 0 {
		item.Metadata = map[string]string{"ttlInSeconds": strconv.Itoa(o.TTL)}
	}
	kind := "upsert"
	if o.Delete {
		kind = "delete"
	}
	return &runtimev1.TransactionalStateOperation{OperationType: kind, Request: item}
}

// Clean removes what the suite wrote to the store of this sidecar's service.
func (s *Sidecar) Clean(ctx context.Context) error {
	var ops []Op
	var errs []error
	flush := func() {
		errs = append(errs, s.Transact(ctx, ops...))
		ops = nil
	}
	s.written.Range(func(key, _ any) bool {
		if ops = append(ops, Op{Key: key.(string), Delete: true}); len(ops) == 200 {
			flush()
		}
		return true
	})
	flush()
	return errors.Join(errs...)
}
