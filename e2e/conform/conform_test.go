package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/e2e/conform/internal/bed"
	"github.com/saheedt/pass/e2e/conform/internal/property"
	"github.com/saheedt/pass/e2e/conform/internal/suite"
	"github.com/saheedt/pass/e2e/stack"
)

// TestConformance looks at the profile that PROFILE names, and reports each
// property as a test of its own.
func TestConformance(t *testing.T) {
	for _, r := range mustRun(t, mustStart(t, profile())) {
		t.Run(r.Area+"/"+r.Name, func(t *testing.T) {
			t.Logf("%.1f s, %s%s", r.Took.Seconds(), r.Seen, r.NA)
			if r.Err != nil {
				t.Errorf("seen:   %v\nbreaks: %s", r.Err, r.Breaks)
			}
		})
	}
}

// mustStart starts a bed for a profile.
func mustStart(t *testing.T, profile string) *bed.Bed {
	t.Helper()
	if _, err := os.Stat(filepath.Join("..", "..", ".bin", "daprd")); err != nil {
		t.Fatal("no .bin/daprd: run make tools first")
	}
	dir, err := stack.Folder("pass-conform", "test", filepath.Base(profile))
	require.NoError(t, err)
	b, err := suite.Start(t.Context(), dir, profile)
	if b != nil {
		t.Cleanup(b.Stop)
	}
	require.NoError(t, err)
	return b
}

// mustRun looks at all properties, and logs the table.
func mustRun(t *testing.T, b *bed.Bed) []property.Result {
	t.Helper()
	began := time.Now()
	var printed strings.Builder
	table := newTable(&printed)
	suite.Run(t.Context(), b, table.add)
	table.end(b.Profile, b.Servers.StandIns(), time.Since(began))
	t.Logf("%s, logs in %s\n%s", b.Servers, b.Logs, printed.String())
	return table.results
}
