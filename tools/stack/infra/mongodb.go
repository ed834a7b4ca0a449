package infra

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/saheedt/pass/tools/stack/process"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

var mongoServer = server{
	name: "mongodb", title: "MongoDB", types: []string{"state.mongodb"}, env: "MONGODB_URL",
	port:    func(p Ports) int { return p.MongoDB },
	ports:   func(p Ports) map[string]int { return map[string]int{"MongoDB": p.MongoDB} },
	admin:   func(address, _ string) string { return "mongodb://" + address + "/" },
	part:    mongoStandIn,
	prepare: prepareMongo,
}

// mongoStandIn runs what stands in for MongoDB in tests. A real one would have to be a replica set, which is more than the
// start of a program.
func mongoStandIn(c Config, t target) (*Part, error) {
	if _, err := os.Stat(c.program("mongo")); err != nil || !c.StandIns {
		return nil, fmt.Errorf("profile %s needs MongoDB as a replica set, which is not started here: start one at %s, or say where one runs with %s",
			t.profile.Name, address(c.Ports.MongoDB), t.server.env)
	}
	p := process.New(process.Spec{
		Name: "mongo", Path: c.program("mongo"), Log: c.log("mongo"),
		// What docs/mongodb.md tells operators: killed sidecars lock documents for so long.
		Args: []string{"-port", strconv.Itoa(c.Ports.MongoDB), "-control", "0", "-store", c.folder("mongo"), "-lifetime", "5s"},
	})
	return &Part{Process: p, ready: func(ctx context.Context) error {
		if err := process.WaitTCP(ctx, p, t.address); err != nil {
			return err
		}
		return t.prepare(ctx)
	}}, nil
}

// prepareMongo gives every app a user of its own, who may use the app's database and no other.
func prepareMongo(ctx context.Context, t target) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	client, err := mongo.Connect(options.Client().ApplyURI(t.url).SetServerSelectionTimeout(10 * time.Second))
	if err != nil {
		return err
	}
	defer func() { _ = client.Disconnect(context.WithoutCancel(ctx)) }()
	if err := t.checkReplicaSet(ctx, client); err != nil {
		return err
	}
	for _, app := range t.apps() {
		password, err := t.secrets.Get(app, "mongodb-password")
		if err != nil {
			return err
		}
		if err := ensureMongoUser(ctx, client.Database(accountName(app)), accountName(app), password); err != nil {
			return fmt.Errorf("%s: %w", app, err)
		}
	}
	return nil
}

// checkReplicaSet fails when the server is no member of the replica set that the components name: without one there are no
// transactions.
func (t target) checkReplicaSet(ctx context.Context, client *mongo.Client) error {
	var hello struct {
		SetName string `bson:"setName"`
	}
	if err := client.Database("admin").RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return err
	}
	if hello.SetName == "" {
		return errors.New("it is no replica set: start it with --replSet rs0, and initiate it with rs.initiate()")
	}
	for _, c := range t.profile.of(t.server.types...) {
		params, err := url.Parse(c.Metadata["params"])
		if err != nil {
			return fmt.Errorf("params of %s: %w", c.Name, err)
		}
		if named := params.Query().Get("replicaSet"); named != hello.SetName {
			return fmt.Errorf("its replica set is called %q, but component %s says %q", hello.SetName, c.Name, named)
		}
	}
	return nil
}

func ensureMongoUser(ctx context.Context, db *mongo.Database, name, password string) error {
	user := bson.D{
		{Key: "pwd", Value: password},
		{Key: "roles", Value: bson.A{bson.D{{Key: "role", Value: "readWrite"}, {Key: "db", Value: db.Name()}}}},
	}
	run := func(command string) error {
		return db.RunCommand(ctx, append(bson.D{{Key: command, Value: name}}, user...)).Err()
	}
	err := run("createUser")
	const alreadyExists = 51003
	var refused mongo.CommandError
	if errors.As(err, &refused) && refused.HasErrorCode(alreadyExists) {
		return run("updateUser")
	}
	return err
}
