package statetest_test

import (
	"testing"

	"github.com/saheedt/pass/services/internal/sidecartest"
	"github.com/saheedt/pass/services/internal/state/statetest"
)

func TestMemory(t *testing.T) { statetest.Suite(t, statetest.NewMemory()) }

func TestDaprOnSQLite(t *testing.T) { statetest.Suite(t, sidecartest.StateStore(t, "tickets")) }
