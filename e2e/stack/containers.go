package stack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"

	"github.com/saheedt/pass/tools/stack/infra"
)

// containerWithin bounds the start of one container, its image being there.
const containerWithin = 2 * time.Minute

// wanted lists the servers of a profile that shall run as containers: all that
// nobody says runs already, if PASS_CONTAINERS is 1, or if one of them can't
// be started here and Docker runs.
func wanted(profile infra.Profile, installed, docker func() error) []string {
	var names []string
	for name, image := range images {
		leads := func(c infra.Component) bool { return slices.Contains(image.types, c.Type) }
		if os.Getenv(image.env) == "" && slices.ContainsFunc(profile.Components, leads) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if os.Getenv("PASS_CONTAINERS") == "1" || (installed() != nil && docker() == nil) {
		return names
	}
	return nil
}

// dockerRuns tells why no containers can be started.
func dockerRuns() error {
	provider, err := testcontainers.NewDockerProvider()
	if err != nil {
		return err
	}
	defer provider.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return provider.Health(ctx)
}

// Containers are those servers of a profile that run as containers, by name:
// none, where all run otherwise.
type Containers map[string]*contained

// NewContainers prepares containers for what of config's profile shall run in
// one, and puts into config where they will be. None is started yet. A
// container comes before a program that stands in for a server.
func NewContainers(config *infra.Config) (Containers, error) {
	profile, err := infra.LoadProfile(config.Components, config.Profile)
	if err != nil {
		return nil, err
	}
	installed := func() error {
		standIns, err := infra.Installed(*config)
		if err == nil && len(standIns) > 0 {
			err = fmt.Errorf("only stood in for: %s", strings.Join(standIns, ", "))
		}
		return err
	}
	all, err := containersFor(wanted(profile, installed, dockerRuns))
	if err != nil {
		return nil, err
	}
	config.Given = map[string]string{}
	for _, c := range all {
		maps.Copy(config.Given, c.given())
	}
	prepared := *config
	for _, c := range all {
		c.prepare = func(ctx context.Context) error {
			_, err := infra.Prepare(ctx, prepared)
			return err
		}
	}
	return all, nil
}

// Start starts all that were prepared, side by side.
func (all Containers) Start(ctx context.Context) error {
	errs := make(chan error, len(all))
	for _, c := range all {
		go func() { errs <- c.Start(ctx) }()
	}
	var failed []error
	for range all {
		failed = append(failed, <-errs)
	}
	return errors.Join(failed...)
}

// Stop stops all of them; what they keep is there when they are started again.
func (all Containers) Stop() {
	var stopping sync.WaitGroup
	for _, c := range all {
		stopping.Go(func() { c.Stop(stopGrace) })
	}
	stopping.Wait()
}

// Remove ends all of them for good.
func (all Containers) Remove() {
	for _, c := range all {
		c.remove()
	}
}

// Serving is the container that the profile's components of a kind, such as
// "pubsub.", lead to; nil when there is none.
func (all Containers) Serving(kind string, profile infra.Profile) Server {
	for name, c := range all {
		if leads(profile, name, kind) {
			return c
		}
	}
	return nil
}

// leads tells whether a profile's components of a kind lead to a server.
func leads(profile infra.Profile, name, kind string) bool {
	return slices.ContainsFunc(profile.Components, func(c infra.Component) bool {
		return strings.HasPrefix(c.Type, kind) && slices.Contains(images[name].types, c.Type)
	})
}

// contained is a server in a container. It keeps its port when it is started
// again.
type contained struct {
	name  string
	image image
	port  int
	also  map[string]int // further ports outside, by name
	// prepare makes what pass needs there; some servers forget it when they end.
	prepare func(context.Context) error

	container *testcontainers.DockerContainer // nil until the first start
}

// containersFor prepares containers for servers; none is started yet.
func containersFor(names []string) (Containers, error) {
	all := Containers{}
	for _, name := range names {
		image := images[name]
		ports, err := infra.Free(1 + len(image.also))
		if err != nil {
			return nil, err
		}
		c := &contained{name: name, image: image, port: ports[0], also: map[string]int{}}
		for i, other := range slices.Sorted(maps.Keys(image.also)) {
			c.also[other] = ports[1+i]
		}
		all[name] = c
	}
	return all, nil
}

// given is where the server is, for the infrastructure.
func (c *contained) given() map[string]string {
	urls := map[string]string{c.name: fmt.Sprintf(c.image.url, c.port)}
	for name, port := range c.also {
		urls[name] = fmt.Sprintf("http://127.0.0.1:%d", port)
	}
	return urls
}

// Start starts a new container, or again the one that was stopped, with what
// it had kept.
func (c *contained) Start(ctx context.Context) (err error) {
	if c.container == nil {
		if c.container, err = testcontainers.Run(ctx, c.image.name, c.options()...); err != nil {
			err = fmt.Errorf("%s in a container: %w", c.name, err)
		}
		return err
	}
	if err := c.container.Start(ctx); err != nil {
		return fmt.Errorf("%s in its container: %w", c.name, err)
	}
	return c.prepare(ctx)
}

// Stop asks the server to end.
func (c *contained) Stop(grace time.Duration) {
	if c.container != nil {
		// A container that can't be stopped shows in what the test says of the server.
		_ = c.container.Stop(context.Background(), &grace)
	}
}

// Kill ends the server at once: Docker kills what has no time left.
func (c *contained) Kill() { c.Stop(0) }

// remove ends the container for good.
func (c *contained) remove() { _ = testcontainers.TerminateContainer(c.container) }

// options make what is inside reachable outside, on the loopback only.
func (c *contained) options() []testcontainers.ContainerCustomizer {
	inside := c.image.port
	if inside == 0 {
		inside = c.port
	}
	bindings := network.PortMap{}
	bind := func(inside, outside int) testcontainers.ContainerCustomizer {
		port := network.MustParsePort(fmt.Sprintf("%d/tcp", inside))
		bindings[port] = []network.PortBinding{{HostIP: netip.MustParseAddr("127.0.0.1"), HostPort: fmt.Sprint(outside)}}
		return testcontainers.WithExposedPorts(port.String())
	}
	options := []testcontainers.ContainerCustomizer{bind(inside, c.port)}
	for name, inside := range c.image.also {
		options = append(options, bind(inside, c.also[name]))
	}
	options = append(options,
		testcontainers.WithHostConfigModifier(func(host *container.HostConfig) { host.PortBindings = bindings }),
		testcontainers.WithWaitStrategyAndDeadline(containerWithin,
			wait.ForExec(c.image.ready(c.port)).WithPollInterval(500*time.Millisecond)))
	if c.image.settings != nil {
		options = append(options, testcontainers.WithEnv(c.image.settings(c.port)))
	}
	if c.image.command != nil {
		options = append(options, testcontainers.WithCmd(c.image.command(c.port)...))
	}
	return options
}
