package infra

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const sample = `# Comment.
---
{apiVersion: dapr.io/v1alpha1, kind: Component, metadata: {name: pubsub}, scopes: [orders, tickets], spec: {
  type: pubsub.redis, version: v1, metadata: [
    {name: redisPassword, secretKeyRef: {name: redis-password, key: redis-password}},
    {name: publishingScopes, value: "orders=orders,deadletter; tickets="}]}}
---
{apiVersion: dapr.io/v2alpha1, kind: Subscription, metadata: {name: s}, scopes: [orders], spec: {
  pubsubname: pubsub, topic: tickets, routes: {default: /events/tickets}, deadLetterTopic: deadletter}}
---
{apiVersion: dapr.io/v1alpha1, kind: Resiliency, metadata: {name: r}, spec: {policies: {}}}
`

func TestAProfileTellsWhoDoesWhat(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "mine"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mine", "pubsub.yaml"), []byte(sample), 0o644))
	p, err := LoadProfile(dir, "mine")
	require.NoError(t, err)

	require.Equal(t, []string{"orders", "tickets"}, p.apps("pubsub.redis"))
	require.Equal(t, []string{"deadletter", "orders", "tickets"}, p.topics(p.Components))
	require.Equal(t, []string{"tickets"}, p.reads("orders", p.Components))
	require.Empty(t, p.reads("tickets", p.Components))
	require.Equal(t, []string{"deadletter", "orders"}, p.writes("orders", p.Components))
	require.Empty(t, p.writes("tickets", p.Components), "named, with nothing")
	require.True(t, redisServer.needed(p))
	require.True(t, redisServer.is("pubsub", p))
	require.False(t, redisServer.is("state", p))
	require.False(t, natsServer.needed(p))
}

func TestHostsOfURLs(t *testing.T) {
	for url, want := range map[string]string{
		"127.0.0.1:5432": "127.0.0.1:5432",
		"postgres://a:b@db:5432/postgres?sslmode=off":   "db:5432",
		"mongodb://a:p%40ss@one:1,two:2/?replicaSet=rs": "one:1,two:2",
		"nats://host:4222":  "host:4222",
		"one:9092,two:9092": "one:9092,two:9092",
	} {
		require.Equal(t, want, hosts(url))
	}
}

func TestSecretsAreMadeOnceAndKeptPrivate(t *testing.T) {
	s := SecretsIn(t.TempDir())
	require.NoError(t, s.Ensure("orders"))
	first, err := s.Get("orders", "postgres-password")
	require.NoError(t, err)
	require.NoError(t, s.Ensure("orders"))
	again, err := s.Get("orders", "postgres-password")
	require.NoError(t, err)
	require.Equal(t, first, again)
	info, err := os.Stat(s.path("orders"))
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
	_, err = s.Get("orders", "key-of-the-safe")
	require.ErrorContains(t, err, "key-of-the-safe")
}

// What a profile of ours needs is known here, so that it can be started and prepared.
func TestEveryStoreAndBrokerOfOursIsKnown(t *testing.T) {
	const components = "../../../components"
	names, err := Profiles(components)
	require.NoError(t, err)
	known := []string{"state.sqlite"}
	for _, s := range servers {
		known = append(known, s.types...)
	}
	for _, name := range names {
		p, err := LoadProfile(components, name)
		require.NoError(t, err)
		for _, c := range p.Components {
			if strings.HasPrefix(c.Type, "state.") || strings.HasPrefix(c.Type, "pubsub.") {
				require.Contains(t, known, c.Type, name)
				require.NotEmpty(t, c.Scopes, "%s of %s would be everybody's", c.Name, name)
			}
		}
	}
}
