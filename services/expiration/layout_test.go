package main

import (
	"fmt"
	"path/filepath"
	"strconv"
)

// Ports of a layout.
const (
	natsPort = iota
	placementPort
	placementHealth
	placementRaft
	schedulerPort
	schedulerHealth
	schedulerClient
	schedulerPeer
	sidecarHTTP
	sidecarGRPC
	sidecarInternal
	appPort
)

// layout says where the programs of a stack are and where they listen.
type layout struct {
	bin   string
	ports []int
}

func (l layout) port(i int) string    { return strconv.Itoa(l.ports[i]) }
func (l layout) address(i int) string { return "127.0.0.1:" + l.port(i) }
func (l layout) url(i int, path string) string {
	return fmt.Sprintf("http://%s%s", l.address(i), path)
}

func (l layout) nats() *program {
	return &program{name: "nats", args: []string{filepath.Join(l.bin, "nats"), "-port", l.port(natsPort), "-store", "nats"}}
}

func (l layout) placement() *program {
	return &program{name: "placement", healthy: l.url(placementHealth, "/healthz"), args: []string{
		filepath.Join(l.bin, "placement"), "--enable-metrics=false",
		"--listen-address", "127.0.0.1", "--port", l.port(placementPort),
		"--healthz-listen-address", "127.0.0.1", "--healthz-port", l.port(placementHealth),
		"--initial-cluster", "dapr-placement-0=" + l.address(placementRaft),
	}}
}

func (l layout) scheduler() *program {
	return &program{name: "scheduler", healthy: l.url(schedulerHealth, "/healthz"), args: []string{
		filepath.Join(l.bin, "scheduler"), "--enable-metrics=false",
		"--listen-address", "127.0.0.1", "--port", l.port(schedulerPort),
		"--healthz-listen-address", "127.0.0.1", "--healthz-port", l.port(schedulerHealth),
		"--override-broadcast-host-port", l.address(schedulerPort), "--identity-directory-write", "identity",
		"--etcd-data-dir", "etcd", "--etcd-client-port", l.port(schedulerClient),
		"--etcd-initial-cluster", "dapr-scheduler-server-0=" + l.url(schedulerPeer, ""),
		"--etcd-initial-election-tick-advance=true",
	}}
}

// tokens authenticate service and sidecar to each other; sidecars meet on loopback only.
var tokens = []string{"APP_API_TOKEN=to-app", "DAPR_API_TOKEN=to-sidecar", "DAPR_HOST_IP=127.0.0.1"}

// sidecar has the settings for app health that dapr.yaml has.
func (l layout) sidecar() *program {
	return &program{name: "daprd", healthy: l.url(sidecarHTTP, "/v1.0/healthz/outbound"), env: tokens, args: []string{
		filepath.Join(l.bin, "daprd"), "--enable-metrics=false", "--app-id", "expiration", "--app-port", l.port(appPort),
		"--dapr-listen-addresses", "127.0.0.1", "--dapr-http-port", l.port(sidecarHTTP),
		"--dapr-grpc-port", l.port(sidecarGRPC), "--dapr-internal-grpc-port", l.port(sidecarInternal), "--dapr-internal-grpc-listen-address", "127.0.0.1",
		"--placement-host-address", l.address(placementPort), "--scheduler-host-address", l.address(schedulerPort),
		"--resources-path", "components", "--enable-app-health-check", "--app-health-check-path", "/healthz",
		"--app-health-probe-interval", "1", "--app-health-probe-timeout", "900", "--app-health-threshold", "4",
	}}
}

func (l layout) app(path string) *program {
	return &program{name: "expiration", healthy: l.url(appPort, "/readyz"), args: []string{path}, env: append([]string{
		"APP_ID=expiration", "APP_PORT=" + l.port(appPort), "DAPR_HTTP_PORT=" + l.port(sidecarHTTP), "DAPR_GRPC_PORT=" + l.port(sidecarGRPC),
	}, tokens...)}
}
