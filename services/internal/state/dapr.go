package state

import (
	"context"
	"fmt"
	"math"
	"strconv"

	dapr "github.com/dapr/go-sdk/client"
)

// bulkParallelism bounds how many documents a store without a bulk read of
// its own fetches at once.
const bulkParallelism = 16

// Dapr is the state store of a sidecar, spoken to over gRPC.
type Dapr struct {
	client dapr.Client
	name   string
}

// NewDapr gives the store that the sidecar knows by the component's name.
func NewDapr(client dapr.Client, component string) *Dapr {
	return &Dapr{client: client, name: component}
}

// Get implements Store with one bulk get.
func (d *Dapr) Get(ctx context.Context, keys []string) (map[string]Item, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	found, err := d.client.GetBulkState(ctx, d.name, keys, nil, bulkParallelism)
	if err != nil {
		return nil, fmt.Errorf("read %d documents: %w", len(keys), err)
	}
	items := make(map[string]Item, len(found))
	for _, item := range found {
		if item.Error != "" {
			return nil, fmt.Errorf("read %s: %s", item.Key, item.Error)
		}
		if len(item.Value) > 0 {
			items[item.Key] = Item{Value: item.Value, ETag: item.Etag}
		}
	}
	return items, nil
}

// Transact implements Store. Values go without a content type: with one,
// some stores interpret parts of the document.
func (d *Dapr) Transact(ctx context.Context, ops []Op) error {
	operations := make([]*dapr.StateOperation, len(ops))
	for i, op := range ops {
		operations[i] = operation(op)
	}
	if err := d.client.ExecuteStateTransaction(ctx, d.name, nil, operations); err != nil {
		return fmt.Errorf("transaction of %d: %w", len(ops), err)
	}
	return nil
}

func operation(op Op) *dapr.StateOperation {
	item := &dapr.SetStateItem{
		Key:     op.Key,
		Value:   op.Value,
		Options: &dapr.StateOptions{Concurrency: dapr.StateConcurrencyLastWrite, Consistency: dapr.StateConsistencyStrong},
	}
	if op.ETag != "" {
		item.Etag = &dapr.ETag{Value: op.ETag}
	}
	if op.ETag != "" || op.Insert {
		// First-write without an etag means that there must be no document yet.
		item.Options.Concurrency = dapr.StateConcurrencyFirstWrite
	}
	if op.TTL > 0 {
		item.Metadata = map[string]string{"ttlInSeconds": strconv.Itoa(int(math.Ceil(op.TTL.Seconds())))}
	}
	kind := dapr.StateOperationTypeUpsert
	if op.Delete {
		kind = dapr.StateOperationTypeDelete
	}
	return &dapr.StateOperation{Type: kind, Item: item}
}
