package stack

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"slices"
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

// contained is a server in a container. It keeps its port when it is started
// again.
type contained struct {
	name  string
	image image
	port  int
	also  int // of the image's other port, outside
	// prepare makes what pass needs there; some servers forget it when they end.
	prepare func(context.Context) error

	container *testcontainers.DockerContainer // nil until the first start
}

// containersFor prepares containers for servers; none is started yet.
func containersFor(names []string) (map[string]*contained, error) {
	all := map[string]*contained{}
	for _, name := range names {
		ports, err := infra.Free(2)
		if err != nil {
			return nil, err
		}
		all[name] = &contained{name: name, image: images[name], port: ports[0], also: ports[1]}
	}
	return all, nil
}

func (c *contained) url() string { return fmt.Sprintf(c.image.url, c.port) }

// Start starts a new container, or again the one that was stopped, with what
// it had kept.
func (c *contained) Start(ctx context.Context) (err error) {
	if c.container == nil {
		if c.container, err = testcontainers.Run(ctx, c.image.name, c.image.options(c.port, c.also)...); err != nil {
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

func (i image) options(outside, also int) []testcontainers.ContainerCustomizer {
	inside := i.port
	if inside == 0 {
		inside = outside
	}
	ports := map[int]int{inside: outside}
	if i.also != 0 {
		ports[i.also] = also
	}
	var exposed []string
	bindings := network.PortMap{}
	for inner, outer := range ports {
		port := network.MustParsePort(fmt.Sprintf("%d/tcp", inner))
		exposed = append(exposed, port.String())
		bindings[port] = []network.PortBinding{{HostIP: netip.MustParseAddr("127.0.0.1"), HostPort: fmt.Sprint(outer)}}
	}
	options := []testcontainers.ContainerCustomizer{
		testcontainers.WithExposedPorts(exposed...),
		testcontainers.WithHostConfigModifier(func(host *container.HostConfig) { host.PortBindings = bindings }),
		testcontainers.WithWaitStrategyAndDeadline(containerWithin,
			wait.ForExec(i.ready(outside)).WithPollInterval(500*time.Millisecond)),
	}
	if i.settings != nil {
		options = append(options, testcontainers.WithEnv(i.settings(outside)))
	}
	if i.command != nil {
		options = append(options, testcontainers.WithCmd(i.command(outside)...))
	}
	return options
}
