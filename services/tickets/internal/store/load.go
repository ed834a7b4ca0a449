package store

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/saheedt/pass/services/internal/state"
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

// journals reads all journals.
func (f *Follower) journals(ctx context.Context) (map[string]*journal, error) {
	known, err := state.Read[journals](ctx, f.store.reader, journalsKey)
	if err != nil {
		return nil, fmt.Errorf("read names of journals: %w", err)
	}
	all := map[string]*journal{}
	if known == nil {
		return all, nil
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
			all[known.Names[i]] = j
		}
	}
	return all, nil
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
