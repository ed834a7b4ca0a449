package main

import (
	"context"
	"net"
	"sync"
	"testing"

	"github.com/dapr/dapr/pkg/proto/runtime/v1"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/saheedt/pass/services/internal/service"
	"github.com/saheedt/pass/services/internal/service/servicetest"
	"github.com/saheedt/pass/services/internal/sidecar"
)

// recorder plays the sidecar: it writes down what the service asks of it, and
// fails when it is told to.
type recorder struct {
	runtime.UnimplementedDaprServer

	mu           sync.Mutex
	down         bool
	registered   []*runtime.RegisterActorReminderRequest
	unregistered []*runtime.UnregisterActorReminderRequest
	published    []*runtime.PublishEventRequest
}

func (r *recorder) RegisterActorReminder(_ context.Context, in *runtime.RegisterActorReminderRequest) (*emptypb.Empty, error) {
	return r.record(func() { r.registered = append(r.registered, in) })
}

func (r *recorder) UnregisterActorReminder(_ context.Context, in *runtime.UnregisterActorReminderRequest) (*emptypb.Empty, error) {
	return r.record(func() { r.unregistered = append(r.unregistered, in) })
}

func (r *recorder) PublishEvent(_ context.Context, in *runtime.PublishEventRequest) (*emptypb.Empty, error) {
	return r.record(func() { r.published = append(r.published, in) })
}

func (r *recorder) record(write func()) (*emptypb.Empty, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return nil, status.Error(codes.Internal, "down")
	}
	write()
	return &emptypb.Empty{}, nil
}

func (r *recorder) set(down bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = down
}

// mustService runs the service beside a recorder.
func mustService(tb testing.TB, opts servicetest.Options) (*servicetest.Harness, *recorder) {
	tb.Helper()
	r := &recorder{}
	server := grpc.NewServer()
	runtime.RegisterDaprServer(server, r)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	go server.Serve(listener) //nolint:errcheck // ends with the test
	tb.Cleanup(server.Stop)

	port := listener.Addr().(*net.TCPAddr).Port
	client, err := sidecar.New(sidecar.Options{HTTPPort: port, GRPCPort: port, PubSub: service.PubSub})
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = client.Close() })
	h := servicetest.New(tb, "expiration", opts, func(s *service.Service) error {
		wire(s, client.Dapr().GrpcClient(), client)
		return nil
	})
	return h, r
}
