package main

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	commonv1 "github.com/dapr/dapr/pkg/proto/common/v1"
	runtimev1 "github.com/dapr/dapr/pkg/proto/runtime/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
)

// sidecarLimits measures what the sidecar of orders does without orders: the
// ceiling for all that is built on it. The payloads are those of a show and of
// a reservation, which writes a stock block, an order, the buyer's index, the
// events and the outbox.
func (b *bench) sidecarLimits(ctx context.Context) error {
	app := b.stack.App("orders")
	conn, err := grpc.NewClient(app.SidecarGRPC(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx = metadata.AppendToOutgoingContext(ctx, "dapr-api-token", b.stack.Token())
	dapr := runtimev1.NewDaprClient(conn)
	if err := transact(ctx, dapr, reservation("shown")); err != nil {
		return err
	}

	b.header("the sidecar alone: state")
	for _, callers := range []int{1, 16, 64} {
		b.row("get", callers, load(ctx, callers, b.length/2, func(int, int) error {
			_, err := dapr.GetState(ctx, &runtimev1.GetStateRequest{StoreName: "statestore", Key: "bench/order/shown"})
			return err
		}))
	}
	var serial atomic.Int64
	for _, callers := range []int{1, 16, 64} {
		b.row("transaction of one reservation", callers, load(ctx, callers, b.length/2, func(c, _ int) error {
			return transact(ctx, dapr, reservation(fmt.Sprint(c, "-", serial.Add(1))))
		}))
	}
	batch := load(ctx, 1, b.length/2, func(int, int) error {
		var ops []*runtimev1.TransactionalStateOperation
		for range 64 {
			ops = append(ops, reservation(fmt.Sprint("batch-", serial.Add(1)))[1:]...)
		}
		return transact(ctx, dapr, append(ops, reservation("batch")[0]))
	})
	batch.perSecond *= 64
	b.row("reservations in transactions of 64", 1, batch)
	return nil
}

func transact(ctx context.Context, dapr runtimev1.DaprClient, ops []*runtimev1.TransactionalStateOperation) error {
	_, err := dapr.ExecuteStateTransaction(ctx, &runtimev1.ExecuteStateTransactionRequest{StoreName: "statestore", Operations: ops})
	return err
}

// reservation is the writes of one: sizes as orders writes them.
func reservation(id string) []*runtimev1.TransactionalStateOperation {
	var ops []*runtimev1.TransactionalStateOperation
	for _, doc := range []struct {
		kind string
		size int
	}{{"block", 9000}, {"order", 520}, {"buyer", 700}, {"event", 900}} {
		ops = append(ops, &runtimev1.TransactionalStateOperation{OperationType: "upsert", Request: &commonv1.StateItem{
			Key: "bench/" + doc.kind + "/" + id, Value: []byte(`"` + strings.Repeat("x", doc.size) + `"`),
			Metadata: map[string]string{"ttlInSeconds": "600"},
		}})
	}
	return ops
}
