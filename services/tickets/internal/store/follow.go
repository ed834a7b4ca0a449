package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/saheedt/pass/services/internal/state"
)

// followEvery is how often the journals are looked at.
const followEvery = time.Second

var errGap = errors.New("changes are missing from a journal")

// marks are the pages of the journals up to which the catalogue knows all.
type marks map[string]int

func marksOf(journals map[string]*journal) marks {
	seen := marks{}
	for name, j := range journals {
		seen[name] = j.Page
	}
	return seen
}

// Follower keeps the catalogue of one instance up with what all instances do.
// It is for one goroutine.
type Follower struct {
	store *Store
	seen  marks
}

// NewFollower makes the follower of the store's catalogue.
func NewFollower(s *Store) *Follower { return &Follower{store: s} }

// Start finds a journal for this instance and fills the catalogue from the
// store, which takes a moment for every thousand listings.
func (f *Follower) Start(ctx context.Context) error {
	if err := f.store.lease(ctx); err != nil {
		return err
	}
	return f.load(ctx)
}

// Run looks at the journals every second until ctx ends, and keeps this
// instance's for it until then.
func (f *Follower) Run(ctx context.Context) {
	renewal := time.NewTicker(leaseEvery)
	defer renewal.Stop()
	for {
		select {
		case <-ctx.Done():
			f.tell(ctx, "journal not released", f.store.release(ctx))
			return
		case <-renewal.C:
			f.tell(ctx, "journal not kept", f.store.lease(ctx))
		case <-time.After(followEvery):
		}
		if err := f.Catch(ctx); ctx.Err() == nil {
			f.tell(ctx, "catalogue not brought up to date", err)
		}
	}
}

func (f *Follower) tell(ctx context.Context, what string, err error) {
	if err != nil {
		f.store.log.WarnContext(ctx, what, "error", err)
	}
}

// Catch brings the catalogue up to date once. This instance's own journal is
// followed too: a change whose outcome was not known when its caller gave up
// is found there.
func (f *Follower) Catch(ctx context.Context) error {
	journals, err := f.journals(ctx)
	if err != nil {
		return err
	}
	changed, err := f.news(ctx, journals)
	if errors.Is(err, errGap) {
		f.store.log.InfoContext(ctx, "catalogue is too far behind the journals and is read anew")
		return f.load(ctx)
	}
	if err != nil {
		return err
	}
	if err := f.take(ctx, changed); err != nil {
		return err
	}
	f.seen = marksOf(journals)
	return nil
}

// news lists the listings that the journals know something newer of than the
// catalogue. Its error is errGap when changes that the catalogue has not seen
// are not in the journals any more.
func (f *Follower) news(ctx context.Context, journals map[string]*journal) ([]string, error) {
	var ids []string
	collect := func(changes []change) {
		for _, c := range changes {
			if c.Revision > f.store.catalogue.Revision(c.ID) {
				ids = append(ids, c.ID)
			}
		}
	}
	for name, j := range journals {
		pages, err := f.pages(ctx, name, f.seen[name], j.Page)
		if err != nil {
			return nil, err
		}
		for _, page := range pages {
			collect(page.Changes)
		}
		collect(j.Changes)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// pages reads an instance's full pages from one up to another.
func (f *Follower) pages(ctx context.Context, instance string, from, to int) ([]*journalPage, error) {
	if to-from > ringPages {
		return nil, errGap
	}
	var keys []string
	for n := from; n < to; n++ {
		keys = append(keys, journalPageKey(instance, n))
	}
	pages, err := state.ReadMany[journalPage](ctx, f.store.reader, keys)
	if err != nil {
		return nil, fmt.Errorf("read journal of %s: %w", instance, err)
	}
	for i, page := range pages {
		if page == nil || page.Page != from+i { // written over meanwhile
			return nil, errGap
		}
	}
	return pages, nil
}
