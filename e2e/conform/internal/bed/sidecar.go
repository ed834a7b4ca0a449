package bed

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	runtimev1 "github.com/dapr/dapr/pkg/proto/runtime/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/process"
)

// startWithin bounds the start of one sidecar.
const startWithin = 60 * time.Second

// Sidecar is a real sidecar under the app id of one of pass's services, with
// an app of the suite's behind it.
type Sidecar struct {
	ID, Instance string

	app     *app
	process *process.Process
	conn    *grpc.ClientConn
	dapr    runtimev1.DaprClient
	http    int
	written *sync.Map // keys; the sidecars of one service share it
}

// sidecar prepares one; nothing runs yet.
func (b *Bed) sidecar(id string, n int, folders ...string) (*Sidecar, error) {
	ports, err := infra.Free(4)
	if err != nil {
		return nil, err
	}
	s := &Sidecar{ID: id, Instance: fmt.Sprintf("%s-%d", id, n), http: ports[1]}
	written, _ := b.written.LoadOrStore(id, &sync.Map{})
	s.written = written.(*sync.Map)
	s.app = &app{id: id, instance: s.Instance, port: ports[0], bed: b}
	args := []string{
		"--app-id", id, "--app-port", strconv.Itoa(ports[0]), "--config", "components/config.yaml",
		"--dapr-http-port", strconv.Itoa(ports[1]), "--dapr-grpc-port", strconv.Itoa(ports[2]), "--dapr-listen-addresses", "127.0.0.1",
		"--dapr-internal-grpc-port", strconv.Itoa(ports[3]), "--dapr-internal-grpc-listen-address", "127.0.0.1",
		"--placement-host-address", "", "--scheduler-host-address", "", "--enable-metrics=false", "--log-level", "info",
		// As in dapr.yaml: an app that is down gets no events.
		"--enable-app-health-check", "--app-health-check-path", "/healthz",
		"--app-health-probe-interval", "1", "--app-health-probe-timeout", "900", "--app-health-threshold", "4",
	}
	for _, folder := range folders {
		args = append(args, "--resources-path", folder)
	}
	s.process = process.New(process.Spec{
		Name: "daprd of " + s.Instance, Path: filepath.Join(b.top, ".bin", "daprd"), Args: args, Dir: b.dir,
		Env: []string{"DAPR_API_TOKEN=", "APP_API_TOKEN=", "DAPR_HOST_IP=127.0.0.1"},
		Log: filepath.Join(b.Logs, s.Instance+".log"),
	})
	s.conn, err = grpc.NewClient(address(ports[2]), grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(16<<20)),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff: backoff.Config{BaseDelay: 50 * time.Millisecond, Multiplier: 1.6, MaxDelay: 500 * time.Millisecond}, MinConnectTimeout: time.Second,
		}))
	if err != nil {
		return nil, err
	}
	s.dapr = runtimev1.NewDaprClient(s.conn)
	b.sidecars = append(b.sidecars, s)
	return s, nil
}

// Start starts the app and the sidecar, whichever does not run, and returns
// when the sidecar serves its API.
func (s *Sidecar) Start(ctx context.Context) error {
	if s.app.server == nil {
		if err := s.app.start(); err != nil {
			return err
		}
	}
	if !s.process.Running() {
		if err := s.process.Start(); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	if err := process.WaitHTTP(ctx, s.process, fmt.Sprintf("http://%s/v1.0/healthz/outbound", address(s.http))); err != nil {
		return fmt.Errorf("the sidecar of %s does not start: %w", s.ID, err)
	}
	// After a kill the connection would wait before it is tried again.
	s.conn.ResetConnectBackoff()
	_, err := s.dapr.GetMetadata(ctx, &runtimev1.GetMetadataRequest{}, grpc.WaitForReady(true))
	return err
}

// Kill ends the sidecar at once; its app goes on.
func (s *Sidecar) Kill() { s.process.Kill() }

// KillApp ends the app at once; its sidecar goes on.
func (s *Sidecar) KillApp() { s.app.kill() }

// Stop ends sidecar and app in order.
func (s *Sidecar) Stop() {
	s.process.Stop(20 * time.Second)
	s.app.kill()
}
