package testrun

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/saheedt/pass/tools/stack/infra"
)

// Kind is which tests to run.
type Kind struct {
	// Lint leaves out the tests and checks formatting and vet only.
	Lint bool
	// Soak runs the tests of e2e over and over instead of everything once.
	Soak bool
	// Profile leaves out what does not depend on a profile, and runs the rest on this one. Empty is everything, on all
	// profiles whose servers are at hand.
	Profile string
	// Only names the stages to run, or groups of them: units are all that start no stack. All when empty.
	Only []string
}

// chosen returns the stages that Only names, with the profile in their names or without.
func (k Kind) chosen(all []stage) []stage {
	if len(k.Only) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(s stage) bool {
		return !slices.Contains(k.Only, s.name) && !slices.Contains(k.Only, s.group) && !slices.Contains(k.Only, strings.TrimSuffix(s.name, " "+k.Profile))
	})
}

// stages lists what to run, fast to slow.
func (k Kind) stages(top, logs string) ([]stage, error) {
	switch {
	case k.Lint:
		return lintStages(top)
	case k.Soak:
		return soakStages(top, cmp.Or(k.Profile, infra.DefaultProfile)), nil
	case k.Profile != "":
		return []stage{profileStage(top, k.Profile)}, nil
	}
	modules, err := modules(top, hasTests)
	if err != nil {
		return nil, err
	}
	var stages []stage
	for _, m := range modules {
		if m != e2e && m != k8s {
			stages = append(stages, goStage(top, m, "20m"))
		}
	}
	stages = append(stages, npmStage(top, "typecheck"), webStage(top, logs))
	for i := range stages {
		stages[i].group = "units"
	}
	stages = append(stages, browserStage(top, logs))
	if slices.Contains(modules, k8s) {
		stages = append(stages, k8sStage(top))
	}
	if !slices.Contains(modules, e2e) {
		return stages, nil
	}
	profiles, err := profileStages(top)
	return append(stages, profiles...), err
}

func lintStages(top string) ([]stage, error) {
	modules, err := modules(top, hasCode)
	if err != nil {
		return nil, err
	}
	stages := []stage{formatStage(top)}
	for _, m := range modules {
		stages = append(stages, vetStage(top, m))
	}
	return append(stages, npmStage(top, "lint"), npmStage(top, "typecheck")), nil
}

// soakRounds is how often a soak runs the tests of e2e: faults and races come at another moment each time.
const soakRounds = 5

func soakStages(top, profile string) []stage {
	var stages []stage
	for round := range soakRounds {
		s := goStageOn(top, e2e, profile, "60m", "-shuffle=on")
		s.name = fmt.Sprintf("%s, round %d", e2e, round+1)
		stages = append(stages, s)
	}
	return stages
}

// modules lists the folders of all Go modules that count, those of the services first.
func modules(top string, counts func(dir string) bool) ([]string, error) {
	var found []string
	for _, pattern := range []string{"services/internal", "services/*", e2e, k8s, "tools/*"} {
		paths, err := filepath.Glob(filepath.Join(top, pattern, "go.mod"))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			dir, err := filepath.Rel(top, filepath.Dir(path))
			if err != nil {
				return nil, err
			}
			if !slices.Contains(found, dir) && counts(filepath.Dir(path)) {
				found = append(found, dir)
			}
		}
	}
	return found, nil
}

func hasTests(dir string) bool { return hasFile(dir, "_test.go") }

func hasCode(dir string) bool { return hasFile(dir, ".go") }

func hasFile(dir, suffix string) bool {
	found := false
	_ = filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, suffix) {
			found = true
			return filepath.SkipAll
		}
		return nil
	})
	return found
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
		return command(ctx, log, filepath.Join(top, module), goEnv, "go", "vet", "-tags", daprTag, "./...")
	})
}

func formatStage(top string) stage {
	return checkStage("gofmt", func(ctx context.Context, log io.Writer) error {
		out, err := exec.CommandContext(ctx, "gofmt", "-l",
			filepath.Join(top, "services"), filepath.Join(top, "tools"), filepath.Join(top, e2e), filepath.Join(top, "deploy")).CombinedOutput()
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
