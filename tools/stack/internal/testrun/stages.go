package testrun

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Kind is which tests to run.
type Kind struct {
	// Lint leaves out the tests and checks formatting and vet only.
	Lint bool
	// Soak runs the tests of e2e over and over instead of everything once.
	Soak bool
	// Only names the stages to run; all when empty.
	Only []string
}

// chosen returns the stages that Only names.
func (k Kind) chosen(all []stage) []stage {
	if len(k.Only) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(s stage) bool { return !slices.Contains(k.Only, s.name) })
}

// e2e is the module of the tests that start the whole stack. It comes last and gets the machine to itself.
const e2e = "e2e"

// stages lists what to run, fast to slow.
func (k Kind) stages(top, logs string) ([]stage, error) {
	if k.Soak {
		return soakStages(top), nil
	}
	modules, err := modules(top)
	if err != nil {
		return nil, err
	}
	if k.Lint {
		stages := []stage{formatStage(top)}
		for _, m := range modules {
			stages = append(stages, vetStage(top, m))
		}
		return append(stages, npmStage(top, "lint"), npmStage(top, "typecheck")), nil
	}
	var stages []stage
	for _, m := range modules {
		if m != e2e {
			stages = append(stages, goStage(top, m, "10m"))
		}
	}
	stages = append(stages, npmStage(top, "typecheck"), webStage(top, logs), browserStage(top, logs))
	if slices.Contains(modules, e2e) {
		// One package at a time: each starts servers and sidecars of its own.
		stages = append(stages, goStage(top, e2e, "25m", "-p=1"))
	}
	return stages, nil
}

// soakRounds is how often a soak runs the tests of e2e: faults and races come at another moment each time.
const soakRounds = 5

func soakStages(top string) []stage {
	var stages []stage
	for round := range soakRounds {
		s := goStage(top, e2e, "60m", "-shuffle=on")
		s.name = fmt.Sprintf("%s, round %d", e2e, round+1)
		stages = append(stages, s)
	}
	return stages
}

// modules lists the folders of all Go modules that have tests, those of the services first.
func modules(top string) ([]string, error) {
	var found []string
	for _, pattern := range []string{"services/internal", "services/*", e2e, "tools/*"} {
		paths, err := filepath.Glob(filepath.Join(top, pattern, "go.mod"))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			dir, err := filepath.Rel(top, filepath.Dir(path))
			if err != nil {
				return nil, err
			}
			if !slices.Contains(found, dir) && hasTests(filepath.Dir(path)) {
				found = append(found, dir)
			}
		}
	}
	return found, nil
}

func hasTests(dir string) bool {
	found := false
	_ = filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "_test.go") {
			found = true
			return filepath.SkipAll
		}
		return nil
	})
	return found
}

// goEnv makes a module stand alone, as it does when its image is built. Without the tag Dapr's modules have no components;
// to others it says nothing.
var goEnv = []string{"GOWORK=off", "GOFLAGS=" + strings.TrimSpace(os.Getenv("GOFLAGS")+" -tags=stablecomponents")}

// goStage runs the tests of one Go module, never from the cache: many depend on programs that the cache does not see.
func goStage(top, module, timeout string, flags ...string) stage {
	return stage{name: module, run: func(ctx context.Context, log io.Writer) (Result, error) {
		args := append([]string{"test", "-json", "-count=1", "-timeout", timeout}, flags...)
		cmd := exec.CommandContext(ctx, "go", append(args, "./...")...)
		cmd.Dir = filepath.Join(top, module)
		cmd.Env = append(os.Environ(), goEnv...)
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

// checkStage counts as one test.
func checkStage(name string, run func(ctx context.Context, log io.Writer) error) stage {
	return stage{name: name, run: func(ctx context.Context, log io.Writer) (Result, error) {
		if err := run(ctx, log); err != nil {
			return Result{Failed: []string{err.Error()}}, err
		}
		return Result{Passed: 1}, nil
	}}
}

func vetStage(top, module string) stage {
	return checkStage("vet "+module, func(ctx context.Context, log io.Writer) error {
		return command(ctx, log, filepath.Join(top, module), goEnv, "go", "vet", "./...")
	})
}

func formatStage(top string) stage {
	return checkStage("gofmt", func(ctx context.Context, log io.Writer) error {
		out, err := exec.CommandContext(ctx, "gofmt", "-l",
			filepath.Join(top, "services"), filepath.Join(top, "tools"), filepath.Join(top, e2e)).CombinedOutput()
		if err != nil || len(out) > 0 {
			return fmt.Errorf("not formatted (%w): %s", err, out)
		}
		return nil
	})
}

func npmStage(top, script string) stage {
	return checkStage("web "+script, func(ctx context.Context, log io.Writer) error {
		return command(ctx, log, filepath.Join(top, "web"), nil, "npm", "run", "--silent", script)
	})
}
