package infra_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/saheedt/pass/tools/stack/infra"
	"github.com/saheedt/pass/tools/stack/process"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

const mongoFile = `
{apiVersion: dapr.io/v1alpha1, kind: Component, metadata: {name: statestore}, spec: {type: state.mongodb, version: v1,
  metadata: [{name: params, value: "?replicaSet=%s&retryWrites=true"}]}, scopes: [orders, tickets]}
`

// The stand-in answers as MongoDB does to what is asked here; nothing else is claimed of it.
func TestMongoDBGetsItsUsers(t *testing.T) {
	c := mustMongo(t, fmt.Sprintf(mongoFile, "rs0"))
	admin := mustSignIn(t, c, nil)
	require.NoError(t, admin.Database("admin").RunCommand(t.Context(), bson.D{
		{Key: "createUser", Value: "root"}, {Key: "pwd", Value: "p@ss"}, {Key: "roles", Value: bson.A{"root"}},
	}).Err())
	c.Given["mongodb"] = "mongodb://root:p%40ss@" + c.Given["mongodb"] + "/"
	for range 2 {
		done, err := infra.Prepare(t.Context(), c)
		require.NoError(t, err)
		require.Len(t, done, 1)
	}
	i, err := infra.New(c)
	require.NoError(t, err)
	require.Nil(t, i.Store, "it is not ours to kill")
	c.Given["mongodb"] = i.Addresses["mongodb"]

	for app, allowed := range map[string]bool{"orders": true, "tickets": false} {
		err := mongoAs(t, c, "orders").Database("pass_"+app).Collection("documents").FindOne(t.Context(), bson.D{}).Err()
		require.Equal(t, allowed, err == mongo.ErrNoDocuments, "%s: %v", app, err)
	}
}

func TestMongoDBMustBeTheReplicaSetThatComponentsName(t *testing.T) {
	_, err := infra.Prepare(t.Context(), mustMongo(t, fmt.Sprintf(mongoFile, "other")))
	require.ErrorContains(t, err, `"rs0"`)
	require.ErrorContains(t, err, `"other"`)
}

func TestMongoDBIsNotStartedHere(t *testing.T) {
	_, err := infra.New(mustConfig(t, fmt.Sprintf(mongoFile, "rs0")))
	require.ErrorContains(t, err, "MONGODB_URL")
}

func TestMongoDBsStandInKeepsItsDataWhenKilled(t *testing.T) {
	c := mustConfig(t, fmt.Sprintf(mongoFile, "rs0"))
	c.StandIns = true
	i, err := infra.New(c)
	require.NoError(t, err)
	t.Cleanup(i.Stop)
	require.NoError(t, i.Store.Start(t.Context()))
	c.Given = map[string]string{"mongodb": i.Addresses["mongodb"]}
	orders := mongoAs(t, c, "orders").Database("pass_orders").Collection("documents")
	_, err = orders.InsertOne(t.Context(), bson.D{{Key: "_id", Value: "kept"}})
	require.NoError(t, err)
	i.Store.Kill()
	require.NoError(t, i.Store.Start(t.Context()))
	require.NoError(t, mongoAs(t, c, "orders").Database("pass_orders").Collection("documents").FindOne(t.Context(), bson.D{{Key: "_id", Value: "kept"}}).Err())
}

// mustMongo starts the stand-in and returns a configuration that leads to it.
func mustMongo(t *testing.T, file string) infra.Config {
	t.Helper()
	c := mustConfig(t, file)
	ports, err := infra.Free(2)
	require.NoError(t, err)
	bin, err := filepath.Abs(c.Bin)
	require.NoError(t, err)
	address := fmt.Sprintf("127.0.0.1:%d", ports[0])
	p := process.New(process.Spec{
		Name: "mongo", Path: filepath.Join(bin, "mongo"), Log: filepath.Join(c.Logs, "mongo.log"),
		Args: []string{"-port", fmt.Sprint(ports[0]), "-control", fmt.Sprint(ports[1])},
	})
	require.NoError(t, p.Start(), "build it with `make tools`")
	t.Cleanup(p.Kill)
	require.NoError(t, process.WaitTCP(t.Context(), p, address))
	c.Given = map[string]string{"mongodb": address}
	return c
}

func mongoAs(t *testing.T, c infra.Config, app string) *mongo.Client {
	t.Helper()
	return mustSignIn(t, c, &options.Credential{
		Username: "pass_" + app, Password: secretOf(t, c.Data, app, "mongodb-password"), AuthSource: "pass_" + app,
	})
}

func mustSignIn(t *testing.T, c infra.Config, as *options.Credential) *mongo.Client {
	t.Helper()
	opts := options.Client().ApplyURI("mongodb://" + c.Given["mongodb"] + "/?replicaSet=rs0").SetServerSelectionTimeout(5 * time.Second)
	if as != nil {
		opts.SetAuth(*as)
	}
	client, err := mongo.Connect(opts)
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Disconnect(context.Background()) })
	return client
}
