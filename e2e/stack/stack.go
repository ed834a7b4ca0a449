// Package stack starts the real thing for tests: the built services and web
// client, each with a real sidecar, the servers of a profile, placement,
// scheduler and the Stripe emulator, on free ports and in a folder of its own,
// as dapr.yaml and components/ describe them. PROFILE chooses the profile.
package stack

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/saheedt/pass/tools/stack/infra"
)

// Options change what is started. The zero value starts one instance of each
// app with the default settings.
type Options struct {
	// Instances is how many of an app there are; one where nothing is said.
	Instances map[string]int
	// Settings are environment variables by app.
	Settings map[string]map[string]string
	// Secured gives each sidecar a certificate and the Configuration that its
	// app has in Kubernetes: mutual TLS, and who may call whom.
	Secured bool
}

// Stack is a running stack.
type Stack struct {
	SiteURL   string
	StripeURL string
	Logs      string // the folder of all log files
	Infra     *infra.Infra

	apps       []*App
	containers Containers
	secured    *secured // nil for most
	ports      infra.Ports
	file       runFile
	top        string // of the repository
	bin        string
	dir        string // working directory of everything
	token      string
}

// New prepares a stack in dir; nothing runs yet.
func New(dir string, opts Options) (*Stack, error) {
	top, err := Top()
	if err != nil {
		return nil, err
	}
	file, err := readRunFile(filepath.Join(top, "dapr.yaml"))
	if err != nil {
		return nil, err
	}
	ports, err := infra.FreePorts()
	if err != nil {
		return nil, err
	}
	s := &Stack{file: file.in(Profile()), ports: ports, top: top, bin: filepath.Join(top, ".bin"), dir: dir, token: rand.Text(), Logs: filepath.Join(dir, "logs")}
	if err := errors.Join(os.MkdirAll(filepath.Join(dir, ".data"), 0o755), os.MkdirAll(s.Logs, 0o755)); err != nil {
		return nil, err
	}
	s.StripeURL = "http://" + s.address(ports.Stripe)
	if err := s.addApps(opts); err != nil {
		return nil, err
	}
	if opts.Secured {
		if err := s.secure(); err != nil {
			return nil, err
		}
	}
	if err := s.addInfra(); err != nil {
		return nil, err
	}
	if err := infra.CopyComponents(filepath.Join(top, "components"), s.Components(), s.Infra.Addresses); err != nil {
		return nil, err
	}
	for _, a := range s.apps {
		a.configure(opts.Settings[a.ID])
	}
	return s, nil
}

// Elsewhere is a pass that somebody else runs, known by its addresses alone.
func Elsewhere(siteURL, stripeURL string) *Stack {
	return &Stack{SiteURL: siteURL, StripeURL: stripeURL}
}

func (s *Stack) addApps(opts Options) error {
	for _, app := range s.file.Apps {
		for n := range max(1, opts.Instances[app.ID]) {
			a, err := s.newApp(app, n)
			if err != nil {
				return err
			}
			s.apps = append(s.apps, a)
			if a.ID == "web" && n == 0 {
				s.SiteURL = "http://" + s.address(a.Port)
			}
		}
	}
	return nil
}

func (s *Stack) newApp(app runApp, n int) (*App, error) {
	ports, err := infra.Free(5)
	if err != nil {
		return nil, err
	}
	a := &App{
		ID: app.ID, Instance: fmt.Sprintf("%s-%d", app.ID, n), stack: s, command: s.command(app.Command),
		Port: ports[0], http: ports[1], grpc: ports[2], inner: ports[3], metrics: ports[4],
	}
	for name, value := range app.Env {
		if !strings.HasSuffix(name, "PORT") {
			a.env = append(a.env, name+"="+value)
		}
	}
	return a, nil
}

// Another starts one more instance of an app that runs, with settings of its
// own. It is not among the stack's apps: whoever asked for it stops it.
func (s *Stack) Another(ctx context.Context, id string, settings map[string]string) (*App, error) {
	for _, app := range s.file.Apps {
		if app.ID != id {
			continue
		}
		a, err := s.newApp(app, len(s.Instances(id)))
		if err != nil {
			return nil, err
		}
		a.configure(settings)
		return a, a.Start(ctx)
	}
	return nil, fmt.Errorf("no app is called %s", id)
}

// command makes the paths of a run file's command absolute: they are relative
// to the top of the repository, and tests run elsewhere.
func (s *Stack) command(words []string) []string {
	command := append([]string(nil), words...)
	for i, word := range command {
		path := filepath.Join(s.top, word)
		if _, err := os.Stat(path); err == nil {
			command[i] = path
		}
	}
	return command
}

// Start starts everything, and returns when all of it is ready.
func (s *Stack) Start(ctx context.Context) error {
	if err := s.startServers(ctx); err != nil {
		return err
	}
	// The first sidecar makes the file in which all find each other: of several that
	// want to make it at the same moment, SQLite may refuse one, which nobody finds then.
	if err := s.apps[0].Start(ctx); err != nil {
		return err
	}
	others := s.apps[1:]
	errs := make(chan error, len(others))
	for _, a := range others {
		go func() { errs <- a.Start(ctx) }()
	}
	var all []error
	for range others {
		all = append(all, <-errs)
	}
	return errors.Join(all...)
}

// Stop ends everything.
func (s *Stack) Stop() {
	done := make(chan struct{})
	for _, a := range s.apps {
		go func() { a.Stop(); done <- struct{}{} }()
	}
	for range s.apps {
		<-done
	}
	s.StopServers()
	s.containers.Remove()
}

// App is the first instance of an app.
func (s *Stack) App(id string) *App { return s.Instances(id)[0] }

// Instances lists the instances of an app.
func (s *Stack) Instances(id string) []*App {
	var found []*App
	for _, a := range s.apps {
		if a.ID == id {
			found = append(found, a)
		}
	}
	return found
}

// Apps lists all instances of all apps.
func (s *Stack) Apps() []*App { return s.apps }

// Token is what sidecars and services authenticate to each other with.
func (s *Stack) Token() string { return s.token }

func (s *Stack) address(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

// Top finds the top of the repository, where dapr.yaml is.
func Top() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "dapr.yaml")); missing == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", errors.New("dapr.yaml not found: run inside the repository")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}
