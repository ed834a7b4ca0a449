package testrun

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const sample = `package sample

import ("os"; "testing")

func TestPass(t *testing.T) {}
func TestFail(t *testing.T) { t.Error("no") }
func TestSkip(t *testing.T) { t.Skip("no database") }
func TestSub(t *testing.T) {
	t.Run("good", func(t *testing.T) {})
	t.Run("bad", func(t *testing.T) { t.Error("no") })
}
func TestParentFails(t *testing.T) {
	t.Run("fine", func(t *testing.T) {})
	t.Error("afterwards")
}
func TestDies(t *testing.T) { os.Exit(3) }
`

func TestGoStageCountsWhatHappened(t *testing.T) {
	top := t.TempDir()
	write(t, filepath.Join(top, "m", "go.mod"), "module m\n\ngo 1.26\n")
	write(t, filepath.Join(top, "m", "sample_test.go"), sample)
	write(t, filepath.Join(top, "m", "broken", "broken_test.go"), "package broken\n\nfunc TestX( {}\n")

	r, err := goStage(top, "m", "1m").run(t.Context(), io.Discard)
	require.Error(t, err)
	require.Equal(t, 3, r.Passed, "TestPass, TestSub/good, TestParentFails/fine")
	require.ElementsMatch(t, []string{"m TestFail", "m TestSub/bad", "m TestParentFails", "m TestDies", "m/broken (see its output)"}, r.Failed)
	require.Contains(t, r.Said, "--- m TestSub/bad\n")
	require.Contains(t, r.Said, "sample_test.go:")
	require.NotContains(t, r.Said, "no database")
	require.Len(t, r.Skipped, 1)
	require.Contains(t, r.Skipped[0], "m TestSkip: ")
	require.Contains(t, r.Skipped[0], "no database")
}

func TestSummaryEndsWithTheTotals(t *testing.T) {
	var out bytes.Buffer
	failed := summarize(&out, []Result{
		{Stage: "a", Passed: 2, Skipped: []string{"TestX: no docker"}},
		{Stage: "b", Passed: 1, Failed: []string{"TestY"}},
	})
	require.Equal(t, 1, failed)
	require.Contains(t, out.String(), "  a: TestX: no docker\n")
	require.Contains(t, out.String(), "  b: TestY\n")
	require.True(t, bytes.HasSuffix(out.Bytes(), []byte("\n3 passed, 1 failed\n")))
}

func TestAStageThatCannotRunFails(t *testing.T) {
	var out bytes.Buffer
	r := checkStage("x", func(context.Context, io.Writer) error { return errors.New("no such program") }).
		execute(t.Context(), t.TempDir(), &out)
	require.Equal(t, []string{"no such program"}, r.Failed)
}

func TestReadVitest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "web.json")
	write(t, path, `{"testResults":[
		{"name":"/x/a.test.ts","status":"failed","assertionResults":[
			{"fullName":"a passes","status":"passed"},{"fullName":"a fails","status":"failed"},{"fullName":"a waits","status":"pending"}]},
		{"name":"/x/b.test.ts","status":"failed","message":"cannot import","assertionResults":[]}]}`)
	r, err := readVitest(path)
	require.NoError(t, err)
	require.Equal(t, Result{Passed: 1, Failed: []string{"a fails", "b.test.ts: cannot import"}, Skipped: []string{"a waits"}}, r)
}

func TestReadPlaywright(t *testing.T) {
	path := filepath.Join(t.TempDir(), "browser.json")
	write(t, path, `{"suites":[{"title":"a.spec.ts",
		"specs":[{"title":"passes","tests":[{"projectName":"browser","status":"expected"}]},
			{"title":"fails","tests":[{"projectName":"browser","status":"unexpected"}]}],
		"suites":[{"title":"group","specs":[
			{"title":"wavers","tests":[{"projectName":"browser","status":"flaky"}]},
			{"title":"waits","tests":[{"projectName":"browser","status":"skipped"}]}]}]}],
		"errors":[{"message":"Error: no browser\nat setup.ts"}]}`)
	r, err := readPlaywright(path)
	require.NoError(t, err)
	require.Equal(t, Result{
		Passed:  1,
		Failed:  []string{"a.spec.ts › fails", "a.spec.ts › group › wavers", "Error: no browser"},
		Skipped: []string{"a.spec.ts › group › waits"},
	}, r)
}

func write(t *testing.T, path, content string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
}

