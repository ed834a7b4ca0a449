package archive

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Format is the version of the archive's form. An import refuses any other.
const Format = 1

// Manifest says what an archive must hold. The hashes do not depend on the order in which anything was written.
type Manifest struct {
	Format     int       `json:"format"`
	Profile    string    `json:"profile"` // that it comes from
	Complete   bool      `json:"complete"`
	Pass       string    `json:"pass,omitempty"` // the revision of the program that wrote it
	ExportedAt time.Time `json:"exportedAt,omitzero"`
	// Services has the documents by service, Topics the events by topic, each event once however many were to have it.
	Services  map[string]Sum `json:"services,omitempty"`
	Topics    map[string]Sum `json:"topics,omitempty"`
	Reminders Sum            `json:"reminders"`
}

// Finish writes the manifest of a complete archive, in one step.
func (a *Archive) Finish(m Manifest) error {
	m.Format, m.Profile, m.Complete = Format, a.Manifest.Profile, true
	a.Manifest = m
	return a.saveManifest()
}

func (a *Archive) saveManifest() error {
	content, err := json.MarshalIndent(a.Manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return replace(a.path(manifestFile), append(content, '\n'))
}

func readManifest(dir string) (Manifest, error) {
	var m Manifest
	path := filepath.Join(dir, manifestFile)
	content, err := os.ReadFile(path)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(content, &m); err != nil {
		return m, fmt.Errorf("the archive is damaged: %s: %w", path, err)
	}
	if m.Format != Format {
		return m, fmt.Errorf("%s has the format %d, and this program knows %d", path, m.Format, Format)
	}
	return m, nil
}

// replace writes a file so that a crash leaves the old one or the new one.
func replace(path string, content []byte) error {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(content); err != nil {
		return closeWith(f, err)
	}
	return settle(f, path)
}

// settle brings a file that was written as path.new to the disk and gives it its name.
func settle(f *os.File, path string) error {
	if err := f.Sync(); err != nil {
		return closeWith(f, err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir brings the names in a folder to the disk: a file that was synced may be without one after a power cut.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return closeWith(f, f.Sync())
}

func closeWith(f *os.File, err error) error {
	_ = f.Close()
	return err
}

// names lists the keys of a map, sorted.
func names[V any](m map[string]V) []string {
	all := make([]string, 0, len(m))
	for name := range m {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
