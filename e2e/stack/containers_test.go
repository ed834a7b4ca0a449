package stack

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/stretchr/testify/require"
	"github.com/testcontainers/testcontainers-go"

	"github.com/saheedt/pass/tools/stack/infra"
)

const components = "../../components"

func TestWhatRunsInContainers(t *testing.T) {
	no := func() error { return errors.New("no") }
	yes := func() error { return nil }
	for name, c := range map[string]struct {
		profile           string
		env               map[string]string
		installed, docker func() error
		want              []string
	}{
		"nothing where all is installed":   {"postgres-redis", nil, yes, yes, nil},
		"all where something is missing":   {"postgres-redis", nil, no, yes, []string{"postgresql", "redis"}},
		"nothing without Docker":           {"postgres-redis", nil, no, no, nil},
		"all on demand":                    {"postgres-rabbitmq", map[string]string{"PASS_CONTAINERS": "1"}, yes, no, []string{"postgresql", "rabbitmq"}},
		"what runs elsewhere stays there":  {"kafka", map[string]string{"POSTGRES_URL": "postgres://db/"}, no, yes, []string{"kafka"}},
		"a profile whose store is no file": {"mongo", nil, no, yes, []string{"mongodb", "nats"}},
		"a store that is a file":           {"embedded", map[string]string{"PASS_CONTAINERS": "1"}, yes, yes, []string{"nats"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, image := range images {
				t.Setenv(image.env, "")
			}
			t.Setenv("PASS_CONTAINERS", "")
			for name, value := range c.env {
				t.Setenv(name, value)
			}
			profile, err := infra.LoadProfile(components, c.profile)
			require.NoError(t, err)
			require.Equal(t, c.want, wanted(profile, c.installed, c.docker))
		})
	}
}

// The images are for the servers that the infrastructure knows, by the same
// names, and their addresses are such that it takes them.
func TestContainersServeEveryProfile(t *testing.T) {
	profiles, err := infra.Profiles(components)
	require.NoError(t, err)
	t.Setenv("PASS_CONTAINERS", "1")
	for _, image := range images {
		t.Setenv(image.env, "")
	}
	for _, name := range profiles {
		profile, err := infra.LoadProfile(components, name)
		require.NoError(t, err)
		containers, err := containersFor(wanted(profile, nil, nil))
		require.NoError(t, err)
		given := map[string]string{}
		for _, c := range containers {
			maps.Copy(given, c.given())
		}
		found, err := infra.New(infra.Config{Components: components, Profile: name, Bin: "../../.bin", Data: t.TempDir(), Logs: t.TempDir(), Given: given})
		require.NoError(t, err, name)
		require.ElementsMatch(t, slices.Collect(maps.Keys(found.Addresses)), slices.Collect(maps.Keys(containers)), name)
		for server, c := range containers {
			require.Equal(t, fmt.Sprintf("127.0.0.1:%d", c.port), found.Addresses[server])
		}
		require.Nil(t, found.Broker, name)
		require.Nil(t, found.Store, name)
	}
}

// Every port of a container is bound to one outside, at every start the same.
func TestContainersKeepTheirPorts(t *testing.T) {
	containers, err := containersFor(slices.Collect(maps.Keys(images)))
	require.NoError(t, err)
	require.Len(t, containers, len(images))
	for name, c := range containers {
		var request testcontainers.GenericContainerRequest
		for _, option := range c.options() {
			require.NoError(t, option.Customize(&request))
		}
		var host container.HostConfig
		request.HostConfigModifier(&host)
		require.Len(t, request.ExposedPorts, 1+len(images[name].also), name)
		require.Len(t, host.PortBindings, len(request.ExposedPorts), name)
		for _, exposed := range request.ExposedPorts {
			outside := host.PortBindings[network.MustParsePort(exposed)]
			require.Len(t, outside, 1, name)
			require.NotEqual(t, "0", outside[0].HostPort, name)
		}
	}
}

func TestImagesAreOfOneVersion(t *testing.T) {
	for name, image := range images {
		_, version, tagged := strings.Cut(image.name, ":")
		require.True(t, tagged && strings.Contains(version, "."), "%s: %s is no exact version", name, image.name)
		require.NotEmpty(t, image.ready(12345))
	}
}
