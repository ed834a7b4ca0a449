package stack

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// mostRuns is how many may use folders of one name at the same time.
const mostRuns = 20

// held are the locks of this process: they are let go when it ends.
var held []*os.File

// Folder makes an empty one below the system's temporary folder, where a stack
// lives: it is kept after the run, for whoever looks for the cause of a failure,
// until the next one. Runs at the same time get folders of their own.
func Folder(name ...string) (string, error) {
	base := filepath.Join(append([]string{os.TempDir()}, name...)...)
	for n := range mostRuns {
		dir := base
		if n > 0 {
			dir = fmt.Sprintf("%s-%d", base, n+1)
		}
		free, err := lock(dir + ".lock")
		if err != nil {
			return "", err
		}
		if !free {
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			return "", err
		}
		return dir, os.MkdirAll(dir, 0o755)
	}
	return "", fmt.Errorf("%d runs use %s", mostRuns, base)
}

func lock(path string) (bool, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return false, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return false, err
	}
	if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return false, file.Close()
	}
	held = append(held, file)
	return true, nil
}
