package trace

import (
	"context"
	"errors"
	"fmt"
	"os"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	api "go.opentelemetry.io/otel/trace"
)

// endpoints are the settings that switch the export on. OpenTelemetry's other
// variables hold as well: for the sampler, the headers, the batches.
var endpoints = []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"}

// tracer makes spans; nil while none are exported, and then they cost nothing.
var tracer api.Tracer

// On says whether spans are exported.
func On() bool { return tracer != nil }

// Export sends spans over OTLP from now on, if the environment names where to.
// It must be called before anything else of this package. stop sends what is
// left.
func Export(ctx context.Context, service, instance string) (stop func(context.Context) error, err error) {
	if !configured() {
		return func(context.Context) error { return nil }, nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("export traces: %w", err)
	}
	return Use(exporter, service, instance)
}

func configured() bool {
	for _, name := range endpoints {
		if os.Getenv(name) != "" {
			return true
		}
	}
	return false
}

// Use hands spans to the exporter from now on.
func Use(exporter sdk.SpanExporter, service, instance string) (stop func(context.Context) error, err error) {
	// What OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say comes last, and wins.
	about, err := resource.New(context.Background(),
		resource.WithAttributes(attribute.String("service.name", service), attribute.String("service.instance.id", instance)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil && !errors.Is(err, resource.ErrPartialResource) {
		return nil, fmt.Errorf("describe this service: %w", err)
	}
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(about))
	tracer = provider.Tracer("github.com/saheedt/pass")
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(error) {})) // an absent collector must not fill the log
	return provider.Shutdown, nil
}
