package infra_test

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/process"
	"github.com/stretchr/testify/require"
)

const storeFile = `
{apiVersion: dapr.io/v1alpha1, kind: Component, metadata: {name: statestore}, spec: {type: state.postgresql, version: v2,
  metadata: []}, scopes: [orders, tickets]}
`

const redisFile = `
{apiVersion: dapr.io/v1alpha1, kind: Component, metadata: {name: pubsub}, spec: {type: pubsub.redis, version: v1,
  metadata: [{name: publishingScopes, value: "tickets=tickets;orders=orders,deadletter"}]}, scopes: [orders, tickets]}
---
{apiVersion: dapr.io/v2alpha1, kind: Subscription, metadata: {name: orders-tickets}, scopes: [orders], spec: {
  pubsubname: pubsub, topic: tickets, routes: {default: /events/tickets}, deadLetterTopic: deadletter}}
`

func TestPostgreSQLKeepsWhatWasCommitted(t *testing.T) {
	i, dir := mustInfra(t, storeFile)
	ctx := t.Context()
	require.NoError(t, i.Store.Start(ctx))
	t.Cleanup(i.Store.Kill)

	mine := mustPostgres(t, i, dir, "orders")
	_, err := mine.Exec(ctx, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
	require.NoError(t, err)
	_, err = postgresAs(ctx, i, dir, "orders", "pass_tickets")
	require.ErrorContains(t, err, "permission denied", "a database of another app")

	i.Store.Kill()
	require.NoError(t, i.Store.Start(ctx), "prepared a second time, on the same data")
	var n int
	require.NoError(t, mustPostgres(t, i, dir, "orders").QueryRow(ctx, "SELECT n FROM kept").Scan(&n))
	require.Equal(t, 7, n)
	requireNothingLeft(t, i.Store)
}

func TestRedisKeepsWhatWasAnswered(t *testing.T) {
	i, dir := mustInfra(t, redisFile)
	ctx := t.Context()
	require.NoError(t, i.Broker.Start(ctx))
	t.Cleanup(i.Broker.Kill)

	tickets, orders := mustRedis(t, i, dir, "tickets"), mustRedis(t, i, dir, "orders")
	require.NoError(t, tickets.XAdd(ctx, &redis.XAddArgs{Stream: "tickets", Values: []string{"n", "7"}}).Err())
	for name, forbidden := range map[string]error{
		"publish to another's topic": tickets.XAdd(ctx, &redis.XAddArgs{Stream: "orders", Values: []string{"n", "7"}}).Err(),
		"publish to a topic read":    orders.XAdd(ctx, &redis.XAddArgs{Stream: "tickets", Values: []string{"n", "7"}}).Err(),
		"read without a group":       orders.XRange(ctx, "tickets", "-", "+").Err(),
		"read another's keys":        tickets.XGroupCreate(ctx, "orders", "tickets", "0").Err(),
		"administer":                 tickets.FlushAll(ctx).Err(),
	} {
		require.ErrorContains(t, forbidden, "NOPERM", name)
	}

	i.Broker.Kill()
	require.NoError(t, i.Broker.Start(ctx))
	orders = mustRedis(t, i, dir, "orders")
	require.NoError(t, orders.XGroupCreateMkStream(ctx, "tickets", "orders", "0").Err())
	got, err := orders.XReadGroup(ctx, &redis.XReadGroupArgs{Group: "orders", Consumer: "orders", Streams: []string{"tickets", ">"}}).Result()
	require.NoError(t, err)
	require.Equal(t, "7", got[0].Messages[0].Values["n"])
	requireNothingLeft(t, i.Broker)
}

func TestARunningServerIsUsedAndPrepared(t *testing.T) {
	own, dir := mustInfra(t, redisFile)
	require.NoError(t, own.Broker.Start(t.Context()))
	t.Cleanup(own.Broker.Kill)

	c := mustConfig(t, redisFile)
	c.Given = map[string]string{"redis": own.URLs["redis"]}
	i, err := infra.New(c)
	require.NoError(t, err)
	require.Nil(t, i.Broker, "it is not ours to kill")
	require.Equal(t, own.Addresses["redis"], i.Addresses["redis"])

	done, err := infra.Prepare(t.Context(), c)
	require.NoError(t, err)
	require.Equal(t, []string{"Redis at " + own.Addresses["redis"]}, done)
	require.NoError(t, mustRedis(t, i, c.Data, "orders").Ping(t.Context()).Err())
	require.NotEqual(t, secretOf(t, dir, "orders", "redis-password"), secretOf(t, c.Data, "orders", "redis-password"))
}

func TestAnAdministratorWhoIsRefusedIsToldWhereToSayWho(t *testing.T) {
	own, _ := mustInfra(t, redisFile)
	require.NoError(t, own.Broker.Start(t.Context()))
	t.Cleanup(own.Broker.Kill)

	c := mustConfig(t, redisFile)
	c.Given = map[string]string{"redis": "redis://default:not-the-one@" + own.Addresses["redis"]}
	_, err := infra.Prepare(t.Context(), c)
	require.ErrorContains(t, err, "WRONGPASS")
	require.ErrorContains(t, err, "REDIS_URL")
	require.NotContains(t, err.Error(), "not-the-one")
	require.NotContains(t, err.Error(), "stop it", "somebody wants this one")

	c.Given, c.Ports.Redis = nil, mustPort(t, own.Addresses["redis"])
	_, err = infra.Prepare(t.Context(), c)
	require.ErrorContains(t, err, "stop it, and one of pass's own takes its place")
}

func TestPrepareNamesAServerThatDoesNotAnswer(t *testing.T) {
	_, err := infra.Prepare(t.Context(), mustConfig(t, storeFile))
	require.ErrorContains(t, err, "no PostgreSQL answers")
	require.ErrorContains(t, err, "POSTGRES_URL")
}

func TestAServerThatIsNotInstalledIsNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := infra.New(mustConfig(t, redisFile))
	require.ErrorContains(t, err, "redis-server is not installed")
	require.ErrorContains(t, err, "REDIS_URL")
}

