package statetest_test

import (
	"testing"

	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/internal/state/statetest"
)

// TestDaprOnAStandInForMongo holds the component's commands to the suite, on a
// server that does with them what MongoDB's documentation says.
func TestDaprOnAStandInForMongo(t *testing.T) {
	statetest.Suite(t, sidecartest.StartMongo(t, "-sweep", "100ms").StateStore(t, "tickets"))
}
