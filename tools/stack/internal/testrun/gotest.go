package testrun

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// goEnv makes a module stand alone, as it does when its image is built.
var goEnv = []string{"GOWORK=off"}

// daprTag is what tools/dapr is built with; elsewhere it means nothing. Without it everything would be compiled once more.
const daprTag = "stablecomponents"

// goStage runs the tests of one Go module, never from the cache: many depend on programs that the cache does not see.
func goStage(top, module, timeout string, flags ...string) stage {
	return goStageOn(top, module, "", timeout, flags...)
}

// goStageOn runs them with a profile chosen.
func goStageOn(top, module, profile, timeout string, flags ...string) stage {
	return stage{name: module, run: func(ctx context.Context, log io.Writer) (Result, error) {
		args := append([]string{"test", "-json", "-count=1", "-tags", daprTag, "-timeout", timeout}, flags...)
		cmd := exec.CommandContext(ctx, "go", append(args, "./...")...)
		cmd.Dir = filepath.Join(top, module)
		cmd.Env = append(append(os.Environ(), goEnv...), "PROFILE="+profile)
		cmd.Stderr = log
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			return Result{}, err
		}
		if err := cmd.Start(); err != nil {
			return Result{}, err
		}
		r := readGoTests(pipe, log).result()
		if err := cmd.Wait(); err != nil {
			return r, fmt.Errorf("go test: %w", err)
		}
		return r, nil
	}}
}
