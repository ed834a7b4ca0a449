package stack

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/saheedt/pass/tools/stack/process"
)

// App is one instance of a service or of the web client, and its sidecar.
type App struct {
	ID       string // of the service: instances share it
	Instance string
	Port     int
	Service  *process.Process
	Sidecar  *process.Process

	stack   *Stack
	command []string
	env     []string
	runs    []string // the environment of the service as it was last configured
	http    int      // the sidecar's port
	grpc    int
	inner   int
	metrics int
}

// URL is the app's own address, past the site.
func (a *App) URL() string { return fmt.Sprintf("http://127.0.0.1:%d", a.Port) }

// SidecarGRPC is the address of the sidecar's gRPC API.
func (a *App) SidecarGRPC() string { return fmt.Sprintf("127.0.0.1:%d", a.grpc) }

// MetricsURL is where the service's figures are.
func (a *App) MetricsURL() string { return fmt.Sprintf("http://127.0.0.1:%d/metrics", a.metrics) }

// SidecarURL is the address of the sidecar's HTTP API.
func (a *App) SidecarURL() string { return fmt.Sprintf("http://127.0.0.1:%d", a.http) }

// configure makes the processes anew, with settings that win over the
// stack's.
func (a *App) configure(settings map[string]string) {
	s := a.stack
	tokens := []string{"DAPR_API_TOKEN=" + s.token, "APP_API_TOKEN=" + s.token}
	env := append([]string{
		"APP_ID=" + a.ID, "APP_PORT=" + strconv.Itoa(a.Port), "PORT=" + strconv.Itoa(a.Port),
		"DAPR_HTTP_PORT=" + strconv.Itoa(a.http), "DAPR_GRPC_PORT=" + strconv.Itoa(a.grpc),
		"METRICS_PORT=" + strconv.Itoa(a.metrics), "INSTANCE=" + a.Instance, "SITE_URL=" + s.SiteURL, "SITE_ORIGINS=" + s.SiteURL,
		"STRIPE_API_URL=" + s.StripeURL, "STRIPE_SECRET_KEY=sk_test_emulator",
	}, tokens...)
	env = append(env, a.env...)
	for name, value := range settings {
		env = append(env, name+"="+value)
	}
	a.runs = env
	a.Service = process.New(process.Spec{
		Name: a.Instance, Path: a.command[0], Args: a.command[1:], Dir: s.dir, Env: env,
		Log: filepath.Join(s.Logs, a.Instance+".log"),
	})
	a.Sidecar = process.New(process.Spec{
		Name: "daprd of " + a.Instance, Path: filepath.Join(s.bin, "daprd"), Dir: s.dir,
		Env: slices.Concat(tokens, []string{"DAPR_HOST_IP=127.0.0.1"}, s.secured.sidecarEnv()),
		Log: filepath.Join(s.Logs, a.Instance+"-daprd.log"),
		Args: slices.Concat([]string{
			"--app-id", a.ID, "--app-port", strconv.Itoa(a.Port),
			"--dapr-http-port", strconv.Itoa(a.http), "--dapr-grpc-port", strconv.Itoa(a.grpc),
			"--dapr-internal-grpc-port", strconv.Itoa(a.inner), "--dapr-internal-grpc-listen-address", "127.0.0.1",
			"--placement-host-address", s.address(s.ports.Placement),
			"--scheduler-host-address", s.address(s.ports.Scheduler),
		}, s.file.sidecarArgs(), s.secured.sidecarArgs(a.ID)),
	})
}

// Start starts the service and its sidecar, whichever does not run, and
// returns when the service says that it is ready.
func (a *App) Start(ctx context.Context) error {
	for _, p := range []*process.Process{a.Service, a.Sidecar} {
		if p.Running() {
			continue
		}
		if err := p.Start(); err != nil {
			return err
		}
	}
	return a.WaitReady(ctx)
}

// WaitReady returns when the service says that it is ready.
func (a *App) WaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	if err := process.WaitHTTP(ctx, a.Service, a.URL()+"/readyz"); err != nil {
		return fmt.Errorf("%s is not ready (%s): %w", a.Instance, a.Service.Log(), err)
	}
	return nil
}

// Command is a run of the service's program beside the service, with its
// settings and its sidecar: a subcommand of it.
func (a *App) Command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, a.command[0], slices.Concat(a.command[1:], args)...)
	command.Dir = a.stack.dir
	command.Env = append(os.Environ(), a.runs...)
	return command
}

// Kill ends the service and its sidecar at once, as a lost machine would.
func (a *App) Kill() {
	a.Service.Kill()
	a.Sidecar.Kill()
}

// Stop asks the service, then its sidecar, to end.
func (a *App) Stop() {
	a.Service.Stop(15 * time.Second)
	a.Sidecar.Stop(15 * time.Second)
}

// Restart stops the app in order and starts it with other settings.
func (a *App) Restart(ctx context.Context, settings map[string]string) error {
	a.Stop()
	a.configure(settings)
	return a.Start(ctx)
}
