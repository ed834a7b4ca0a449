package e2e

import (
	"context"
	"net/http"
	"slices"
	"testing"

	commonv1 "github.com/dapr/dapr/pkg/proto/common/v1"
	runtimev1 "github.com/dapr/dapr/pkg/proto/runtime/v1"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/saheedt/pass/e2e/stack"
)

// offered are the parts of Dapr's API that an app's sidecar has for it, over
// gRPC.
var offered = map[string][]string{
	"auth":       {"metadata", "state", "secrets"},
	"tickets":    {"metadata", "state", "publish"},
	"orders":     {"metadata", "state", "publish"},
	"payments":   {"metadata", "state", "publish", "secrets"},
	"expiration": {"metadata", "state", "publish", "actors"},
	"web":        {"metadata"},
}

// probes ask for something that there is not, of each part.
var probes = map[string]func(context.Context, runtimev1.DaprClient) error{
	"metadata": func(ctx context.Context, d runtimev1.DaprClient) error {
		_, err := d.GetMetadata(ctx, &runtimev1.GetMetadataRequest{})
		return err
	},
	"state": func(ctx context.Context, d runtimev1.DaprClient) error {
		_, err := d.GetState(ctx, &runtimev1.GetStateRequest{StoreName: "none", Key: "x"})
		return err
	},
	"publish": func(ctx context.Context, d runtimev1.DaprClient) error {
		_, err := d.PublishEvent(ctx, &runtimev1.PublishEventRequest{PubsubName: "none", Topic: "x"})
		return err
	},
	"secrets": func(ctx context.Context, d runtimev1.DaprClient) error {
		_, err := d.GetSecret(ctx, &runtimev1.GetSecretRequest{StoreName: "none", Key: "x"})
		return err
	},
	"actors": func(ctx context.Context, d runtimev1.DaprClient) error {
		_, err := d.GetActorReminder(ctx, &runtimev1.GetActorReminderRequest{ActorType: "None", ActorId: "x", Name: "x"})
		return err
	},
	"invoke": func(ctx context.Context, d runtimev1.DaprClient) error {
		message := &commonv1.InvokeRequest{Method: "healthz", HttpExtension: &commonv1.HTTPExtension{Verb: commonv1.HTTPExtension_GET}}
		_, err := d.InvokeService(ctx, &runtimev1.InvokeServiceRequest{Id: "auth", Message: message})
		return err
	},
	"bindings": func(ctx context.Context, d runtimev1.DaprClient) error {
		_, err := d.InvokeBinding(ctx, &runtimev1.InvokeBindingRequest{Name: "none"})
		return err
	},
	"subscribe": func(ctx context.Context, d runtimev1.DaprClient) error {
		stream, err := d.SubscribeTopicEventsAlpha1(ctx)
		if err == nil {
			_, err = stream.Recv()
		}
		return err
	},
	"shutdown": func(ctx context.Context, d runtimev1.DaprClient) error {
		_, err := d.Shutdown(ctx, &runtimev1.ShutdownRequest{})
		return err
	},
}

// mustOfferOnlyWhatIsUsed asks each sidecar, with its app's token, for what
// the app does not use.
func mustOfferOnlyWhatIsUsed(t *testing.T, s *stack.Stack) {
	for app, parts := range offered {
		sidecar := mustSidecar(t, s.App(app))
		ctx := metadata.AppendToOutgoingContext(t.Context(), "dapr-api-token", s.Token())
		for part, probe := range probes {
			refused := status.Code(probe(ctx, sidecar)) == codes.Unimplemented
			require.Equal(t, !slices.Contains(parts, part), refused, "%s of %s", part, app)
		}
		for _, path := range []string{"state/statestore/x", "metadata", "secrets/secretstore/x", "actors/None/x/method/x", "publish/pubsub/x"} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.App(app).SidecarURL()+"/v1.0/"+path, nil)
			require.NoError(t, err)
			request.Header.Set("dapr-api-token", s.Token())
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			response.Body.Close()
			require.Equal(t, http.StatusNotFound, response.StatusCode, "%s of %s", path, app)
		}
	}
}
