package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"github.com/saheedt/pass/services/internal/sidecar"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/trace"
)

// softMemory is where the garbage collector begins to work harder, in bytes,
// unless GOMEMLIMIT says otherwise.
const softMemory = 64 << 20

// flushTimeout bounds how long the end waits for a collector of traces.
const flushTimeout = 3 * time.Second

// Run is a service's whole life, from its settings to the end of its process.
// It returns the exit code: 0 after a signal, 1 when it could not run or was
// given a store or broker that can't serve it, 2 when its settings are wrong.
func Run(name string, environ []string, settings Configured, wire func(*Service) error) int {
	if err := Load(name, environ, settings); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	limitMemory()
	log := NewLog(os.Stdout, name, settings.Common().LogLevel)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	// Further signals change nothing: on Ctrl-C one comes from the terminal and
	// one from whoever started us. The stop is bounded in time anyway.
	if err := run(ctx, name, settings.Common(), log, wire); err != nil {
		log.Error("service failed", "error", err)
		return 1
	}
	log.Info("service stopped")
	return 0
}

// NewLog makes the log of a service: JSON lines, with the trace and request
// of the context they are logged with.
func NewLog(to io.Writer, name string, level slog.Level) *slog.Logger {
	json := slog.NewJSONHandler(to, &slog.HandlerOptions{Level: level})
	return slog.New(trace.Handler(json)).With("service", name)
}

func limitMemory() {
	if debug.SetMemoryLimit(-1) > 1<<60 { // not set
		debug.SetMemoryLimit(softMemory)
	}
}

func run(ctx context.Context, name string, settings *Settings, log *slog.Logger, wire func(*Service) error) error {
	client, err := sidecar.New(sidecar.Options{
		Host: settings.DaprHost, HTTPPort: settings.DaprHTTPPort, GRPCPort: settings.DaprGRPCPort,
		Token: settings.DaprAPIToken, PubSub: PubSub,
	})
	if err != nil {
		return err
	}
	defer client.Close()
	stopTraces, err := trace.Export(ctx, name, settings.Instance)
	if err != nil {
		return err
	}
	defer flush(stopTraces, log)
	s := New(Parts{
		Name: name, Settings: settings, Log: log, Clock: func() time.Time { return time.Now().UTC() },
		Sidecar: client, Store: state.NewDapr(client.Dapr(), StateStore), Publisher: client,
	})
	if err := wire(s); err != nil {
		return fmt.Errorf("wire: %w", err)
	}
	if len(settings.BrokerAddresses) > 0 {
		s.Background("broker", s.watchBroker)
	}
	s.Mount()
	return s.serve(ctx)
}

// flush sends the spans that are left.
func flush(stop func(context.Context) error, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
	defer cancel()
	if err := stop(ctx); err != nil {
		log.Warn("traces left behind", "error", err)
	}
}

// serve listens before it waits for the sidecar, because the sidecar waits
// for the port.
func (s *Service) serve(ctx context.Context) error {
	address := net.JoinHostPort(s.Settings.AppAddress, strconv.Itoa(s.Settings.AppPort))
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	stopMetrics, err := s.serveMetrics()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer stopMetrics()
	return s.serveOn(ctx, listener, s.begin)
}

func (s *Service) serveOn(ctx context.Context, listener net.Listener, begin func(context.Context) (stop func(context.Context), err error)) error {
	served := make(chan error, 1)
	go func() { served <- s.API.Listener(listener) }()
	s.Log.Info("listening", "address", listener.Addr().String(), "sidecar_http_port", s.Settings.DaprHTTPPort)
	if s.Settings.AppAPIToken == "" {
		s.Log.Warn("APP_API_TOKEN is not set: the sidecar's routes take calls from this machine only")
	}
	stopBackground, err := begin(ctx)
	if err == nil {
		select {
		case <-ctx.Done():
			s.drain()
		case err = <-served:
		}
	}
	s.gate.drain()
	return errors.Join(err, s.shutdown(stopBackground))
}

// begin waits for the sidecar, looks at what is behind it, and opens the
// service. A signal in the middle of it is no error.
func (s *Service) begin(ctx context.Context) (stopBackground func(context.Context), err error) {
	none := func(context.Context) {}
	for _, step := range []func(context.Context) error{s.awaitSidecar, s.admit, s.Open} {
		if err := step(ctx); err != nil {
			if ctx.Err() != nil {
				return none, nil
			}
			return none, err
		}
	}
	s.Log.Info("ready")
	return s.startBackground(), nil
}

func (s *Service) awaitSidecar(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.Settings.wait())
	defer cancel()
	began := time.Now()
	for try := 0; ; try++ {
		err := s.Sidecar.Healthy(ctx)
		if err == nil {
			return nil
		}
		if try%25 == 0 {
			s.Log.Info("waiting for the sidecar", "seconds", int(time.Since(began).Seconds()), "error", err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("no sidecar after %s: %w", time.Since(began).Round(time.Second), err)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// drain says that this instance is not ready any more and goes on serving
// until those who send requests here have noticed. Their connections are closed
// with the answers meanwhile, so that none is left to meet the end.
func (s *Service) drain() {
	s.gate.drain()
	if s.gate.isOpen() && s.Settings.DrainSeconds > 0 {
		s.Log.Info("draining", "seconds", s.Settings.DrainSeconds)
		time.Sleep(s.Settings.drain())
	}
}

// shutdown stops what makes changes first, and the writer, which saves and
// publishes them, last.
func (s *Service) shutdown(stopBackground func(context.Context)) error {
	ctx, cancel := context.WithTimeout(context.Background(), s.Settings.stop())
	defer cancel()
	s.Log.Info("stopping", "pending_events", s.Writer.Pending())
	var errs []error
	if err := s.API.ShutdownWithContext(ctx); err != nil {
		errs = append(errs, fmt.Errorf("drain requests: %w", err))
	}
	stopBackground(ctx)
	if err := s.Writer.Close(ctx); err != nil {
		// They are in the store, and the next process publishes them.
		s.Log.Warn("events left for the next start", "pending_events", s.Writer.Pending(), "error", err)
	}
	return errors.Join(errs...)
}
