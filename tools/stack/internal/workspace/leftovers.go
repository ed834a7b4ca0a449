package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/saheedt/pass/tools/stack/process"
)

func (w Workspace) processesPath() string { return filepath.Join(w.Data(), "stack.processes") }

// Record notes which processes run now, for the case that nobody is left to stop them.
func (w Workspace) Record(entries []process.Entry) error {
	content, err := json.Marshal(entries)
	if err != nil {
		return err
	}
	temporary := w.processesPath() + ".new"
	if err := os.WriteFile(temporary, content, 0o644); err != nil {
		return fmt.Errorf("record processes: %w", err)
	}
	return os.Rename(temporary, w.processesPath())
}

// Leftovers returns the recorded processes that still run.
func (w Workspace) Leftovers() []process.Entry {
	content, err := os.ReadFile(w.processesPath())
	if err != nil {
		return nil
	}
	var recorded []process.Entry
	if err := json.Unmarshal(content, &recorded); err != nil {
		return nil
	}
	return slices.DeleteFunc(recorded, func(e process.Entry) bool { return !process.Alive(e) })
}

// CheckLeftovers fails when processes of a stack that crashed still run.
func (w Workspace) CheckLeftovers() error {
	left := w.Leftovers()
	if len(left) == 0 {
		return nil
	}
	names := make([]string, 0, len(left))
	for _, e := range left {
		names = append(names, fmt.Sprintf("%s %d", e.Name(), e.PID))
	}
	return errors.New("left over from a run that was killed: " + strings.Join(names, ", ") + "; end them with `make stop`")
}