func mustPort(t *testing.T, address string) int {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	n, err := strconv.Atoi(port)
	require.NoError(t, err)
	return n
}

// mustConfig makes a profile of one file.
func mustConfig(t *testing.T, file string) infra.Config {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "components", "mine", "components.yaml"), file)
	ports, err := infra.FreePorts()
	require.NoError(t, err)
	return infra.Config{
		Components: filepath.Join(dir, "components"), Profile: "mine", Bin: "../../../.bin",
		Data: filepath.Join(dir, "data"), Logs: filepath.Join(dir, "logs"), Ports: ports,
	}
}

// mustInfra returns the infrastructure of a profile, and its data folder. It skips the test where a server is not installed.
func mustInfra(t *testing.T, file string) (*infra.Infra, string) {
	t.Helper()
	c := mustConfig(t, file)
	i, err := infra.New(c)
	if err != nil && (strings.Contains(err.Error(), "is not installed") || strings.Contains(err.Error(), "make tools")) {
		t.Skip(err)
	}
	require.NoError(t, err)
	return i, c.Data
}

func secretOf(t *testing.T, dir, app, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "secrets", app+".json"))
	require.NoError(t, err)
	var values map[string]string
	require.NoError(t, json.Unmarshal(content, &values))
	require.NotEmpty(t, values[name])
	return values[name]
}

func mustPostgres(t *testing.T, i *infra.Infra, dir, app string) *pgx.Conn {
	t.Helper()
	conn, err := postgresAs(t.Context(), i, dir, app, "pass_"+app)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func postgresAs(ctx context.Context, i *infra.Infra, dir, app, database string) (*pgx.Conn, error) {
	secret, err := infra.SecretsIn(dir).Get(app, "postgres-password")
	if err != nil {
		return nil, err
	}
	return pgx.Connect(ctx, "postgres://pass_"+app+":"+secret+"@"+i.Addresses["postgresql"]+"/"+database)
}

func mustRedis(t *testing.T, i *infra.Infra, dir, app string) *redis.Client {
	t.Helper()
	client := redis.NewClient(&redis.Options{
		Addr: i.Addresses["redis"], Username: "pass_" + app, Password: secretOf(t, dir, app, "redis-password"),
	})
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// requireNothingLeft stops a part and requires that all that it had started is gone.
func requireNothingLeft(t *testing.T, p *infra.Part) {
	t.Helper()
	started := process.Descendants(p.PID())
	p.Stop(0)
	for _, e := range started {
		require.False(t, process.Alive(e), e.Command)
	}
}
