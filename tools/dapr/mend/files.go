package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// unused are the folders of the module that no program needs.
var unused = map[string]bool{"docs": true, "grafana": true, "img": true, "tests": true}

// copySource copies what programs are built from.
func copySource(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if unused[name] || name != "." && strings.HasPrefix(name, ".") {
				return fs.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		}
		if name == filepath.FromSlash(file) {
			return nil // mended later
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return write(filepath.Join(to, name), content)
	})
}

// modfile writes the module's go.mod, led to dir, and its go.sum.
func modfile(dir string) error {
	content, err := os.ReadFile("go.mod")
	if err != nil {
		return err
	}
	content = append(content, []byte("\nreplace "+module+" => "+filepath.ToSlash(dir)+"\n")...)
	if err := write(dir+".mod", content); err != nil {
		return err
	}
	sums, err := os.ReadFile("go.sum")
	if err != nil {
		return err
	}
	return write(dir+".sum", sums)
}

// write leaves a file alone that is as it should be: with a new time the go
// command would read all again.
func write(path string, content []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return nil
	}
	return os.WriteFile(path, content, 0o644)
}
