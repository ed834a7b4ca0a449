package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/dapr/dapr/pkg/proto/common/v1"
	"github.com/dapr/dapr/pkg/proto/runtime/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/saheedt/pass/services/internal/trace"
)

const (
	// actorType has one actor per order; the actor's id is the order's.
	actorType = "OrderExpiration"
	// reminderName is the one reminder that an actor has.
	reminderName = "expire"

	// margin keeps a reminder from being early: the scheduler fires up to half
	// a millisecond before the time it was given.
	margin = time.Millisecond
	// retryEvery is how long the scheduler waits after a reminder that failed.
	retryEvery = time.Second
)

// reminderAPI is what the sidecar's gRPC API does for reminders. Its HTTP API
// ignores the failure policy.
type reminderAPI interface {
	RegisterActorReminder(context.Context, *runtime.RegisterActorReminderRequest, ...grpc.CallOption) (*emptypb.Empty, error)
	UnregisterActorReminder(context.Context, *runtime.UnregisterActorReminderRequest, ...grpc.CallOption) (*emptypb.Empty, error)
}

// deadline is what a reminder carries back to its actor.
type deadline struct {
	ExpiresAt time.Time `json:"expiresAt"`
	// TraceParent is of the order that the reminder is for: what follows when it
	// fires belongs to the same trace.
	TraceParent string `json:"traceparent,omitempty"`
}

// reminders keeps one reminder per open order in the scheduler.
type reminders struct {
	api reminderAPI
}

// register sets the reminder of an order, due just after expiresAt. One that
// is set already is replaced, and one whose time has passed fires at once.
func (r reminders) register(ctx context.Context, orderID string, expiresAt time.Time) error {
	data, err := json.Marshal(deadline{ExpiresAt: expiresAt.UTC(), TraceParent: trace.Parent(ctx)})
	if err != nil {
		return fmt.Errorf("encode deadline: %w", err)
	}
	_, err = r.api.RegisterActorReminder(ctx, &runtime.RegisterActorReminderRequest{
		ActorType:     actorType,
		ActorId:       orderID,
		Name:          reminderName,
		DueTime:       expiresAt.Add(margin).UTC().Format(time.RFC3339Nano),
		Data:          data,
		FailurePolicy: neverGiveUp(),
	})
	if err != nil {
		return fmt.Errorf("register reminder: %w", err)
	}
	remindersTotal.WithLabelValues(reminderSet).Inc()
	return nil
}

// unregister removes the reminder of an order; without one it does nothing.
func (r reminders) unregister(ctx context.Context, orderID string) error {
	_, err := r.api.UnregisterActorReminder(ctx, &runtime.UnregisterActorReminderRequest{
		ActorType: actorType,
		ActorId:   orderID,
		Name:      reminderName,
	})
	if err != nil {
		return fmt.Errorf("unregister reminder: %w", err)
	}
	remindersTotal.WithLabelValues(reminderRemoved).Inc()
	return nil
}

// neverGiveUp tries until the handler succeeds. Without a policy the
// scheduler drops a reminder after three more tries.
func neverGiveUp() *common.JobFailurePolicy {
	return &common.JobFailurePolicy{Policy: &common.JobFailurePolicy_Constant{
		Constant: &common.JobFailurePolicyConstant{Interval: durationpb.New(retryEvery)},
	}}
}
