// Package testrun runs all tests of all modules, one module after another, and sums them up.
package testrun

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/saheedt/pass/tools/stack/internal/heartbeat"
)

// ErrFailed means that tests failed; the summary says which.
var ErrFailed = errors.New("tests failed")

// stage is one step of the run.
type stage struct {
	name  string
	group string
	run   func(ctx context.Context, log io.Writer) (Result, error)
}

// Run runs every stage, also after one failed, and prints a line for each and a summary at the end. The full output of
// each stage goes to a file in logs.
func Run(ctx context.Context, top, logs string, out io.Writer, kind Kind) error {
	stages, err := kind.stages(top, logs)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(logs, 0o755); err != nil {
		return err
	}
	stages = kind.chosen(stages)
	if len(stages) == 0 {
		return fmt.Errorf("nothing to run: there is no stage %q", kind.Only)
	}
	var results []Result
	for _, s := range stages {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		fmt.Fprintf(out, "test: %s\n", s.name)
		results = append(results, s.execute(ctx, logs, out))
	}
	if summarize(out, results) > 0 {
		return ErrFailed
	}
	return nil
}

func (s stage) execute(ctx context.Context, logs string, out io.Writer) Result {
	began := time.Now()
	path := filepath.Join(logs, strings.ReplaceAll(s.name, "/", "-")+".log")
	var r Result
	log, err := os.Create(path)
	if err == nil {
		stop := heartbeat.Start(out, "test: "+s.name+": still running")
		r, err = s.run(ctx, log)
		stop()
		_ = log.Close()
	}
	if err != nil && len(r.Failed) == 0 {
		r.Failed = append(r.Failed, err.Error())
	}
	r.Stage, r.Took = s.name, time.Since(began)
	slices.Sort(r.Failed)
	slices.Sort(r.Skipped)
	fmt.Fprintf(out, "test: %s: %d passed, %d failed, %d skipped, %s\n",
		s.name, r.Passed, len(r.Failed), len(r.Skipped), r.Took.Round(100*time.Millisecond))
	if len(r.Failed) > 0 {
		said, from := r.Said, "what the failed tests said, of"
		if said == "" {
			said, from = tail(path, 60), "the end of"
		}
		fmt.Fprintf(out, "test: %s failed; %s %s:\n  %s\n", s.name, from, path, strings.ReplaceAll(said, "\n", "\n  "))
	}
	return r
}

// summarize prints the table, what was skipped and failed, and the totals. It returns the number of failures.
func summarize(out io.Writer, results []Result) int {
	passed, failed, skipped := 0, 0, 0
	fmt.Fprintf(out, "\n%-24s %8s %8s %8s %10s\n", "", "passed", "failed", "skipped", "time")
	for _, r := range results {
		fmt.Fprintf(out, "%-24s %8d %8d %8d %10s\n", r.Stage, r.Passed, len(r.Failed), len(r.Skipped), r.Took.Round(100*time.Millisecond))
		passed, failed, skipped = passed+r.Passed, failed+len(r.Failed), skipped+len(r.Skipped)
	}
	list(out, "skipped", skipped, results, func(r Result) []string { return r.Skipped })
	list(out, "failed", failed, results, func(r Result) []string { return r.Failed })
	fmt.Fprintf(out, "\n%d passed, %d failed\n", passed, failed)
	return failed
}

func list(out io.Writer, title string, n int, results []Result, of func(Result) []string) {
	if n == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s:\n", title)
	for _, r := range results {
		for _, name := range of(r) {
			fmt.Fprintf(out, "  %s: %s\n", r.Stage, name)
		}
	}
}

// command runs a program in dir with its output in log.
func command(ctx context.Context, log io.Writer, dir string, env []string, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = log, log
	return cmd.Run()
}

func tail(path string, lines int) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// newLines splits into lines of any length that tests print.
func newLines(r io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(r)
	s.Buffer(nil, 16<<20)
	return s
}
