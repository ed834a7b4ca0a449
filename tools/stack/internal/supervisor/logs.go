package supervisor

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/saheedt/pass/tools/stack/internal/workspace"
)

const (
	// keptLogs is how many logs of one app or sidecar are kept: the CLI makes a new one at every start.
	keptLogs = 5
	// shownLines is how much of a log is shown when its program dies.
	shownLines = 5
)

// cleanLogs empties the logs that grow for ever and removes the oldest of those that get a new file at every start.
func cleanLogs(w workspace.Workspace) error {
	grown, _ := filepath.Glob(filepath.Join(w.Logs(), "*.log"))
	for _, path := range grown {
		if err := os.Truncate(path, 0); err != nil {
			return fmt.Errorf("empty the logs: %w", err)
		}
	}
	bySubject := make(map[string][]string)
	all, _ := filepath.Glob(filepath.Join(w.AppLogs(), "*.log"))
	for _, path := range all {
		subject := path[:strings.LastIndex(path, "_")+1]
		bySubject[subject] = append(bySubject[subject], path)
	}
	for _, paths := range bySubject {
		slices.Sort(paths)
		for _, old := range paths[:max(0, len(paths)-keptLogs)] {
			if err := os.Remove(old); err != nil {
				return fmt.Errorf("remove old logs: %w", err)
			}
		}
	}
	return nil
}

// newestLog returns the log that the CLI writes now for an app ("app") or its sidecar ("daprd").
func (s *stack) newestLog(id, kind string) string {
	paths, _ := filepath.Glob(filepath.Join(s.work.AppLogs(), id+"_"+kind+"_*.log"))
	if len(paths) == 0 {
		return s.work.AppLogs()
	}
	return slices.Max(paths)
}

// died makes the error for a program that should still run, with the end of its log.
func (s *stack) died(name, log string) error {
	return fmt.Errorf("%s died; the end of %s:\n%s", name, s.short(log), tail(log))
}

func tail(path string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return "  " + err.Error()
	}
	lines := bytes.Split(bytes.TrimSpace(content), []byte("\n"))
	lines = lines[max(0, len(lines)-shownLines):]
	return "  " + string(bytes.Join(lines, []byte("\n  ")))
}

// short returns a path as seen from the top.
func (s *stack) short(path string) string {
	if relative, err := filepath.Rel(s.work.Top, path); err == nil {
		return relative
	}
	return path
}
