package manifests

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// elsewhere are the settings of components whose value is not the profile's: addresses, and where secrets are.
var elsewhere = map[string][]string{
	"state.mongodb":           {"host", "params"},
	"pubsub.jetstream":        {"natsURL"},
	"secretstores.local.file": {"secretsFile"},
}

// TestComponentsAreThoseOfTheProfile compares what is deployed with components/mongo and components/shared.
func TestComponentsAreThoseOfTheProfile(t *testing.T) {
	for _, overlay := range overlays {
		deployed := build(t, overlay)
		var same int
		for _, folder := range []string{"mongo", "shared"} {
			for _, want := range read(t, filepath.Join("components", folder, "*.yaml")) {
				got := find(t, deployed, want.GetKind(), want.GetName())
				if want.GetKind() == "Component" {
					clean(t, got)
					clean(t, want)
				}
				require.Equal(t, want.Object["spec"], got.Object["spec"], want.GetName())
				require.Equal(t, want.Object["scopes"], got.Object["scopes"], want.GetName())
				same++
			}
		}
		for _, kind := range []string{"Component", "Subscription", "Resiliency"} {
			same -= len(ofKind(deployed, kind))
		}
		require.Zero(t, same, "nothing else is deployed")
	}
}

// clean removes from a component what may differ.
func clean(t *testing.T, o object) {
	t.Helper()
	spec := o.Object["spec"].(map[string]any)
	for _, item := range spec["metadata"].([]any) {
		setting := item.(map[string]any)
		if slices.Contains(elsewhere[spec["type"].(string)], setting["name"].(string)) {
			delete(setting, "value")
			delete(setting, "secretKeyRef")
		}
	}
}

func settings(t *testing.T, o object) map[string]any {
	t.Helper()
	found := map[string]any{}
	for _, item := range o.Object["spec"].(map[string]any)["metadata"].([]any) {
		setting := item.(map[string]any)
		found[setting["name"].(string)] = setting["value"]
	}
	return found
}

func TestComponentsLeadToTheServers(t *testing.T) {
	for overlay, want := range map[string]struct{ hosts, options string }{
		"local":      {"mongodb-0.mongodb:27017,mongodb-1.mongodb:27017,mongodb-2.mongodb:27017", "&appName=pass"},
		"production": {"mongodb-0.example.com:27017,mongodb-1.example.com:27017,mongodb-2.example.com:27017", "&tls=true"},
	} {
		objects := build(t, overlay)
		for _, name := range []string{"statestore", "actors"} {
			original := settings(t, find(t, read(t, "components/mongo/"+name+".yaml"), "Component", name))
			got := settings(t, find(t, objects, "Component", name))
			require.Equal(t, want.hosts, got["host"])
			require.Equal(t, original["params"].(string)+want.options, got["params"])
		}
		for _, o := range ofKind(objects, "Component") {
			if typ := o.Object["spec"].(map[string]any)["type"]; typ != "secretstores.local.file" {
				require.Equal(t, map[string]any{"secretStore": "secretstore"}, o.Object["auth"], o.GetName())
			}
			require.NotEmpty(t, o.Object["scopes"], o.GetName())
			require.NotContains(t, string(o.text), "127.0.0.1", o.GetName())
		}
	}
}

// TestSubscriptionsHaveDeadLetters, and each is for one app that there is.
func TestSubscriptionsHaveDeadLetters(t *testing.T) {
	objects := build(t, "production")
	readers := map[string]bool{}
	for _, o := range ofKind(objects, "Subscription") {
		require.Equal(t, "deadletter", o.Object["spec"].(map[string]any)["deadLetterTopic"], o.GetName())
		scopes := o.Object["scopes"].([]any)
		require.Len(t, scopes, 1, o.GetName())
		readers[scopes[0].(string)] = true
	}
	require.Equal(t, map[string]bool{"tickets": true, "orders": true, "payments": true, "expiration": true}, readers)
}
