package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"github.com/saheedt/pass/tools/mongo/internal/server"
)

// stand is a running stand-in.
type stand struct {
	t       *testing.T
	server  *server.Server
	address string
	control string
}

func start(t *testing.T, opts server.Options) *stand {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := server.New(opts)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, listener) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-done) })
	control := httptest.NewServer(s.Control())
	t.Cleanup(control.Close)
	return &stand{t: t, server: s, address: listener.Addr().String(), control: control.URL}
}

// client connects MongoDB's driver, in the version that Dapr uses.
func (s *stand) client(credentials string) *mongo.Client {
	s.t.Helper()
	client, err := mongo.Connect(context.Background(), options.Client().ApplyURI("mongodb://"+credentials+s.address+"/shop?replicaSet=rs0"))
	require.NoError(s.t, err)
	s.t.Cleanup(func() { _ = client.Disconnect(context.Background()) })
	return client
}

func (s *stand) post(path string, body any) {
	s.t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(s.t, err)
	answer, err := http.Post(s.control+path, "application/json", bytes.NewReader(raw))
	require.NoError(s.t, err)
	defer answer.Body.Close()
	require.Equal(s.t, http.StatusOK, answer.StatusCode)
}

func put(ctx context.Context, c *mongo.Collection, id, value string) error {
	_, err := c.UpdateOne(ctx, bson.M{"_id": id}, mongo.Pipeline{{{Key: "$set", Value: bson.M{"value": value}}}}, options.Update().SetUpsert(true))
	return err
}

func begin(t *testing.T, client *mongo.Client) mongo.SessionContext {
	t.Helper()
	session, err := client.StartSession()
	require.NoError(t, err)
	t.Cleanup(func() { session.EndSession(context.Background()) })
	require.NoError(t, session.StartTransaction())
	return mongo.NewSessionContext(t.Context(), session)
}

func values(t *testing.T, ctx context.Context, c *mongo.Collection) map[string]string {
	t.Helper()
	cursor, err := c.Find(ctx, bson.D{}, options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}))
	require.NoError(t, err)
	var docs []struct {
		ID    string `bson:"_id"`
		Value string
	}
	require.NoError(t, cursor.All(ctx, &docs))
	found := map[string]string{}
	for _, doc := range docs {
		found[doc.ID] = doc.Value
	}
	return found
}

func TestTransactionIsAllOrNothing(t *testing.T) {
	client := start(t, server.Options{}).client("")
	docs := client.Database("shop").Collection("docs")
	require.NoError(t, put(t.Context(), docs, "a", "old"))
	first := begin(t, client)
	require.NoError(t, put(first, docs, "a", "new"))
	require.NoError(t, put(first, docs, "b", "new"))
	require.Equal(t, map[string]string{"a": "new", "b": "new"}, values(t, first, docs))
	require.Equal(t, map[string]string{"a": "old"}, values(t, t.Context(), docs), "seen before the commit")
	require.NoError(t, first.CommitTransaction(t.Context()))
	require.Equal(t, map[string]string{"a": "new", "b": "new"}, values(t, t.Context(), docs))

	second := begin(t, client)
	require.NoError(t, put(second, docs, "c", "new"))
	require.NoError(t, second.AbortTransaction(t.Context()))
	require.Equal(t, map[string]string{"a": "new", "b": "new"}, values(t, t.Context(), docs))
}

func TestSnapshotAndWriteConflict(t *testing.T) {
	client := start(t, server.Options{}).client("")
	docs := client.Database("shop").Collection("docs")
	require.NoError(t, put(t.Context(), docs, "a", "0"))
	first, second, third := begin(t, client), begin(t, client), begin(t, client)
	require.Len(t, values(t, third, docs), 1)
	require.NoError(t, put(first, docs, "a", "1"))
	mustConflict(t, put(second, docs, "a", "2")) // with one that is open
	require.NoError(t, first.CommitTransaction(t.Context()))
	require.Equal(t, "0", values(t, third, docs)["a"])
	mustConflict(t, put(third, docs, "a", "3")) // with one that has come between
	var refused mongo.CommandError
	require.ErrorAs(t, second.CommitTransaction(t.Context()), &refused)
	require.EqualValues(t, 251, refused.Code)
	require.Equal(t, "1", values(t, t.Context(), docs)["a"])
}

func mustConflict(t *testing.T, err error) {
	t.Helper()
	var refused mongo.CommandError
	require.ErrorAs(t, err, &refused)
	require.EqualValues(t, 112, refused.Code)
	require.True(t, refused.HasErrorLabel("TransientTransactionError"))
}

func TestDuplicateKeyAbortsATransaction(t *testing.T) {
	client := start(t, server.Options{}).client("")
	docs := client.Database("shop").Collection("docs")
	require.NoError(t, put(t.Context(), docs, "a", "0"))
	tx := begin(t, client)
	require.NoError(t, put(tx, docs, "b", "0"))
	_, err := docs.UpdateOne(tx, bson.M{"_id": "a", "value": "other"},
		mongo.Pipeline{{{Key: "$set", Value: bson.M{"value": "1"}}}}, options.Update().SetUpsert(true))
	require.True(t, mongo.IsDuplicateKeyError(err))
	require.Error(t, tx.CommitTransaction(t.Context()))
	require.Equal(t, map[string]string{"a": "0"}, values(t, t.Context(), docs))
}

