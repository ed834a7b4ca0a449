package writer_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/id"
	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
)

// These tests have a stand-in for MongoDB fail like a replica set, under a real
// sidecar. docs/mongodb.md says what follows from each.

const (
	commit  = "commitTransaction"
	unknown = "UnknownTransactionCommitResult"

	codeUnknown    = 8
	codeConcern    = 64 // WriteConcernFailed
	codeConflict   = 112
	codeNoSuch     = 251 // NoSuchTransaction
	codeNotPrimary = 10107
)

// mongoFaults are those after which a change is answered as if nothing had
// been, and was made once.
var mongoFaults = map[string]sidecartest.MongoFault{
	"commit lost, answered ok":               {Command: commit, Lost: true},
	"commit lost, answered with an error":    {Command: commit, Lost: true, Answer: "error", Code: codeUnknown},
	"commit lost, not answered":              {Command: commit, Lost: true, Answer: "none"},
	"commit lost, a write conflict":          {Command: commit, Lost: true, Answer: "error", Code: codeConflict},
	"commit lost, an election":               {Command: commit, Lost: true, Answer: "error", Code: codeNotPrimary},
	"commit lost, result unknown":            {Command: commit, Lost: true, Answer: "error", Code: codeConcern, Labels: []string{unknown}},
	"commit done, not answered":              {Command: commit, Answer: "none"},
	"commit done, not answered twice":        {Command: commit, Answer: "none", Times: 2},
	"commit done, half answered":             {Command: commit, Answer: "half"},
	"commit done, answered with an error":    {Command: commit, Answer: "error", Code: codeUnknown},
	"commit done, an election":               {Command: commit, Answer: "error", Code: codeNotPrimary},
	"commit done, result unknown":            {Command: commit, Answer: "error", Code: codeConcern, Labels: []string{unknown}},
	"commit done, told it is not there":      {Command: commit, Answer: "error", Code: codeNoSuch},
	"commit late":                            {Command: commit, Before: 1000},
	"write conflicts":                        {Command: "update", Lost: true, Answer: "error", Code: codeConflict, Times: 3},
	"write lost, answered ok":                {Command: "update", Lost: true},
	"write lost, not answered":               {Command: "update", Lost: true, Answer: "none"},
	"write done, not answered":               {Command: "update", Answer: "none"},
	"write answered with an error":           {Command: "update", Answer: "error", Code: codeUnknown},
	"write meets an election":                {Command: "update", Lost: true, Answer: "error", Code: codeNotPrimary},
	"second write meets an aborted one":      {Command: "update", Skip: 1, Lost: true, Answer: "error", Code: codeNoSuch},
	"read not answered":                      {Command: "find", Answer: "none"},
	"read half answered":                     {Command: "find", Answer: "half"},
	"read meets an election":                 {Command: "find", Lost: true, Answer: "error", Code: codeNotPrimary},
	"read of the commit fails":               {Command: "find", Skip: 1, Answer: "error", Code: codeUnknown},
	"read of the commit fails twice, longer": {Command: "find", Skip: 1, Answer: "error", Code: codeUnknown, Times: 2},
}

func TestMongoFaultsAreNotNoticed(t *testing.T) {
	mongo := sidecartest.StartMongo(t)
	store := mongo.StateStore(t, "orders")
	for name, fault := range mongoFaults {
		t.Run(name, func(t *testing.T) {
			b, key := &broker{}, id.New()
			w := mustStart(t, store, b, writer.Options{Instance: key})
			mongo.Fail(fault)
			_, err := add(t.Context(), w, key, "doc/"+key)
			require.NoError(t, err)
			require.Zero(t, mongo.Failing(), "the fault did not happen")
			require.Equal(t, &counter{N: 1, Log: []string{key}}, mustRead[counter](t, store, "doc/"+key))
			require.Eventually(t, func() bool { return b.count("ticket/"+key+"/1") == 1 }, 10*time.Second, time.Millisecond)
		})
	}
}

// TestMongoStalledCommandsHoldNothingUp is what socketTimeoutMS in the component
// is for: without it, the caller's time runs out first, no abort is sent, and
// the documents stay locked for a minute.
func TestMongoStalledCommandsHoldNothingUp(t *testing.T) {
	for name, fault := range map[string]sidecartest.MongoFault{
		"write":           {Command: "update", Skip: 1, Before: 15_000},
		"write, answered": {Command: "update", Skip: 1, After: 15_000},
		"commit":          {Command: commit, Before: 15_000},
		"read":            {Command: "find", Before: 15_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mongo := sidecartest.StartMongo(t)
			store := mongo.StateStore(t, "orders")
			w := mustStart(t, store, &broker{}, writer.Options{Instance: "a"})
			mongo.Fail(fault)
			for _, change := range []string{"first", "second"} {
				_, err := add(t.Context(), w, change, "doc")
				require.NoError(t, err)
			}
			require.Zero(t, mongo.Failing())
			require.Equal(t, []string{"first", "second"}, mustRead[counter](t, store, "doc").Log)
		})
	}
}

