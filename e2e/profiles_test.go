package e2e

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/saheedt/pass/tools/stack/infra"
)

const componentFiles = "../components"

// setting is one line of a component's metadata.
type setting struct {
	Name   string
	Value  string
	Secret struct{ Name, Key string } `yaml:"secretKeyRef"`
}

// component is a component file as it is written.
type component struct {
	Kind     string
	Metadata struct{ Name string }
	Spec     struct{ Metadata yaml.Node }
	Auth     struct {
		SecretStore string `yaml:"secretStore"`
	}
	Scopes []string
}

// mustComponents reads the components of a profile, past what infra makes of
// them.
func mustComponents(t *testing.T, profile string) map[string]component {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(componentFiles, profile, "*.yaml"))
	require.NoError(t, err)
	found := map[string]component{}
	for _, path := range files {
		file, err := os.Open(path)
		require.NoError(t, err)
		defer file.Close()
		for documents := yaml.NewDecoder(file); ; {
			var c component
			err := documents.Decode(&c)
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, path)
			if c.Kind == "Component" {
				require.NotContains(t, found, c.Metadata.Name, "%s names it twice", profile)
				found[c.Metadata.Name] = c
			}
		}
	}
	return found
}

func (c component) settings(t *testing.T) []setting {
	t.Helper()
	var all []setting
	require.NoError(t, c.Spec.Metadata.Decode(&all), c.Metadata.Name)
	return all
}

func mustProfiles(t *testing.T) []string {
	t.Helper()
	profiles, err := infra.Profiles(componentFiles)
	require.NoError(t, err)
	require.Subset(t, profiles, []string{"embedded", "mongo", "postgres-redis", "postgres-rabbitmq", "kafka"})
	return profiles
}

// TestProfilesAgree holds every profile to the names and scopes that the
// services, the subscriptions and design rely on.
func TestProfilesAgree(t *testing.T) {
	five := []string{"auth", "tickets", "orders", "payments", "expiration"}
	four := five[1:]
	scopes := map[string][]string{"statestore": five, "actors": {"expiration"}, "pubsub": four, "secretstore": five}
	for _, profile := range mustProfiles(t) {
		t.Run(profile, func(t *testing.T) {
			components := mustComponents(t, profile)
			for _, name := range []string{"statestore", "actors", "pubsub"} {
				require.Contains(t, components, name)
			}
			for name, c := range components {
				if strings.HasPrefix(name, "pubsub-") {
					require.NotEmpty(t, c.Scopes, name)
					require.Subset(t, four, c.Scopes, name)
					continue
				}
				require.Contains(t, scopes, name, "a component that no service knows")
				require.ElementsMatch(t, scopes[name], c.Scopes, name)
			}
			for name, c := range components {
				marked := slices.ContainsFunc(c.settings(t), func(s setting) bool { return s.Name == "actorStateStore" && s.Value == "true" })
				require.Equal(t, name == "actors", marked, "%s: only `actors` is marked, so that others can be reloaded", name)
			}
		})
	}
}

// rights are the topics by app that a component's scopes list.
func rights(scopes string) map[string][]string {
	found := map[string][]string{}
	for part := range strings.SplitSeq(scopes, ";") {
		app, topics, _ := strings.Cut(part, "=")
		found[app] = strings.Split(topics, ",")
	}
	return found
}

// publishes and reads are design's table.
var (
	publishes = map[string]string{"tickets": "tickets", "orders": "orders", "payments": "payments", "expiration": "expirations"}
	reads     = map[string][]string{"tickets": {"orders"}, "orders": {"tickets", "payments", "expirations"}, "payments": {"orders"}, "expiration": {"orders"}}
)

// TestTopicsOfProfiles holds the topics of each profile's broker to the table
// of who publishes and reads what.
func TestTopicsOfProfiles(t *testing.T) {
	for _, name := range mustProfiles(t) {
		t.Run(name, func(t *testing.T) {
			profile, err := infra.LoadProfile(componentFiles, name)
			require.NoError(t, err)
			brokers := map[string]infra.Component{}
			for _, c := range profile.Components {
				if strings.HasPrefix(c.Type, "pubsub.") {
					brokers[c.Name] = c
				}
			}
			for name, c := range brokers {
				may, hear := rights(c.Metadata["publishingScopes"]), rights(c.Metadata["subscriptionScopes"])
				require.Equal(t, c.Metadata["allowedTopics"], c.Metadata["protectedTopics"], "%s: an app that is not named may do nothing", name)
				for _, app := range c.Scopes {
					want := []string{"deadletter"}
					if name == "pubsub" {
						want = append(want, publishes[app])
						require.ElementsMatch(t, reads[app], hear[app], "%s: read by %s", name, app)
					}
					require.ElementsMatch(t, want, may[app], "%s: published by %s", name, app)
					require.Subset(t, reads[app], hear[app], "%s: read by %s", name, app)
				}
				require.Len(t, may, len(c.Scopes), name)
				require.Len(t, hear, len(c.Scopes), name)
			}
			heard := map[string][]string{}
			for _, s := range profile.Subscriptions {
				require.Contains(t, brokers, s.PubSub, "the subscription to %s", s.Topic)
				require.Equal(t, "deadletter", s.DeadLetter)
				require.Len(t, s.Scopes, 1)
				app := s.Scopes[0]
				require.Contains(t, rights(brokers[s.PubSub].Metadata["subscriptionScopes"])[app], s.Topic, "%s reads %s", app, s.Topic)
				if s.PubSub == "pubsub" {
					heard[app] = append(heard[app], s.Topic)
				}
			}
			for app, topics := range reads {
				require.ElementsMatch(t, topics, heard[app], "%s hears its topics, once each", app)
			}
		})
	}
}

var (
	secretive = regexp.MustCompile(`(?i)password|token|secret|seed|credential|apikey|clientkey|jwt`)
	inAddress = regexp.MustCompile(`://[^/@\s]*:[^/@\s]+@`)
)

// TestNoSecretInProfiles refuses credentials in a file: they come from the
// secret store.
func TestNoSecretInProfiles(t *testing.T) {
	for _, profile := range mustProfiles(t) {
		for name, c := range mustComponents(t, profile) {
			for _, s := range c.settings(t) {
				if name != "secretstore" {
					require.False(t, secretive.MatchString(s.Name) && s.Value != "", "%s: %s has %s in the file", profile, name, s.Name)
				}
				require.NotRegexp(t, inAddress, s.Value, "%s: %s", profile, name)
				if s.Secret.Name != "" {
					require.Equal(t, "secretstore", c.Auth.SecretStore, "%s: %s", profile, name)
					require.Contains(t, mustComponents(t, profile), "secretstore", profile)
				}
			}
		}
	}
}

// TestLanesAreAlike holds lanes to the settings of the component beside which
// they are members of one group.
func TestLanesAreAlike(t *testing.T) {
	for _, name := range mustProfiles(t) {
		profile, err := infra.LoadProfile(componentFiles, name)
		require.NoError(t, err)
		settings := map[string]map[string]string{}
		for _, c := range profile.Components {
			if strings.HasPrefix(c.Type, "pubsub.") {
				for _, topics := range []string{"allowedTopics", "protectedTopics", "publishingScopes", "subscriptionScopes"} {
					delete(c.Metadata, topics)
				}
				settings[c.Name] = c.Metadata
			}
		}
		for lane, has := range settings {
			require.Equal(t, settings["pubsub"], has, "%s: %s", name, lane)
		}
	}
}
