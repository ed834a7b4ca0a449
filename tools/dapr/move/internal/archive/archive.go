// Package archive is a house on its way: a folder with one file of JSON lines per service, one of events, one of reminders,
// and a manifest that says what must be in them.
//
// It holds password hashes and signing keys, so nobody but its owner may read it.
package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const (
	manifestFile  = "manifest.json"
	documentsDir  = "documents"
	eventsFile    = "events.jsonl"
	remindersFile = "reminders.jsonl"
)

// Archive is an open folder. Only one process has it at a time.
type Archive struct {
	Dir      string
	Manifest Manifest
	lock     *os.File
}

// Create opens the folder for an export from a profile, and makes it when it is not there. What an earlier export from
// the same profile took from the broker stays in it; a finished one counts as unfinished from here on.
func Create(dir, profile string) (*Archive, error) {
	if err := os.MkdirAll(filepath.Join(dir, documentsDir), 0o700); err != nil {
		return nil, fmt.Errorf("make archive: %w", err)
	}
	a, err := open(dir)
	if err != nil {
		return nil, err
	}
	old, err := readManifest(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Join(dir, eventsFile)); err == nil {
			return nil, errors.Join(fmt.Errorf("%s has events but no manifest: is it an archive?", dir), a.Close())
		}
	case err != nil:
		return nil, errors.Join(err, a.Close())
	case old.Profile != profile:
		return nil, errors.Join(fmt.Errorf("%s is an archive of the profile %s: take another folder for %s", dir, old.Profile, profile), a.Close())
	}
	a.Manifest = Manifest{Format: Format, Profile: profile}
	if err := errors.Join(a.saveManifest(), syncDir(filepath.Dir(dir))); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Open opens the folder of a finished export.
func Open(dir string) (*Archive, error) {
	manifest, err := readManifest(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not an archive: it has no %s", dir, manifestFile)
	}
	if err != nil {
		return nil, err
	}
	if !manifest.Complete {
		return nil, fmt.Errorf("the export into %s was not finished: run it again", dir)
	}
	a, err := open(dir)
	if err != nil {
		return nil, err
	}
	a.Manifest = manifest
	return a, nil
}

func open(dir string) (*Archive, error) {
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = lock.Close()
		return nil, fmt.Errorf("another export or import is at work on %s", dir)
	}
	return &Archive{Dir: dir, lock: lock}, nil
}

// Close lets another process have the folder.
func (a *Archive) Close() error { return a.lock.Close() }

func (a *Archive) path(parts ...string) string {
	return filepath.Join(append([]string{a.Dir}, parts...)...)
}

// damaged says where an archive is not what it was.
func damaged(file string, line int, what string) error {
	return fmt.Errorf("the archive is damaged: %s, line %d: %s", file, line, what)
}