// TestMongoKeepsTheLocksOfAKilledSidecar until the transaction has lasted for
// the server's transactionLifetimeLimitSeconds. Nothing is lost by it.
func TestMongoKeepsTheLocksOfAKilledSidecar(t *testing.T) {
	mongo := sidecartest.StartMongo(t, "-lifetime", "5s")
	client, kill := mongo.Sidecar(t, "orders")
	opts := writer.Options{Instance: "a", Timeout: time.Second}
	w := mustStart(t, state.NewDapr(client.Dapr(), "statestore"), &broker{}, opts)
	mongo.Fail(sidecartest.MongoFault{Command: "update", Contains: "outbox/a/", Before: 60_000})
	one := make(chan error, 1)
	go func() { _, err := add(t.Context(), w, "one", "doc"); one <- err }()
	require.Eventually(t, func() bool { return mongo.Failing() == 0 }, 10*time.Second, time.Millisecond)
	kill()
	require.ErrorIs(t, <-one, writer.ErrUnavailable)

	store := mongo.StateStore(t, "orders")
	w = mustStart(t, store, &broker{}, opts)
	_, err := add(t.Context(), w, "free", "another doc")
	require.NoError(t, err)
	_, err = add(t.Context(), w, "locked", "doc")
	require.ErrorIs(t, err, writer.ErrUnavailable)
	require.Eventually(t, func() bool { _, err = add(t.Context(), w, "two", "doc"); return err == nil }, 30*time.Second, time.Millisecond)
	made := mustRead[counter](t, store, "doc").Log
	require.NotContains(t, made, "one")
	require.Equal(t, "two", made[len(made)-1])
}

// TestMongoCommitsThatNeverWork are told to callers. Where the sidecar goes on
// trying, the change may be made later all the same, but once.
func TestMongoCommitsThatNeverWork(t *testing.T) {
	mongo := sidecartest.StartMongo(t)
	store := mongo.StateStore(t, "orders")
	for name, fault := range map[string]sidecartest.MongoFault{
		"answered ok":            {Lost: true},
		"answered with an error": {Lost: true, Answer: "error", Code: codeUnknown},
		"elections":              {Lost: true, Answer: "error", Code: codeNotPrimary},
	} {
		t.Run(name, func(t *testing.T) {
			b, key := &broker{}, id.New()
			w := mustStart(t, store, b, writer.Options{Instance: key, Timeout: time.Second})
			fault.Command, fault.Times = commit, -1
			mongo.Fail(fault)
			_, err := add(t.Context(), w, "lost", "doc/"+key)
			require.ErrorIs(t, err, writer.ErrUnavailable)
			mongo.Heal()
			require.Eventually(t, func() bool { _, err = add(t.Context(), w, "kept", "doc/"+key); return err == nil }, 20*time.Second, time.Millisecond)
			made := mustRead[counter](t, store, "doc/"+key).Log
			if name == "elections" && len(made) == 2 {
				require.Equal(t, []string{"lost", "kept"}, made)
				require.Eventually(t, func() bool { return b.count("ticket/lost/1") > 0 }, 10*time.Second, time.Millisecond)
				return
			}
			require.Equal(t, []string{"kept"}, made)
			require.Zero(t, b.count("ticket/lost/1"))
		})
	}
}

// TestMongoConflictsLoseNothing has two instances with a sidecar each change
// the same documents.
func TestMongoConflictsLoseNothing(t *testing.T) {
	mongo := sidecartest.StartMongo(t)
	store := mongo.StateStore(t, "orders")
	opts := writer.Options{MaxBatch: 4}
	var writers []*writer.Writer
	for i, own := range []state.Store{store, mongo.StateStore(t, "orders")} {
		opts.Instance = fmt.Sprint(i)
		writers = append(writers, mustStart(t, own, &broker{}, opts))
	}
	mongo.Forget()
	mongo.Fail(sidecartest.MongoFault{Command: "update", Times: -1, Before: 2}) // so that they meet
	const callers, changes = 8, 10
	var all sync.WaitGroup
	for i, w := range writers {
		for caller := range callers {
			all.Go(func() {
				for n := range changes {
					_, err := add(t.Context(), w, fmt.Sprint(i, caller, n), "a", "b")
					assert.NoError(t, err)
				}
			})
		}
	}
	all.Wait()
	for _, key := range []string{"a", "b"} {
		doc := mustRead[counter](t, store, key)
		require.Equal(t, len(writers)*callers*changes, doc.N)
		require.Len(t, doc.Log, doc.N)
	}
	refused := map[string]int{}
	for _, c := range mongo.Commands("update") {
		refused[c.Answer]++
	}
	t.Log(refused)
	require.Positive(t, refused["WriteConflict"]+refused["DuplicateKey"], "they never met")
}

// TestMongoRandomFaults is TestRandomFaults on a replica set that has elections
// and loses connections, commands and commits all the time.
func TestMongoRandomFaults(t *testing.T) {
	mongo := sidecartest.StartMongo(t, "-lifetime", "2s")
	store := mongo.StateStore(t, "orders")
	var faults []sidecartest.MongoFault
	for _, fault := range mongoFaults {
		faults = append(faults, fault)
	}
	done, stop := make(chan struct{}), make(chan struct{})
	go func() { defer close(done); misbehave(mongo, faults, stop) }()
	defer func() { close(stop); <-done }()
	randomFaults(t, store, uint64(time.Now().UnixNano()))
}

// misbehave has one fault after another happen, until it is stopped or there
// were enough.
func misbehave(mongo *sidecartest.Mongo, faults []sidecartest.MongoFault, stop chan struct{}) {
	defer mongo.Heal()
	for n := 1; n < 50; n++ {
		select {
		case <-stop:
			return
		case <-time.After(rand.N(200 * time.Millisecond)):
		}
		switch {
		case n%20 == 0:
			mongo.StepDown(rand.N(500 * time.Millisecond))
		case n%8 == 0:
			mongo.Disconnect()
		case mongo.Failing() == 0:
			mongo.Fail(faults[rand.N(len(faults))])
		}
	}
}