func TestLongAnswersComeInBatches(t *testing.T) {
	s := start(t, server.Options{})
	docs := s.client("").Database("shop").Collection("docs")
	var all []any
	for i := range 250 {
		all = append(all, bson.M{"_id": fmt.Sprintf("%03d", i), "value": "x"})
	}
	_, err := docs.InsertMany(t.Context(), all)
	require.NoError(t, err)
	require.Len(t, values(t, t.Context(), docs), 250)
	require.NotEmpty(t, s.commands("getMore"))
}

func (s *stand) commands(name string) (found []server.Entry) {
	s.t.Helper()
	answer, err := http.Get(s.control + "/commands?command=" + name)
	require.NoError(s.t, err)
	defer answer.Body.Close()
	require.NoError(s.t, json.NewDecoder(answer.Body).Decode(&found))
	return found
}

func TestUsersKeepADatabaseToThemselves(t *testing.T) {
	s := start(t, server.Options{})
	s.post("/users", map[string]string{"database": "shop", "name": "owner", "password": "right"})
	docs := func(credentials string) *mongo.Collection {
		return s.client(credentials).Database("shop").Collection("docs")
	}
	require.NoError(t, put(t.Context(), docs("owner:right@"), "a", "0"))
	require.ErrorContains(t, put(t.Context(), docs("owner:wrong@"), "a", "0"), "unable to authenticate")
	require.ErrorContains(t, put(t.Context(), docs(""), "a", "0"), "requires authentication")
}

func TestIndexRemovesWhatIsPastItsTime(t *testing.T) {
	docs := start(t, server.Options{Sweep: 20 * time.Millisecond}).client("").Database("shop").Collection("docs")
	_, err := docs.Indexes().CreateOne(t.Context(), mongo.IndexModel{Keys: bson.M{"until": 1}, Options: options.Index().SetExpireAfterSeconds(0)})
	require.NoError(t, err)
	_, err = docs.InsertMany(t.Context(), []any{
		bson.M{"_id": "past", "until": time.Now().Add(-time.Second)}, bson.M{"_id": "later", "until": time.Now().Add(time.Hour)},
		bson.M{"_id": "never", "until": nil},
	})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(values(t, t.Context(), docs)) == 2 }, 10*time.Second, 10*time.Millisecond)
	require.NotContains(t, values(t, t.Context(), docs), "past")
}

func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		fault     server.Fault
		done, err bool
	}{
		"lost though answered ok":                       {server.Fault{Lost: true}, false, false},
		"done but answered not at all, and asked again": {server.Fault{Answer: "none"}, true, false},
		"done but answered by half":                     {server.Fault{Answer: "half"}, true, false},
		"done but answered with an error":               {server.Fault{Answer: "error", Code: 8}, true, true},
		"lost with an error":                            {server.Fault{Answer: "error", Code: 8, Lost: true}, false, true},
		"moved, asked again, and aborted by then":       {server.Fault{Answer: "error", Code: 10107, Lost: true}, false, true},
		"late": {server.Fault{Before: 10, After: 10}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, server.Options{})
			client := s.client("")
			docs := client.Database("shop").Collection("docs")
			tx := begin(t, client)
			require.NoError(t, put(tx, docs, "a", "1"))
			c.fault.Command = "commitTransaction"
			s.post("/faults", c.fault)
			err := tx.CommitTransaction(t.Context())
			require.Equal(t, c.err, err != nil, "%v", err)
			require.Equal(t, c.done, len(values(t, t.Context(), docs)) == 1)
			require.NotEmpty(t, s.commands("commitTransaction")[0].Fault)
		})
	}
}

func TestStepDown(t *testing.T) {
	s := start(t, server.Options{})
	client := s.client("")
	docs := client.Database("shop").Collection("docs")
	tx := begin(t, client)
	require.NoError(t, put(tx, docs, "a", "1"))
	s.post("/stepdown?ms=300", nil)
	require.Error(t, tx.CommitTransaction(t.Context()), "an election aborts what is open")
	require.NoError(t, put(t.Context(), docs, "b", "1"), "the driver waits for the new primary")
	require.Equal(t, map[string]string{"b": "1"}, values(t, t.Context(), docs))
}

func TestTransactionsThatAreLeftAreAborted(t *testing.T) {
	client := start(t, server.Options{Lifetime: 100 * time.Millisecond}).client("")
	docs := client.Database("shop").Collection("docs")
	tx := begin(t, client)
	require.NoError(t, put(tx, docs, "a", "1"))
	require.NoError(t, put(t.Context(), docs, "a", "2"), "a single write waits for it")
	require.Equal(t, "2", values(t, t.Context(), docs)["a"])
}
