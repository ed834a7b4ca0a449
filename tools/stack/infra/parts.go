package infra

import (
	"context"
	"fmt"
	"strconv"

	"github.com/saheedt/pass/tools/stack/process"
)

const loopback = "127.0.0.1"

func address(port int) string { return fmt.Sprintf("%s:%d", loopback, port) }

func placement(c Config) *Part {
	p := process.New(process.Spec{
		Name: "placement", Path: c.program("placement"), Log: c.log("placement"),
		Args: append([]string{
			"--listen-address", loopback, "--port", strconv.Itoa(c.Ports.Placement),
			"--healthz-listen-address", loopback, "--healthz-port", strconv.Itoa(c.Ports.PlacementHealth),
			"--metrics-listen-address", loopback, "--metrics-port", strconv.Itoa(c.Ports.PlacementMetrics),
			"--initial-cluster", "dapr-placement-0=" + address(c.Ports.PlacementRaft),
		}, c.DaprArgs["placement"]...),
	})
	return &Part{Process: p, ready: healthy(p, c.Ports.PlacementHealth)}
}

// scheduler keeps the reminders in its own etcd below the profile's data.
func scheduler(c Config) *Part {
	p := process.New(process.Spec{
		Name: "scheduler", Path: c.program("scheduler"), Log: c.log("scheduler"),
		Args: append([]string{
			"--listen-address", loopback, "--port", strconv.Itoa(c.Ports.Scheduler),
			"--healthz-listen-address", loopback, "--healthz-port", strconv.Itoa(c.Ports.SchedulerHealth),
			"--metrics-listen-address", loopback, "--metrics-port", strconv.Itoa(c.Ports.SchedulerMetrics),
			// What it tells sidecars to connect to; by default the machine's name, which may lead nowhere.
			"--override-broadcast-host-port", address(c.Ports.Scheduler),
			"--etcd-data-dir", c.folder("scheduler"),
			"--etcd-client-listen-address", loopback, "--etcd-client-port", strconv.Itoa(c.Ports.SchedulerDB),
			"--etcd-initial-cluster", "dapr-scheduler-server-0=http://" + address(c.Ports.SchedulerPeer),
			// Alone, it need not wait a second for other candidates.
			"--etcd-initial-election-tick-advance=true",
		}, c.DaprArgs["scheduler"]...),
	})
	return &Part{Process: p, ready: healthy(p, c.Ports.SchedulerHealth)}
}

// stripe stands for a service of others, so its data is the same for all profiles.
func stripe(c Config) *Part {
	args := []string{
		"-port", strconv.Itoa(c.Ports.Stripe), "-data", below(c.Data, "stripe"),
		"-public-url", fmt.Sprintf("http://localhost:%d", c.Ports.Stripe),
	}
	if c.WebhookURL != "" {
		args = append(args, "-webhook-url", c.WebhookURL)
	}
	p := process.New(process.Spec{Name: "stripe", Path: c.program("stripe"), Args: args, Log: c.log("stripe")})
	return &Part{Process: p, ready: func(ctx context.Context) error {
		return process.WaitTCP(ctx, p, address(c.Ports.Stripe))
	}}
}

func healthy(p *process.Process, port int) func(context.Context) error {
	return func(ctx context.Context) error {
		return process.WaitHTTP(ctx, p, fmt.Sprintf("http://%s/healthz", address(port)))
	}
}
