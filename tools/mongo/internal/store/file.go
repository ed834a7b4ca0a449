package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"go.mongodb.org/mongo-driver/bson"
)

// commit is what a transaction leaves in the file.
type commit struct {
	Writes []write `bson:"w"`
}

type write struct {
	Collection string `bson:"c"`
	ID         []byte `bson:"i"`
	Doc        bson.D `bson:"d"` // nil: removed
}

// Open gives a store with the documents that a file holds. What is committed from now on is kept there, and outlasts the kill of the
// process, though not of the machine.
func Open(path string) (*Store, error) {
	s := New()
	if err := s.load(path); err != nil {
		return nil, fmt.Errorf("load %s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	file, err := os.Create(path + ".new")
	if err != nil {
		return nil, err
	}
	s.file = file
	for name, c := range s.collections {
		for id, r := range c.records {
			if err := s.keep(commit{[]write{{name, []byte(id), r.at(s.clock)}}}); err != nil {
				return nil, err
			}
		}
	}
	return s, os.Rename(path+".new", path)
}

func (s *Store) load(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	for r := bufio.NewReader(file); ; {
		raw, err := bson.ReadDocument(r)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil // killed in the middle of a commit, which nobody was told of then
		}
		var one commit
		if err == nil {
			err = bson.Unmarshal(raw, &one)
		}
		if err != nil {
			return err
		}
		s.clock++
		for _, w := range one.Writes {
			records := s.collection(w.Collection).records
			delete(records, string(w.ID))
			if w.Doc != nil {
				records[string(w.ID)] = &record{versions: []version{{s.clock, w.Doc}}}
			}
		}
	}
}

func (s *Store) keep(one commit) error {
	if s.file == nil {
		return nil
	}
	raw, err := bson.Marshal(one)
	if err != nil {
		return err
	}
	_, err = s.file.Write(raw)
	return err
}
