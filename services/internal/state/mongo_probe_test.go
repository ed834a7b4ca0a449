package state_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/internal/state"
)

// TestMongoFailuresAreNoVerdict lets each command of a probe fail in turn. What
// a replica set does on a bad day must not pass for a store that is unfit.
func TestMongoFailuresAreNoVerdict(t *testing.T) {
	mongo := sidecartest.StartMongo(t)
	store := mongo.StateStore(t, "orders")
	require.NoError(t, state.Probe(t.Context(), store, "probe/"))
	for _, fault := range []sidecartest.MongoFault{
		{Command: "commitTransaction", Lost: true},
		{Command: "commitTransaction", Answer: "error", Code: 8},
		{Command: "commitTransaction", Lost: true, Answer: "error", Code: 8},
		{Command: "commitTransaction", Lost: true, Answer: "error", Code: 112},
		{Command: "update", Lost: true},
		{Command: "update", Lost: true, Answer: "error", Code: 8},
		{Command: "update", Lost: true, Answer: "error", Code: 112},
		{Command: "find", Answer: "error", Code: 8},
	} {
		happened := true
		for step := 0; happened; step++ {
			t.Run(fmt.Sprintf("%s %d of step %d", fault.Command, fault.Code, step), func(t *testing.T) {
				fault.Skip = step
				mongo.Fail(fault)
				var unfit *state.Unfit
				err := state.Probe(t.Context(), store, "probe/")
				require.False(t, errors.As(err, &unfit), "%v", err)
				happened = mongo.Failing() == 0
				mongo.Heal()
			})
			require.Less(t, step, 50)
		}
	}
	require.NoError(t, state.Probe(t.Context(), store, "probe/"))
}
