package state_test

import (
	"testing"
	"time"

	dapr "github.com/dapr/go-sdk/client"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/internal/state"
)

// These tests show what state.mongodb makes of pass's calls, on a recording
// stand-in for MongoDB. docs/mongodb.md says what follows from each.

type object = map[string]any

// update gives the one update of a command, and the document that it sets.
func update(t *testing.T, c sidecartest.MongoCommand) (filter, set object, ttl any) {
	t.Helper()
	require.Equal(t, "update", c.Command)
	updates := c.Body["updates"].([]any)
	require.Len(t, updates, 1)
	one := updates[0].(object)
	require.Equal(t, true, one["upsert"])
	stages := one["u"].([]any)
	require.Len(t, stages, 2)
	return one["q"].(object), stages[0].(object)["$set"].(object), stages[1].(object)["$addFields"].(object)["_ttl"]
}

func names(commands []sidecartest.MongoCommand) (all []string) {
	for _, c := range commands {
		all = append(all, c.Command)
	}
	return all
}

func TestMongoConnectsToItsOwnDatabaseAndHasATTLIndex(t *testing.T) {
	mongo := sidecartest.StartMongo(t)
	mongo.Sidecar(t, "orders")
	came := mongo.Commands("")
	require.Equal(t, []string{"createIndexes"}, names(came))
	require.Equal(t, "pass_orders", came[0].Database)
	index := came[0].Body["indexes"].([]any)[0].(object)
	require.Equal(t, object{"_ttl": 1.0}, index["key"])
	require.Equal(t, 0.0, index["expireAfterSeconds"])
	for _, c := range append(mongo.Commands("saslStart"), mongo.Commands("saslContinue")...) {
		require.Equal(t, "pass_orders", c.Database)
		require.Equal(t, "ok", c.Answer)
	}
	require.NotEmpty(t, mongo.Commands("saslContinue"), "it did not sign in")
}

func TestMongoTransactionIsOneOfTheServer(t *testing.T) {
	mongo := sidecartest.StartMongo(t)
	store := mongo.StateStore(t, "orders")
	mongo.Forget()
	require.NoError(t, store.Transact(t.Context(), []state.Op{
		{Key: "new", Value: []byte(`{"a":1}`), Insert: true},
		{Key: "any", Value: []byte(`{}`), TTL: time.Minute},
		{Key: "gone", Delete: true},
	}))
	came := mongo.Commands("")
	require.Equal(t, []string{"update", "update", "delete", "commitTransaction"}, names(came), "a round trip for each document")
	require.Equal(t, true, came[0].Body["startTransaction"])
	require.Equal(t, object{"level": "snapshot"}, came[0].Body["readConcern"])
	require.Equal(t, object{"w": "majority"}, came[3].Body["writeConcern"])
	for _, c := range came {
		require.Equal(t, false, c.Body["autocommit"])
		require.Equal(t, came[0].Body["txnNumber"], c.Body["txnNumber"])
		require.Equal(t, came[0].Body["lsid"], c.Body["lsid"])
	}

	filter, set, ttl := update(t, came[0])
	require.Equal(t, "orders||new", filter["_id"])
	require.NotEmpty(t, filter["_etag"], "an insert looks for an etag that nobody can have")
	require.NotEqual(t, filter["_etag"], set["_etag"])
	require.Equal(t, `{"a":1}`, set["value"])
	require.Nil(t, ttl)
	filter, _, ttl = update(t, came[1])
	require.Equal(t, object{"_id": "orders||any"}, filter)
	require.Equal(t, object{"$add": []any{"$$NOW", 60000.0}}, ttl)
}

func TestMongoEtagsAreInTheFilters(t *testing.T) {
	mongo := sidecartest.StartMongo(t)
	store := mongo.StateStore(t, "orders")
	require.NoError(t, store.Transact(t.Context(), []state.Op{{Key: "a", Value: []byte(`1`)}, {Key: "b", Value: []byte(`1`)}}))
	mongo.Forget()
	items, err := store.Get(t.Context(), []string{"a", "b", "none"})
	require.NoError(t, err)
	require.NoError(t, store.Transact(t.Context(), []state.Op{
		{Key: "a", Value: []byte(`2`), ETag: items["a"].ETag}, {Key: "b", ETag: items["b"].ETag, Delete: true},
	}))
	came := mongo.Commands("")
	require.Equal(t, []string{"find", "update", "delete", "commitTransaction"}, names(came), "one read for all documents")
	require.Equal(t, object{"level": "majority"}, came[0].Body["readConcern"])
	require.Contains(t, came[0].Body["filter"].(object)["$and"], object{"_id": object{"$in": []any{"orders||a", "orders||b", "orders||none"}}})
	filter, _, _ := update(t, came[1])
	require.Equal(t, object{"_id": "orders||a", "_etag": items["a"].ETag}, filter)
	deletes := came[2].Body["deletes"].([]any)[0].(object)
	require.Equal(t, object{"_id": "orders||b", "_etag": items["b"].ETag}, deletes["q"])
}

