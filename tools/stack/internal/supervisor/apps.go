package supervisor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/internal/runfile"
	"github.com/saheedt/pass/tools/stack/internal/workspace"
	"github.com/saheedt/pass/tools/stack/process"
)

const (
	// readyWithin bounds the start of all apps together.
	readyWithin = 2 * time.Minute
	// watchEvery is how often the apps and sidecars are counted.
	watchEvery = time.Second
)

// checkCommands fails when an app's program is not there.
func checkCommands(top string, file runfile.File) error {
	for _, a := range file.Apps {
		for _, word := range a.Command {
			if strings.Contains(word, "/") {
				if _, err := os.Stat(filepath.Join(top, word)); err != nil {
					return fmt.Errorf("%s is missing: build it with `make build web`", word)
				}
			} else if _, err := exec.LookPath(word); err != nil {
				return fmt.Errorf("%s, which %s needs, is not installed or not in PATH", word, a.ID)
			}
		}
	}
	return nil
}

// layRunFile returns the path of the run file: dapr.yaml itself for the profile that it names. Another one's is made of it,
// with the profile's own component files, or with copies where a server is not at the address that those name.
func layRunFile(w workspace.Workspace, i *infra.Infra) (string, error) {
	profile := w.Profile()
	if profile == infra.DefaultProfile && !i.Elsewhere() {
		return w.RunFile(), nil
	}
	components, err := i.LaidComponents()
	if err != nil {
		return "", err
	}
	path := filepath.Join(w.Data(), profile, "dapr.yaml")
	return path, runfile.Rewrite(w.RunFile(), path, []string{filepath.Join(components, profile), filepath.Join(components, "shared")})
}

// startCLI starts `dapr run -f dapr.yaml`.
func (s *stack) startCLI() error {
	tokens, err := s.work.Tokens()
	if err != nil {
		return err
	}
	runtimePath := filepath.Join(s.work.Data(), "runtime")
	if err := layRuntime(runtimePath, filepath.Join(s.work.Bin(), "daprd")); err != nil {
		return err
	}
	s.cli = process.New(process.Spec{
		Name: "dapr", Path: filepath.Join(s.work.Bin(), "dapr"), Args: []string{"run", "-f", s.runFile},
		Dir: s.work.Top, Log: filepath.Join(s.work.Logs(), "dapr.log"),
		// Sidecars tell each other this address; the machine's own changes with its network.
		Env:           append(tokens, "DAPR_RUNTIME_PATH="+runtimePath, "DAPR_HOST_IP=127.0.0.1"),
		OnParentDeath: syscall.SIGTERM,
	})
	return s.cli.Start()
}

// layRuntime puts daprd where the CLI looks for it, as a script: the CLI has no setting for two of the addresses that a
// sidecar listens on, and by default both are open to the network, without any token.
func layRuntime(path, daprd string) error {
	bin := filepath.Join(path, ".dapr", "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return err
	}
	script := "#!/bin/sh\nexec " + quote(daprd) +
		" --dapr-internal-grpc-listen-address 127.0.0.1 --metrics-listen-address 127.0.0.1 \"$@\"\n"
	return os.WriteFile(filepath.Join(bin, "daprd"), []byte(script), 0o755)
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// waitReady returns when every app says that it is ready, and the site answers.
func (s *stack) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	errs := make([]error, len(s.file.Apps))
	var wg sync.WaitGroup
	for i, a := range s.file.Apps {
		wg.Go(func() {
			if err := process.WaitHTTP(ctx, s.cli, fmt.Sprintf("http://127.0.0.1:%d/readyz", a.Port)); err != nil {
				errs[i] = fmt.Errorf("%s: %w; logs: %s_*.log in %s", a.ID, err, a.ID, s.short(s.work.AppLogs()))
				return
			}
			s.say("  %s is ready", a.ID)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return process.WaitHTTP(ctx, s.cli, site)
}

// watch cancels with the reason when a part of the infrastructure, the CLI, an app or a sidecar dies.
func (s *stack) watch(ctx context.Context, cancel context.CancelCauseFunc) {
	for _, p := range s.infra.Parts() {
		go s.watchPart(ctx, p, cancel)
	}
	known := make(map[int]process.Entry)
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.cli.Done():
			cancel(s.died("the Dapr CLI", s.cli.Log()))
			return
		case <-time.After(watchEvery):
		}
		if err := s.missing(known); err != nil {
			cancel(err)
			return
		}
	}
}

// missing adds the apps and sidecars that run to known, and fails when one that is there already does not run any more.
func (s *stack) missing(known map[int]process.Entry) error {
	now := make(map[int]bool)
	for _, e := range s.children() {
		now[e.PID] = true
		known[e.PID] = e
	}
	for pid, e := range known {
		if !now[pid] && s.cli.Running() {
			name, log := s.identify(e)
			return s.died(fmt.Sprintf("%s (process %d)", name, pid), log)
		}
	}
	return nil
}

func (s *stack) watchPart(ctx context.Context, p *infra.Part, cancel context.CancelCauseFunc) {
	select {
	case <-ctx.Done():
	case <-p.Done():
		cancel(s.died(p.Name(), p.Log()))
	}
}

// children lists the apps and sidecars: what the CLI started, also when it is gone, without what those started and
// without the CLI's short-lived children, to which no app belongs.
func (s *stack) children() []process.Entry {
	return slices.DeleteFunc(process.Descendants(os.Getpid()), func(e process.Entry) bool {
		name, _ := s.identify(e)
		return name == ""
	})
}

// sidecarOf returns the id of the app that a sidecar belongs to, and false for what is not a sidecar.
func sidecarOf(e process.Entry) (string, bool) {
	at := slices.Index(e.Command, "--app-id")
	if e.Name() != "daprd" || at < 0 || at+1 >= len(e.Command) {
		return "", false
	}
	return e.Command[at+1], true
}

// identify names a child of the CLI and its log. The name is empty for what is neither an app nor a sidecar.
func (s *stack) identify(e process.Entry) (name, log string) {
	if id, ok := sidecarOf(e); ok {
		return "the sidecar of " + id, s.newestLog(id, "daprd")
	}
	for _, a := range s.file.Apps {
		if slices.Equal(a.Command, e.Command) {
			return a.ID, s.newestLog(a.ID, "app")
		}
	}
	return "", ""
}
