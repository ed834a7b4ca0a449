package testrun

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/saheedt/pass/tools/stack/infra"
)

// e2e is the module of the tests that start the whole stack, conformance among them. It comes last and gets the machine
// to itself.
const e2e = "e2e"

// profileStages runs the tests of e2e on every profile, on the default one first. One whose servers are not at hand is
// skipped by name.
func profileStages(top string) ([]stage, error) {
	names, err := infra.Profiles(filepath.Join(top, "components"))
	if err != nil {
		return nil, err
	}
	stages := []stage{profileStage(top, infra.DefaultProfile)}
	for _, name := range names {
		if name != infra.DefaultProfile {
			stages = append(stages, ifAtHand(top, name, profileStage(top, name, "-skip", once), profileStage(top, name, "-run", wiring)))
		}
	}
	return stages, nil
}

func profileStage(top, profile string, flags ...string) stage {
	// One package at a time: each starts servers and sidecars of its own.
	s := goStageOn(top, e2e, profile, "35m", append([]string{"-p=1"}, flags...)...)
	if profile != infra.DefaultProfile {
		s.name += " " + profile
	}
	return s
}

// once are the tests that choose their profiles themselves, or are about the services alone, so that one run is enough.
const once = "^(TestTheSuiteCanFail|TestMovingHouse|TestAccess|TestRollout|TestRulesRingWhenTheyShould|TestAlertsAndRunbooks|TestQueriesAreThoseOfPrometheus)$"

// wiring are the tests of a profile whose server is only stood in for: what it shows, it shows in a few.
const wiring = "^(TestConformance|TestMainJob|TestScopes|TestKillsInTraffic)$"

// ifAtHand skips a profile when a server of it can neither be started here nor in a container, and looks only at the wiring
// of one that is stood in for.
func ifAtHand(top, profile string, all, wired stage) stage {
	s := stage{name: all.name}
	s.run = func(ctx context.Context, log io.Writer) (Result, error) {
		if runsContainers(ctx) {
			return all.run(ctx, log)
		}
		standIns, err := infra.Installed(infra.Config{
			Components: filepath.Join(top, "components"), Profile: profile, Bin: filepath.Join(top, ".bin"), StandIns: true,
		})
		switch {
		case err != nil:
			return Result{Skipped: []string{err.Error()}}, nil
		case len(standIns) > 0:
			return wired.run(ctx, log)
		}
		return all.run(ctx, log)
	}
	return s
}

// runsContainers reports whether the tests would start servers as containers.
func runsContainers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	return os.Getenv("PASS_CONTAINERS") == "1" || exec.CommandContext(ctx, "docker", "info").Run() == nil
}