func TestMongoAbortsOnAConflict(t *testing.T) {
	mongo := sidecartest.StartMongo(t)
	store := mongo.StateStore(t, "orders")
	require.NoError(t, store.Transact(t.Context(), []state.Op{{Key: "a", Value: []byte(`1`)}}))
	mongo.Forget()
	require.Error(t, store.Transact(t.Context(), []state.Op{{Key: "b", Value: []byte(`1`)}, {Key: "a", Value: []byte(`2`), Insert: true}}))
	came := mongo.Commands("")
	require.Equal(t, []string{"update", "update", "abortTransaction"}, names(came))
	require.Equal(t, "DuplicateKey", came[1].Answer)
	require.Len(t, mongo.Documents("orders"), 1)
}

// TestMongoTellsSuccessForALostCommit is why the writer reads back: the
// component throws away what became of a commit.
func TestMongoTellsSuccessForALostCommit(t *testing.T) {
	mongo := sidecartest.StartMongo(t)
	store := mongo.StateStore(t, "orders")
	for _, code := range []int{8, 13} { // UnknownError, Unauthorized
		mongo.Fail(sidecartest.MongoFault{Command: "commitTransaction", Lost: true, Answer: "error", Code: code})
		require.NoError(t, store.Transact(t.Context(), []state.Op{{Key: "a", Value: []byte(`1`), Insert: true}}))
		require.Zero(t, mongo.Failing())
		items, err := store.Get(t.Context(), []string{"a"})
		require.NoError(t, err)
		require.Empty(t, items)
	}
}

// TestMongoPutsAGoneDocumentBack is a difference to other stores: a write with
// the etag of a document that was deleted meanwhile is not refused.
func TestMongoPutsAGoneDocumentBack(t *testing.T) {
	store := sidecartest.StartMongo(t).StateStore(t, "orders")
	require.NoError(t, store.Transact(t.Context(), []state.Op{{Key: "a", Value: []byte(`1`)}}))
	items, err := store.Get(t.Context(), []string{"a"})
	require.NoError(t, err)
	require.NoError(t, store.Transact(t.Context(), []state.Op{{Key: "a", ETag: items["a"].ETag, Delete: true}}))
	require.NoError(t, store.Transact(t.Context(), []state.Op{{Key: "a", Value: []byte(`2`), ETag: items["a"].ETag}}))
	items, err = store.Get(t.Context(), []string{"a"})
	require.NoError(t, err)
	require.Equal(t, "2", string(items["a"].Value))
}

// TestMongoKeepsTheKeyOfAnExpiredDocument until the server has removed it.
func TestMongoKeepsTheKeyOfAnExpiredDocument(t *testing.T) {
	mongo := sidecartest.StartMongo(t) // which removes once a minute
	store := mongo.StateStore(t, "orders")
	require.NoError(t, store.Transact(t.Context(), []state.Op{{Key: "a", Value: []byte(`1`), TTL: time.Second}}))
	require.Eventually(t, func() bool {
		items, err := store.Get(t.Context(), []string{"a"})
		return err == nil && len(items) == 0
	}, 10*time.Second, 20*time.Millisecond)
	require.Len(t, mongo.Documents("orders"), 1)
	require.Error(t, store.Transact(t.Context(), []state.Op{{Key: "a", Value: []byte(`2`), Insert: true}}))
	require.NoError(t, store.Transact(t.Context(), []state.Op{{Key: "a", Value: []byte(`2`)}}))
}

// TestMongoEvaluatesWhatLooksLikeAnExpression shows the traps around values
// that begin with a dollar sign, and that documents as pass writes them are
// safe: JSON text begins with none.
func TestMongoEvaluatesWhatLooksLikeAnExpression(t *testing.T) {
	mongo := sidecartest.StartMongo(t)
	sidecar, _ := mongo.Sidecar(t, "orders")
	client := sidecar.Dapr()
	put := func(value string, metadata map[string]string) (string, error) {
		t.Helper()
		item := &dapr.SetStateItem{Key: "x", Value: []byte(value), Metadata: metadata}
		err := client.ExecuteStateTransaction(t.Context(), "statestore", nil, []*dapr.StateOperation{{Type: dapr.StateOperationTypeUpsert, Item: item}})
		if err != nil {
			return "", err
		}
		found, err := client.GetState(t.Context(), "statestore", "x", nil)
		require.NoError(t, err)
		return string(found.Value), nil
	}
	for _, value := range []string{`{"title":"$100 voucher"}`, `"$_id"`, `["$_id"]`, `{"$literal":1}`} {
		back, err := put(value, nil)
		require.NoError(t, err)
		require.Equal(t, value, back)
	}

	asJSON := map[string]string{"contentType": "application/json"}
	back, err := put(`{"title":"$_id"}`, asJSON)
	require.NoError(t, err)
	require.Equal(t, `{"title":"orders||x"}`, back, "evaluated")
	_, err = put(`{"title":"$$user"}`, asJSON)
	require.ErrorContains(t, err, "undefined variable")
	back, err = put(`$_id`, nil)
	require.NoError(t, err)
	require.Equal(t, "orders||x", back, "text that is no JSON is evaluated even without a content type")
}