func TestModulesAreThoseThatCount(t *testing.T) {
	top := t.TempDir()
	for _, m := range []string{"services/orders", "services/internal", "e2e", "tools/nats", "tools/dapr"} {
		write(t, filepath.Join(top, m, "go.mod"), "module m\n")
		write(t, filepath.Join(top, m, "deep", "x_test.go"), "package deep\n")
	}
	write(t, filepath.Join(top, "tools/daprcli", "go.mod"), "module m\n")
	write(t, filepath.Join(top, "tools/stripe", "go.mod"), "module m\n")
	write(t, filepath.Join(top, "tools/stripe", "main.go"), "package main\n")

	tested, err := modules(top, hasTests)
	require.NoError(t, err)
	require.Equal(t, []string{"services/internal", "services/orders", "e2e", "tools/dapr", "tools/nats"}, tested)
	coded, err := modules(top, hasCode)
	require.NoError(t, err)
	require.Equal(t, []string{"services/internal", "services/orders", "e2e", "tools/dapr", "tools/nats", "tools/stripe"}, coded)
}

func TestAllProfilesAreTestedUnlessOneIsChosen(t *testing.T) {
	top := t.TempDir()
	write(t, filepath.Join(top, "e2e", "go.mod"), "module m\n")
	write(t, filepath.Join(top, "e2e", "x_test.go"), "package e2e\n")
	for _, profile := range []string{"embedded", "kafka", "shared"} {
		write(t, filepath.Join(top, "components", profile, "x.yaml"), "")
	}
	names := func(k Kind) (names []string) {
		stages, err := k.stages(top, top)
		require.NoError(t, err)
		for _, s := range k.chosen(stages) {
			names = append(names, s.name)
		}
		return names
	}
	require.Equal(t, []string{"web typecheck", "web", "browser", "e2e", "e2e kafka"}, names(Kind{}))
	require.Equal(t, []string{"e2e kafka"}, names(Kind{Profile: "kafka"}))
	require.Equal(t, []string{"e2e"}, names(Kind{Profile: "embedded"}))
	for _, profile := range []string{"kafka", "embedded"} {
		kind := Kind{Profile: profile, Only: []string{"e2e"}}
		require.Equal(t, names(Kind{Profile: profile}), names(kind), "e2e is e2e on whichever profile")
	}
}

func TestAProfileWithoutItsServersIsSkippedByName(t *testing.T) {
	top := t.TempDir()
	t.Setenv("PATH", t.TempDir())
	write(t, filepath.Join(top, "components", "mine", "pubsub.yaml"), "{kind: Component, metadata: {name: pubsub}, spec: {type: pubsub.redis}}")
	ran := ""
	say := func(what string) stage {
		return checkStage(what, func(context.Context, io.Writer) error { ran = what; return nil })
	}
	s := ifAtHand(top, "mine", say("all"), say("wired"))

	r, err := s.run(t.Context(), io.Discard)
	require.NoError(t, err)
	require.Len(t, r.Skipped, 1)
	require.Contains(t, r.Skipped[0], "redis-server is not installed")
	require.Empty(t, ran)

	t.Setenv("REDIS_URL", "redis://127.0.0.1:1")
	r, err = s.run(t.Context(), io.Discard)
	require.NoError(t, err)
	require.Equal(t, 1, r.Passed)
	require.Equal(t, "all", ran)
}

func TestOfAStandInTheWiringIsTested(t *testing.T) {
	top, ran := t.TempDir(), ""
	write(t, filepath.Join(top, ".bin", "kafka"), "")
	write(t, filepath.Join(top, "components", "mine", "pubsub.yaml"), "{kind: Component, metadata: {name: pubsub}, spec: {type: pubsub.kafka}}")
	say := func(what string) stage {
		return checkStage(what, func(context.Context, io.Writer) error { ran = what; return nil })
	}
	for address, want := range map[string]string{"": "wired", "127.0.0.1:1": "all"} {
		t.Setenv("PATH", t.TempDir())
		t.Setenv("KAFKA_BROKERS", address)
		_, err := ifAtHand(top, "mine", say("all"), say("wired")).run(t.Context(), io.Discard)
		require.NoError(t, err)
		require.Equal(t, want, ran)
	}
}

func TestAStageGetsItsProfile(t *testing.T) {
	top := t.TempDir()
	write(t, filepath.Join(top, "m", "go.mod"), "module m\n\ngo 1.26\n")
	write(t, filepath.Join(top, "m", "x_test.go"), `package m

import ("os"; "testing")

func TestProfile(t *testing.T) { if os.Getenv("PROFILE") != "kafka" { t.Error(os.Getenv("PROFILE")) } }
`)
	t.Setenv("PROFILE", "another")
	r, err := goStageOn(top, "m", "kafka", "1m").run(t.Context(), io.Discard)
	require.NoError(t, err)
	require.Equal(t, 1, r.Passed)
}
