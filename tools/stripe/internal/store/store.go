// Package store keeps the emulator's things in one bbolt file. A transaction is on disk before it is answered, so that a
// killed process loses nothing and does nothing twice.
package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"
)

// FileName is the file in the data directory.
const FileName = "stripe.db"

// lockWait is how long a second emulator on the same directory waits before it gives up.
const lockWait = 2 * time.Second

// Store is the open file.
type Store struct{ db *bolt.DB }

// Tx is a transaction: serial with all other updates, on a snapshot for reading.
type Tx struct{ tx *bolt.Tx }

// Open opens the file in dir and makes both when they are missing.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	path := filepath.Join(dir, FileName)
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: lockWait})
	if err != nil {
		return nil, fmt.Errorf("open %s (is another emulator using it?): %w", path, err)
	}
	if err := db.Update(createBuckets); err != nil {
		return nil, errors.Join(fmt.Errorf("create buckets: %w", err), db.Close())
	}
	return &Store{db}, nil
}

func createBuckets(tx *bolt.Tx) error {
	var names []string
	for _, table := range tables {
		names = append(names, table, table+".order", table+".groups")
	}
	for _, schedule := range schedules {
		names = append(names, schedule.name)
	}
	for _, name := range names {
		if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	return regroup(&Tx{tx})
}

// regroup serves directories that an emulator without groups has written.
func regroup(tx *Tx) error {
	return errors.Join(Sessions.regroup(tx), Charges.regroup(tx), Refunds.regroup(tx))
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

// Update runs fn alone; an error of fn undoes everything that it wrote.
func (s *Store) Update(fn func(tx *Tx) error) error {
	return s.db.Update(func(tx *bolt.Tx) error { return fn(&Tx{tx}) })
}

// Batch is Update for callers that come side by side and are in no hurry: one write to the disk serves several of them. fn may
// run more than once, so it must begin anew each time.
func (s *Store) Batch(fn func(tx *Tx) error) error {
	return s.db.Batch(func(tx *bolt.Tx) error { return fn(&Tx{tx}) })
}

// View runs fn on a snapshot; it can't write.
func (s *Store) View(fn func(tx *Tx) error) error {
	return s.db.View(func(tx *bolt.Tx) error { return fn(&Tx{tx}) })
}

// OnCommit calls fn once the transaction is on disk.
func (t *Tx) OnCommit(fn func()) { t.tx.OnCommit(fn) }

func (t *Tx) bucket(name string) *bolt.Bucket { return t.tx.Bucket([]byte(name)) }
