package stack

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/process"
)

// secured is what sidecars of a secured stack have besides: a certificate
// from a sentry, and the Configuration that their app has in Kubernetes.
type secured struct {
	sentry  *process.Process
	address string
	health  int
	anchors string // PEM
	folder  string
}

// namespace is the one that the Configurations speak of.
const namespace = "pass"

func (s *Stack) secure() error {
	ports, err := infra.Free(3)
	if err != nil {
		return err
	}
	folder := filepath.Join(s.dir, "secured")
	anchors, err := newAuthority(folder)
	if err != nil {
		return err
	}
	s.secured = &secured{
		address: s.address(ports[0]), health: ports[1], anchors: string(anchors), folder: folder,
		sentry: process.New(process.Spec{
			Name: "sentry", Path: filepath.Join(s.bin, "controlplane"), Dir: s.dir, Log: filepath.Join(s.Logs, "sentry.log"),
			Args: []string{
				"sentry", "--issuer-credentials", folder, "--config", filepath.Join(s.top, s.file.Common.Config),
				"--listen-address", "127.0.0.1", "--port", strconv.Itoa(ports[0]), "--healthz-port", strconv.Itoa(ports[1]),
				"--metrics-listen-address", "127.0.0.1", "--metrics-port", strconv.Itoa(ports[2]),
			},
		}),
	}
	return writeConfigurations(filepath.Join(s.top, "deploy", "k8s", "base", "configuration.yaml"), folder)
}

// writeConfigurations makes a file of each Configuration: a sidecar outside
// of Kubernetes reads the first in a file.
func writeConfigurations(file, folder string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, doc := range bytes.Split(content, []byte("\n---\n"))[1:] {
		var resource struct{ Metadata struct{ Name string } }
		if err := yaml.Unmarshal(doc, &resource); err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		if err := os.WriteFile(filepath.Join(folder, resource.Metadata.Name+".yaml"), doc, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (s *secured) start(ctx context.Context) error {
	if s == nil || s.sentry.Running() {
		return nil
	}
	if err := s.sentry.Start(); err != nil {
		return err
	}
	return process.WaitHTTP(ctx, s.sentry, fmt.Sprintf("http://127.0.0.1:%d/healthz", s.health))
}

func (s *secured) stop() {
	if s != nil {
		s.sentry.Stop(stopGrace)
	}
}

// controlPlaneArgs are what placement and scheduler are given.
func (s *secured) controlPlaneArgs() map[string][]string {
	if s == nil {
		return nil
	}
	args := []string{"--tls-enabled", "--sentry-address", s.address, "--trust-anchors-file", filepath.Join(s.folder, "ca.crt")}
	return map[string][]string{
		"placement": args,
		"scheduler": append([]string{"--identity-directory-write", filepath.Join(s.folder, "scheduler")}, args...),
	}
}

// sidecarArgs come after the stack's own, so that the Configuration wins.
func (s *secured) sidecarArgs(app string) []string {
	if s == nil {
		return nil
	}
	return []string{"--config", filepath.Join(s.folder, "pass-"+app+".yaml"), "--enable-mtls", "--sentry-address", s.address}
}

func (s *secured) sidecarEnv() []string {
	if s == nil {
		return nil
	}
	return []string{"NAMESPACE=" + namespace, "DAPR_TRUST_ANCHORS=" + s.anchors}
}

// Stranger starts a sidecar without an app and without a Configuration of
// pass, which says that it is the app id: with a certificate for a namespace,
// or with none when namespace is empty. Whoever asked for it kills it.
func (s *Stack) Stranger(ctx context.Context, id, namespace string) (*App, error) {
	ports, err := infra.Free(3)
	if err != nil {
		return nil, err
	}
	a := &App{ID: id, Instance: "stranger-" + id + namespace, stack: s, http: ports[0], grpc: ports[1], inner: ports[2]}
	args := []string{
		"--app-id", id, "--config", s.file.Common.Config, "--dapr-listen-addresses", "127.0.0.1", "--enable-metrics=false",
		"--dapr-http-port", strconv.Itoa(a.http), "--dapr-grpc-port", strconv.Itoa(a.grpc),
		"--dapr-internal-grpc-port", strconv.Itoa(a.inner), "--dapr-internal-grpc-listen-address", "127.0.0.1",
	}
	env := []string{"DAPR_API_TOKEN=" + s.token, "DAPR_HOST_IP=127.0.0.1"}
	if namespace != "" {
		args = append(args, "--enable-mtls", "--sentry-address", s.secured.address)
		env = append(env, "NAMESPACE="+namespace, "DAPR_TRUST_ANCHORS="+s.secured.anchors)
	}
	a.Sidecar = process.New(process.Spec{
		Name: a.Instance, Path: filepath.Join(s.bin, "daprd"), Dir: s.dir, Args: args, Env: env, Log: filepath.Join(s.Logs, a.Instance+".log"),
	})
	if err := a.Sidecar.Start(); err != nil {
		return nil, err
	}
	return a, process.WaitHTTP(ctx, a.Sidecar, a.SidecarURL()+"/v1.0/healthz/outbound")
}
