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
			stages = append(stages, ifAtHand(top, name, profileStage(top, name)))
		}
	}
	return stages, nil
}

func profileStage(top, profile string) stage {
	s := goStageOn(top, e2e, profile, "25m")
	if profile != infra.DefaultProfile {
		s.name += " " + profile
	}
	return s
}

// ifAtHand skips a stage when a server of its profile can neither be started here nor in a container.
func ifAtHand(top, profile string, s stage) stage {
	run := s.run
	s.run = func(ctx context.Context, log io.Writer) (Result, error) {
		err := infra.Installed(infra.Config{
			Components: filepath.Join(top, "components"), Profile: profile, Bin: filepath.Join(top, ".bin"),
		})
		if err != nil && !runsContainers(ctx) {
			return Result{Skipped: []string{err.Error()}}, nil
		}
		return run(ctx, log)
	}
	return s
}

// runsContainers reports whether the tests would start servers as containers.
func runsContainers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	return os.Getenv("PASS_CONTAINERS") == "1" || exec.CommandContext(ctx, "docker", "info").Run() == nil
}
