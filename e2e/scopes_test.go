package e2e

import (
	"slices"
	"testing"

	runtimev1 "github.com/dapr/dapr/pkg/proto/runtime/v1"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/saheedt/pass/e2e/stack"
)

// TestScopes asks each app's sidecar for what the app has no business with, as
// somebody would who has taken over the app.
func TestScopes(t *testing.T) {
	s := mustShared(t)
	topics := []string{"tickets", "orders", "payments", "expirations", "deadletter"}
	for _, app := range []string{"auth", "tickets", "orders", "payments", "expiration", "web"} {
		t.Run(app, func(t *testing.T) {
			sidecar := mustSidecar(t, s.App(app))
			ctx := metadata.AppendToOutgoingContext(t.Context(), "dapr-api-token", s.Token())
			for _, topic := range topics {
				if topic == publishes[app] {
					continue // that it may, every order shows
				}
				_, err := sidecar.PublishEvent(ctx, &runtimev1.PublishEventRequest{PubsubName: "pubsub", Topic: topic, Data: []byte(`{}`), DataContentType: "application/json"})
				want := codes.PermissionDenied
				switch {
				case publishes[app] == "":
					want = codes.InvalidArgument // it has no broker
				case topic == "deadletter":
					want = codes.OK
				}
				require.Equal(t, want, status.Code(err), "publish to %s: %v", topic, err)
			}
			for _, topic := range topics {
				if !slices.Contains(reads[app], topic) {
					require.Error(t, subscribe(t, sidecar, s.Token(), topic), "subscribe to %s", topic)
				}
			}
			_, err := sidecar.GetSecret(ctx, &runtimev1.GetSecretRequest{StoreName: "secretstore", Key: "postgres-password"})
			require.Contains(t, []codes.Code{codes.PermissionDenied, codes.FailedPrecondition, codes.InvalidArgument}, status.Code(err), "a secret: %v", err)
			for _, store := range []string{"statestore", "actors"} {
				_, err := sidecar.GetState(ctx, &runtimev1.GetStateRequest{StoreName: store, Key: "x"})
				if app == "web" || store == "actors" && app != "expiration" {
					require.Error(t, err, "%s is not for %s", store, app)
				}
			}
		})
	}
}

// subscribe asks for a topic's events and gives the refusal, nil when events
// would come.
func subscribe(t *testing.T, sidecar runtimev1.DaprClient, token, topic string) error {
	t.Helper()
	ctx := metadata.AppendToOutgoingContext(t.Context(), "dapr-api-token", token)
	stream, err := sidecar.SubscribeTopicEventsAlpha1(ctx)
	require.NoError(t, err)
	require.NoError(t, stream.Send(&runtimev1.SubscribeTopicEventsRequestAlpha1{
		SubscribeTopicEventsRequestType: &runtimev1.SubscribeTopicEventsRequestAlpha1_InitialRequest{
			InitialRequest: &runtimev1.SubscribeTopicEventsRequestInitialAlpha1{PubsubName: "pubsub", Topic: topic},
		},
	}))
	_, err = stream.Recv()
	return err
}

func mustSidecar(t *testing.T, app *stack.App) runtimev1.DaprClient {
	t.Helper()
	conn, err := grpc.NewClient(app.SidecarGRPC(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return runtimev1.NewDaprClient(conn)
}
