package store

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/saheedt/pass/services/internal/state"
	"github.com/saheedt/pass/services/internal/writer"
)

const (
	// readAtOnce is how many documents are read in one go.
	readAtOnce = 128
	// progressEvery is how many listings lie between two lines in the log.
	progressEvery = 5000
)

// load reads every listing. What changes meanwhile is in the journals after
// the places that are marked before.
func (f *Follower) load(ctx context.Context) error {
	begun := time.Now()
	journals, err := f.journals(ctx)
	if err != nil {
		return err
	}
	var buckets []string
	for name, j := range journals {
		for n := range j.Buckets {
			buckets = append(buckets, bucketKey(name, n))
		}
	}
	members, err := readAll[bucket](ctx, f.store.reader, buckets)
	if err != nil {
		return fmt.Errorf("read catalogue buckets: %w", err)
	}
	var ids []string
	for _, b := range members {
		ids = append(ids, b.IDs...)
	}
	slices.Sort(ids) // by age: the catalogue numbers them as they come
	if err := f.take(ctx, ids); err != nil {
		return err
	}
	f.seen = marksOf(journals)
	debug.FreeOSMemory() // what reading took; serving takes far less
	f.store.log.InfoContext(ctx, "catalogue is complete",
		"listings", f.store.catalogue.Len(), "journals", len(journals), "took", time.Since(begun).String())
	return nil
}

// take reads listings and puts them into the catalogue.
func (f *Follower) take(ctx context.Context, ids []string) error {
	done := 0
	for part := range slices.Chunk(ids, readAtOnce) {
		if err := f.show(ctx, part); err != nil {
			return err
		}
		if done += len(part); done/progressEvery != (done-len(part))/progressEvery {
			f.store.log.InfoContext(ctx, "reading the catalogue", "listings", done, "of", len(ids))
		}
	}
	return nil
}

func (f *Follower) show(ctx context.Context, ids []string) error {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = ticketKey(id)
	}
	found, err := readAll[ticket](ctx, f.store.reader, keys)
	if err != nil {
		return fmt.Errorf("read listings: %w", err)
	}
	for _, t := range found {
		f.store.Show(t.listing())
	}
	return nil
}

// journals reads the journals of all instances.
func (f *Follower) journals(ctx context.Context) (map[string]*journal, error) {
	known, err := state.Read[instances](ctx, f.store.reader, instancesKey)
	if err != nil {
		return nil, fmt.Errorf("read instances: %w", err)
	}
	journals := map[string]*journal{}
	if known == nil {
		return journals, nil
	}
	keys := make([]string, len(known.Names))
	for i, name := range known.Names {
		keys[i] = journalKey(name)
	}
	found, err := state.ReadMany[journal](ctx, f.store.reader, keys)
	if err != nil {
		return nil, fmt.Errorf("read journals: %w", err)
	}
	for i, j := range found {
		if j != nil {
			journals[known.Names[i]] = j
		}
	}
	return journals, nil
}

// register makes this instance known to the others, for good: the listings
// that it made are in its buckets.
func (s *Store) register(ctx context.Context) error {
	_, err := writer.Do(ctx, s.writer, []string{instancesKey}, func(tx *writer.Tx) (struct{}, error) {
		known, err := writer.Get[instances](tx, instancesKey)
		if err != nil {
			return struct{}{}, err
		}
		var names []string
		if known != nil {
			names = known.Names
		}
		if !slices.Contains(names, s.instance) {
			writer.Put(tx, instancesKey, &instances{append(slices.Clone(names), s.instance)})
		}
		return struct{}{}, nil
	})
	if err != nil {
		return fmt.Errorf("register instance: %w", err)
	}
	return nil
}

// readAll reads the documents that are there, a bounded number at once.
func readAll[T any](ctx context.Context, r *state.Reader, keys []string) ([]*T, error) {
	var all []*T
	for part := range slices.Chunk(keys, readAtOnce) {
		found, err := state.ReadMany[T](ctx, r, part)
		if err != nil {
			return nil, err
		}
		for _, document := range found {
			if document != nil {
				all = append(all, document)
			}
		}
	}
	return all, nil
}
